import { Play, Square } from 'lucide-react'
import { useState } from 'react'
import type { ReadyPlan } from '../../store/comparePlan.ts'
import { comparing } from '../../store/comparing.ts'
import { selectCompare, selectFields, selectRun, selectUse } from '../../store/selectors.ts'
import { isRunning } from '../../store/steps.ts'
import { useStudio } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { classes } from '../../ui/classes.ts'
import { FigureRow, Figures } from '../../ui/FigureRow.tsx'
import { aboutSeconds, countOf } from '../../ui/format.ts'
import styles from './compare.module.css'

/** The budget that all share, and the one thing to do next. */
export function PlanAside({ ready, seconds }: { readonly ready: ReadyPlan; readonly seconds: number }) {
  const fields = useStudio(selectFields)
  const patience = Number(fields['earlyStopping.patience'])
  return (
    <>
      <Card title="The same for all">
        <Figures>
          <FigureRow label="Runs" value={String(ready.runs)} help={help.runs} />
          <FigureRow label="Total time (max.)" value={ready.runs > 0 ? aboutSeconds(seconds) : '–'} help={help.time} />
          <FigureRow label="Max. epochs" value={String(fields.epochs)} help={help.epochs} />
          <FigureRow
            label="Patience"
            value={patience > 0 ? countOf(patience, 'epoch', 'epochs') : 'Never stops early'}
            help={help.patience}
          />
          <FigureRow
            label="Validation + test"
            value={`${Math.round(100 * (Number(fields['split.validation']) + Number(fields['split.test'])))}\u00a0%`}
            help={help.split}
          />
        </Figures>
        <p className={classes(styles.note, styles.figures)}>
          Set on Tune. All other settings are each method’s own, as Tune shows them.
        </p>
      </Card>
      <Go ready={ready} seconds={seconds} />
    </>
  )
}

/** Starts, and stops. One button throughout, to keep the focus. */
function Go({ ready: { obstacle, runs }, seconds }: { readonly ready: ReadyPlan; readonly seconds: number }) {
  const { running } = useStudio(selectCompare)
  const busy = isRunning(useStudio(selectRun)) && !running
  const answering = useStudio(selectUse).answering
  const [asked, setAsked] = useState(false)
  const press = () => {
    if (running) return void comparing.stop()
    setAsked(true)
    if (obstacle === null) void comparing.start()
  }
  const shown = asked && !running ? obstacle : null
  return (
    <>
      <Button
        variant={running ? 'plain' : 'primary'}
        wide
        icon={running ? Square : Play}
        data-action={running ? 'stop-comparison' : 'start-comparison'}
        isDisabled={busy}
        onPress={press}
      >
        {running ? stopText(running.stopping) : startText(obstacle, runs, seconds)}
      </Button>
      <p className={styles.note} role="status" data-obstacle={shown !== null || undefined}>
        {shown ?? noteOf({ running: running !== null, busy, replaces: answering !== null })}
      </p>
    </>
  )
}

function startText(obstacle: string | null, runs: number, seconds: number): string {
  if (obstacle !== null) return 'Start comparing'
  return `Start ${runs} ${runs === 1 ? 'run' : 'runs'}, ${aboutSeconds(seconds)}`
}

function stopText(stopping: boolean): string {
  return stopping ? 'Stopping …' : 'Stop comparing'
}

function noteOf({ running, busy, replaces }: { running: boolean; busy: boolean; replaces: boolean }): string {
  if (running) return 'Finished runs are kept. The current run is discarded.'
  if (busy) return 'A run is in progress on Watch.'
  if (replaces) return 'This replaces the current model. Your runs stay saved.'
  return 'One run after another, all on this device.'
}

const help = {
  time: 'All runs one after another on this device, if none stops early. Most do.',
  runs: 'Each chosen method once per seed, and once per number of labels where you compare those.',
  epochs: 'How often each run sees its training examples, at most.',
  patience: 'Epochs without a better validation loss after which a run ends. Its best weights are tested.',
  split:
    'The share for validation and test. Every run uses the same examples there, whatever its seed, so that scores can be compared.',
}
