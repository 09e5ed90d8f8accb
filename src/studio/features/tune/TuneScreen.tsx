import { Undo2 } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { MethodId } from '../../../methods/ids.ts'
import type { DatasetSummary } from '../../../shared/domain/data.ts'
import type { ModelSummary } from '../../../shared/domain/model.ts'
import type { RecipeField } from '../../../shared/recipe/field.ts'
import { fieldsFor } from '../../../shared/recipe/recipe.ts'
import { atPace, measuredPace } from '../../store/measuredPace.ts'
import { networkParts } from '../../store/networkParts.ts'
import { outlook } from '../../store/outlook.ts'
import { continuesFromAdapter } from '../../store/recipeForm.ts'
import {
  selectCurrentData,
  selectCurrentModel,
  selectDevice,
  selectFields,
  selectRecipe,
  selectRun,
  selectRunsSlice,
} from '../../store/selectors.ts'
import { usualFields } from '../../store/state.ts'
import { modelFits } from '../../store/steps.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { useParts } from '../../store/taskPanels.ts'
import { exampleWords } from '../../store/taskWords.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { StepLayout } from '../../ui/StepLayout.tsx'
import { touchOnly } from '../../ui/touchOnly.ts'
import { ContinuesFrom, otherClasses } from './ContinuesFrom.tsx'
import { EstimateAside } from './EstimateAside.tsx'
import { FindRate } from './FindRate.tsx'
import { MadeAgain } from './MadeAgain.tsx'
import { MemoryNote } from './MemoryNote.tsx'
import { MethodPicker } from './MethodPicker.tsx'
import { refusalsFor } from './methodGroups.ts'
import { NothingToTune } from './NothingToTune.tsx'
import { ownAdapter } from './ownAdapter.ts'
import { Presets } from './Presets.tsx'
import { MainSettings, MoreSettings } from './Settings.tsx'
import { ThawPicture } from './ThawPicture.tsx'
import { TryBatches } from './TryBatches.tsx'
import { isMovable } from './thawLine.ts'
import styles from './tune.module.css'
import { useSettings } from './useSettings.ts'
import { WhichMethod } from './WhichMethod.tsx'

/** Where the person decides how much of the model to thaw, and how it learns. */
export function TuneScreen() {
  const data = useStudio(selectCurrentData)
  const model = useStudio(selectCurrentModel)
  const fits = useStudio(modelFits)
  if (!data || !model || !fits) return <NothingToTune />
  return <Tuning key={data.summary.task} data={data.summary} model={model} />
}

