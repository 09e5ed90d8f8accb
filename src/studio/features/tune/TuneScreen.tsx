import { Undo2 } from 'lucide-react'
import { useState } from 'react'
import { type MethodId, methodCard } from '../../../shared/catalog/methods.ts'
import type { DatasetSummary, ModelSummary } from '../../../shared/protocol.ts'
import { selectCurrentData, selectCurrentModel, selectFields, selectRecipe, selectRun } from '../../store/selectors.ts'
import { actions, useStudio } from '../../store/studio.ts'
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
  if (!data || !model) return <NothingToTune />
  return <Tuning data={data.summary} model={model} />
}

function Tuning({ data, model }: { data: DatasetSummary; model: ModelSummary }) {
  const fields = useStudio(selectFields)
  const { error, past } = useStudio(selectRecipe)
  const run = useStudio(selectRun)
  const [asked, setAsked] = useState(false)
  const method = fields['method.id'] as MethodId
  const blocks = model.blocks.length
  const settings = useSettings({ method, blocks })
  const { wrong } = settings
  const figures = outlook(model, fields, { examples: data.examples, classes: data.classes.length })
  const start = () => {
    setAsked(true)
    if (wrong[0]) focusField(wrong[0].key)
    else void actions.start()
  }
  const form = {
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
      lead="Frozen blocks keep what they learned before; thawed ones adapt to your pictures."
      aside={
        <EstimateAside
          figures={figures}
          epochs={Number(fields.epochs)}
          obstacle={asked && wrong.length > 0 ? `Correct first: ${wrong.map(({ label }) => label).join(', ')}.` : null}
          running={run.status === 'preparing' || run.status === 'training'}
          onStart={start}
        />
      }
    >
      {error && <ErrorNotice error={error} />}
      <Card title="How much should thaw?" note="Drag the line, or focus it and press the arrow keys">
        <ThawPicture model={model} classes={data.classes.length} figures={figures} onMove={settings.moveLine} />
      </Card>
      <Card title="Settings" note={<SettingsTools undoable={past.length > 0} {...settings} />}>
        <p className={styles.method}>
          <strong>{methodCard(method).title}.</strong> {methodCard(method).summary}
        </p>
        <MainSettings {...form} />
        <div className={styles.more}>
          <MoreSettings {...form} />
        </div>
      </Card>
    </StepLayout>
  )
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
