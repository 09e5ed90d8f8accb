import { memo } from 'react'
import type { TaskId } from '../../../tasks/ids.ts'
import type { RunState, StudioState } from '../../store/state.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { usePanels } from '../../store/taskPanels.ts'
import { exampleWords } from '../../store/taskWords.ts'
import { Card } from '../../ui/Card.tsx'
import { InTurn } from '../../ui/InTurn.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { StepLayout } from '../../ui/StepLayout.tsx'
import { AdviceList } from './AdviceList.tsx'
import { EpochTable, FirstSteps } from './EpochTable.tsx'
import { Jumps } from './Jumps.tsx'
import { LiveRegion } from './LiveRegion.tsx'
import { LiveSettings } from './LiveSettings.tsx'
import { NothingToWatch } from './NothingToWatch.tsx'
import { ResumedNotice } from './ResumedNotice.tsx'
import { RunCharts } from './RunCharts.tsx'
import { RunEvents } from './RunEvents.tsx'
import { RunFigures } from './RunFigures.tsx'
import { RunProgress } from './RunProgress.tsx'
import { SteerButtons } from './SteerButtons.tsx'
import { usePaced } from './usePaced.ts'
import { WarmTrunk } from './WarmTrunk.tsx'
import styles from './watch.module.css'

const selectStatus = (state: StudioState) => state.run.status
const selectError = (state: StudioState) => (state.run.status === 'failed' ? state.run.error : null)
const selectTask = ({ run }: StudioState) => (run.status === 'idle' ? null : run.log.recipe.task)

/** Where a run is watched, steered, and stopped when it has learned enough. */
export function WatchScreen() {
  const status = useStudio(selectStatus)
  const task = useStudio(selectTask)
  if (status === 'idle' || task === null) return <NothingToWatch />
  return <Watching status={status} task={task} />
}

interface WatchingProps {
  readonly status: Exclude<RunState['status'], 'idle'>
  readonly task: TaskId
}

function Watching({ status, task }: WatchingProps) {
  const { preparing } = usePanels(task).watch
  return (
    <StepLayout title="Watch" lead={leadOf({ status, task }, preparing)} aside={<Aside />}>
      <RunError />
      <RunBody task={task} />
      <LiveRegion />
    </StepLayout>
  )
}

function leadOf({ status, task }: WatchingProps, preparing: string): string {
  switch (status) {
    case 'preparing':
      return preparing
    case 'training':
      return `Validation is what counts: it uses ${exampleWords(task).many} that the model is not trained on.`
    case 'finished':
      return 'The run is over, and its best weights are kept.'
    case 'failed':
      return 'The run ended early. Its curves are kept.'
    default:
      return status satisfies never
  }
}

/** Everything that follows the run by itself, so that a change of state above redraws none of it. */
const RunBody = memo(function RunBody({ task }: { readonly task: TaskId }) {
  const { Examples } = usePanels(task).watch
  return (
    <>
      <ResumedNotice />
      <Card className={styles.now}>
        <RunProgress />
        <SteerButtons />
        <Jumps />
      </Card>
      <InTurn after={1}>
        <RunCharts />
      </InTurn>
      <InTurn after={3}>
        <RunEvents />
        <Examples />
        <Card title="Epochs">
          <Epochs />
        </Card>
      </InTurn>
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
      <EpochTable epochs={log.epochs} bestEpoch={log.bestEpoch} task={log.recipe.task} />
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
      <LiveSettings />
      <AdviceList />
      <RunFigures />
      <InTurn after={2}>
        <WarmTrunk />
      </InTurn>
    </>
  )
})