function Tuning({ data, model }: { data: DatasetSummary; model: ModelSummary }) {
  const fields = useStudio(selectFields)
  const recipe = useStudio(selectRecipe)
  const run = useStudio(selectRun)
  const [asked, setAsked] = useState(false)
  const [comparing, setComparing] = useState(false)
  const { task, error, past } = recipe
  const parts = useParts(data.task)
  const method = fields['method.id'] as MethodId
  const blocks = model.blocks.length
  const thawedBy = (thaw: number) => outlook(model, { ...fields, thaw }, data).thawed
  const lineAt = (thaw: number) => blocks - thawedBy(thaw)
  const settings = useSettings({ task, method, blocks, lineAt })
  const { wrong } = settings
  const { many } = exampleWords(task)
  const going = continuesFromAdapter(recipe) ? recipe.continueFrom : null
  const { choice: backend } = useStudio(selectDevice)
  const { runs } = useStudio(selectRunsSlice)
  const pace = useMemo(() => measuredPace(runs, { model, data, backend, method }), [runs, model, data, backend, method])
  const figures = useMemo(() => atPace(outlook(model, fields, data), pace), [model, fields, data, pace])
  const refusals = useMemo(() => refusalsFor(task, networkParts(model)), [task, model])
  const refusal = refusals.find((refused) => refused.method === method)
  const offered = useMemo(() => new Set<string>(fieldsFor(task, method).map(({ key }) => key)), [task, method])
  const start = () => {
    setAsked(true)
    const first = refusal ? 'method.id' : wrong[0]?.key
    if (first) focusField(first)
    else if (!going || !otherClasses(going, data)) void actions.start()
  }
  const choose = (id: MethodId) => {
    settings.choose(id)
    setComparing(false)
  }
  const form = {
    task,
    fields,
    usual: usualFields(recipe, method),
    thawedBy,
    edition: settings.edition,
    locked: going !== null,
    isRefused: settings.isRefused,
    onText: settings.type,
    onReset: settings.reset,
    tools: {
      'optimiser.learningRate': <FindRate onTake={settings.take} />,
      batch: <TryBatches batch={Number(fields.batch)} accumulate={Number(fields.accumulate)} onTake={settings.take} />,
    },
  }
  return (
    <StepLayout
      title="Tune"
      lead={`Frozen blocks keep what they learned before; thawed blocks adapt to your ${many}.`}
      aside={
        <EstimateAside
          figures={figures}
          epochs={Number(fields.epochs)}
          obstacle={
            refusal
              ? `${refusal.reason} Choose another method.`
              : (going && otherClasses(going, data)) || (asked ? correctFirst(wrong) : null)
          }
          example={exampleWords(task)}
          ownAdapter={ownAdapter(model, task, method)}
          running={run.status === 'preparing' || run.status === 'training'}
          onStart={start}
        />
      }
    >
      {error && <ErrorNotice error={error} />}
      {parts && <parts.Findings locked={run.status === 'preparing' || run.status === 'training'} />}
      {going && <ContinuesFrom method={method} model={model} />}
      {recipe.history.length > 0 && <MadeAgain changes={recipe.history.length} />}
      <Card
        title="How much should thaw?"
        {...(isMovable(method) &&
          !going && {
            note: touchOnly ? 'Drag the line' : 'Drag the line, or focus it and press the arrow keys',
          })}
      >
        <ThawPicture
          model={model}
          task={task}
          method={method}
          classes={data.classes.length}
          maxTokens={Number(fields.maxTokens)}
          figures={figures}
          locked={going !== null}
          onMove={settings.moveLine}
        />
      </Card>
      {/* Below the picture, which must not move while the line is dragged. */}
      <MemoryNote {...{ model, data, fields, offered }} bytes={figures.memoryBytes} onTake={settings.take} />
      <Card title="Settings" note={<SettingsTools undoable={past.length > 0} {...settings} />}>
        {!going && (
          <Presets
            task={task}
            examples={data.examples}
            blocks={blocks}
            recipe={recipe}
            onApply={settings.applyPreset}
          />
        )}
        <MethodPicker
          method={method}
          refusals={going ? [] : refusals}
          locked={going !== null}
          onChoose={settings.choose}
          onCompare={() => setComparing(true)}
        />
        <MainSettings {...form} />
        <div className={styles.more}>
          <MoreSettings {...form} />
        </div>
      </Card>
      {comparing && (
        <WhichMethod
          model={model}
          data={data}
          recipe={recipe}
          chosen={method}
          onChoose={choose}
          onClose={() => setComparing(false)}
        />
      )}
    </StepLayout>
  )
}

function correctFirst(wrong: readonly RecipeField[]): string | null {
  return wrong.length > 0 ? `Correct first: ${wrong.map(({ label }) => label).join(', ')}.` : null
}

function SettingsTools({ undoable, undo, resetAll }: { undoable: boolean; undo: () => void; resetAll: () => void }) {
  return (
    <div className={styles.tools}>
      <Button variant="quiet" icon={Undo2} data-action="undo" isDisabled={!undoable} onPress={undo}>
        Undo
      </Button>
      <Button variant="quiet" data-action="reset" onPress={resetAll}>
        Reset all
      </Button>
    </div>
  )
}

/** A setting behind the closed disclosure is opened to before it takes the focus. */
function focusField(key: string): void {
  const control = document.querySelector<HTMLElement>(`[data-field="${CSS.escape(key)}"]`)
  if (!control?.checkVisibility())
    document.querySelector<HTMLElement>('[data-action="more-settings"][aria-expanded="false"]')?.click()
  requestAnimationFrame(() => control?.focus())
}
