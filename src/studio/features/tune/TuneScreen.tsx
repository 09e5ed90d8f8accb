import { Undo2 } from 'lucide-react'
import { useState } from 'react'
import { type MethodId, methodCard, methodCards, methodRefusal } from '../../../shared/catalog/methods.ts'
import type { TaskId } from '../../../shared/catalog/tasks.ts'
import type { DatasetSummary, ModelSummary } from '../../../shared/protocol.ts'
import { selectCurrentData, selectCurrentModel, selectFields, selectRecipe, selectRun } from '../../store/selectors.ts'
import { modelFits } from '../../store/steps.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { exampleWords } from '../../store/taskWords.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { StepLayout } from '../../ui/StepLayout.tsx'
import { EstimateAside } from './EstimateAside.tsx'
import { NothingToTune } from './NothingToTune.tsx'
import { outlook } from './outlook.ts'
import { MainSettings, MoreSettings } from './Settings.tsx'
import { ThawPicture } from './ThawPicture.tsx'
import styles from './tune.module.css'
import { useSettings } from './useSettings.ts'

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
  const { task, error, past } = useStudio(selectRecipe)
  const run = useStudio(selectRun)
  const [asked, setAsked] = useState(false)
  const method = fields['method.id'] as MethodId
  const blocks = model.blocks.length
  const settings = useSettings({ task, method, blocks })
  const { wrong } = settings
  const { many } = exampleWords(task)
  const figures = outlook(model, fields, data)
  const start = () => {
    setAsked(true)
    if (wrong[0]) focusField(wrong[0].key)
    else void actions.start()
  }
  const form = {
    task,
    fields,
    blocks,
    edition: settings.edition,
    isRefused: settings.isRefused,
    onText: settings.type,
    onReset: settings.reset,
  }
  return (
    <StepLayout
      title="Tune"
      lead={`Frozen blocks keep what they learned before; thawed ones adapt to your ${many}.`}
      aside={
        <EstimateAside
          figures={figures}
          epochs={Number(fields.epochs)}
          obstacle={asked && wrong.length > 0 ? `Correct first: ${wrong.map(({ label }) => label).join(', ')}.` : null}
          example={exampleWords(task)}
          running={run.status === 'preparing' || run.status === 'training'}
          onStart={start}
        />
      }
    >
      {error && <ErrorNotice error={error} />}
      <Card title="How much should thaw?" note="Drag the line, or focus it and press the arrow keys">
        <ThawPicture
          model={model}
          task={task}
          classes={data.classes.length}
          maxTokens={Number(fields.maxTokens)}
          figures={figures}
          onMove={settings.moveLine}
        />
      </Card>
      <Card title="Settings" note={<SettingsTools undoable={past.length > 0} {...settings} />}>
        <p className={styles.method}>
          <strong>{methodCard(method).title}.</strong> {methodCard(method).summary}
        </p>
        <Refusals task={task} />
        <MainSettings {...form} />
        <div className={styles.more}>
          <MoreSettings {...form} />
        </div>
      </Card>
    </StepLayout>
  )
}

/** Why some methods are greyed. */
function Refusals({ task }: { readonly task: TaskId }) {
  const refused = methodCards.flatMap(({ id, title }) => {
    const reason = methodRefusal(id, task)
    return reason === null ? [] : [{ id, text: `${title} cannot be chosen: ${reason}` }]
  })
  return refused.map(({ id, text }) => (
    <p key={id} className={styles.refused} data-refused-method={id}>
      {text}
    </p>
  ))
}

function SettingsTools({ undoable, undo, resetAll }: { undoable: boolean; undo: () => void; resetAll: () => void }) {
  return (
    <div className={styles.tools}>
      <Button look="quiet" icon={Undo2} data-action="undo" isDisabled={!undoable} onPress={undo}>
        Undo
      </Button>
      <Button look="quiet" data-action="reset" onPress={resetAll}>
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
