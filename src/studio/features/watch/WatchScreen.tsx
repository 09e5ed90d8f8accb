import { ArrowLeft, ArrowRight, type LucideIcon, Square, X } from 'lucide-react'
import { memo } from 'react'
import type { TaskId } from '../../../shared/catalog/tasks.ts'
import type { RunState, StudioState } from '../../store/state.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { exampleWords } from '../../store/taskWords.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { StepLayout } from '../../ui/StepLayout.tsx'
import { EpochTable, FirstSteps } from './EpochTable.tsx'
import { scoreName } from './epochScore.ts'
import { LiveRegion } from './LiveRegion.tsx'
import { NothingToWatch } from './NothingToWatch.tsx'
import { AccuracyChart, LossChart, PerplexityChart, RateChart } from './RunCharts.tsx'
import { RunFigures } from './RunFigures.tsx'
import { RunProgress } from './RunProgress.tsx'
import { RunSamples } from './RunSamples.tsx'
import { usePaced } from './usePaced.ts'
import { WarmTrunk } from './WarmTrunk.tsx'
import styles from './watch.module.css'

const selectStatus = (state: StudioState) => state.run.status
const selectStopping = (state: StudioState) => state.run.status === 'training' && state.run.stopping
const selectComparing = ({ compare }: StudioState) => compare.running !== null
const selectError = (state: StudioState) => (state.run.status === 'failed' ? state.run.error : null)
const selectTask = ({ run }: StudioState) => (run.status === 'idle' ? 'image-classification' : run.log.recipe.task)

/** Where a run is watched, and stopped when it has learned enough. */
export function WatchScreen() {
  const status = useStudio(selectStatus)
  const task = useStudio(selectTask)
  if (status === 'idle') return <NothingToWatch />
  return (
    <StepLayout title="Watch" lead={leadOf(status, task)} aside={<Aside />}>
      <RunError />
      <RunBody continues={task === 'text-generation'} />
      <LiveRegion />
    </StepLayout>
  )
}

function leadOf(status: Exclude<RunState['status'], 'idle'>, task: TaskId): string {
  const { one, many } = exampleWords(task)
  switch (status) {
    case 'preparing':
      return task === 'text-generation'
        ? 'The untouched network is measured first, to compare with.'
        : `The frozen blocks take in every ${one} once; what they make of it is kept.`
    case 'training':
      return `Validation is what counts: ${many} the model does not train on.`
    case 'finished':
      return 'The run is over, and its best weights are kept.'
    case 'failed':
      return 'The run ended early. What it showed until then is kept.'
    default:
      return status satisfies never
  }
}

/** Everything that follows the run by itself, so that a change of state above redraws none of it. */
const RunBody = memo(function RunBody({ continues }: { readonly continues: boolean }) {
  return (
    <>
      <Card className={styles.now}>
        <RunProgress />
        <Next />
      </Card>
      <Card>
        <LossChart />
      </Card>
      <div className={styles.pair}>
        <Card>{continues ? <PerplexityChart /> : <AccuracyChart />}</Card>
        <Card>
          <RateChart />
        </Card>
      </div>
      {continues && <RunSamples />}
      <Card title="Epochs">
        <Epochs />
      </Card>
    </>
  )
})

const epochsEveryMs = 230
const selectLog = (state: StudioState) => (state.run.status === 'idle' ? null : state.run.log)

function Epochs() {
  const log = usePaced(selectLog, epochsEveryMs)
  if (!log) return null
  return (
    <>
      <EpochTable epochs={log.epochs} bestEpoch={log.bestEpoch} score={scoreName(log.recipe.task)} />
      <FirstSteps steps={log.firstSteps} />
    </>
  )
}

function RunError() {
  const error = useStudio(selectError)
  if (!error) return null
  return <ErrorNotice error={error} action={{ label: 'Back to Tune', onPress: () => actions.goTo('tune') }} />
}

const Aside = memo(function Aside() {
  return (
    <>
      <RunFigures />
      <WarmTrunk />
    </>
  )
})

/** The one thing to do: call it off, stop it, or go and see what it is worth. One button throughout, to keep the focus. */
function Next() {
  const status = useStudio(selectStatus)
  const stopping = useStudio(selectStopping)
  const comparing = useStudio(selectComparing)
  const next = comparing ? backToCompare : nextOf(status, stopping)
  if (!next) return null
  const { label, action, icon, primary, onPress } = next
  return (
    <Button look={primary ? 'primary' : 'plain'} icon={icon} data-action={action} onPress={onPress}>
      {label}
    </Button>
  )
}

interface NextAction {
  readonly label: string
  readonly action: string
  readonly icon: LucideIcon
  readonly primary: boolean
  readonly onPress: () => void
}

/** A run of a comparison has the same budget as the others: it is not stopped alone. */
const backToCompare: NextAction = {
  label: 'Back to Compare',
  action: 'go-compare',
  icon: ArrowLeft,
  primary: false,
  onPress: () => actions.goTo('compare'),
}

function nextOf(status: RunState['status'], stopping: boolean): NextAction | null {
  const stop = { icon: Square, primary: false, onPress: () => void actions.stop() }
  switch (status) {
    case 'idle':
    case 'failed':
      return null
    case 'preparing':
      return { ...stop, label: 'Cancel', action: 'cancel', icon: X }
    case 'training':
      return { ...stop, label: stopping ? 'Stopping …' : 'Stop and keep the best', action: 'stop' }
    case 'finished':
      return {
        label: 'See the test',
        action: 'go-evaluate',
        icon: ArrowRight,
        primary: true,
        onPress: () => actions.goTo('evaluate'),
      }
    default:
      return status satisfies never
  }
}
