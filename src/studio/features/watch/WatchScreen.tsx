import { memo } from 'react'
import { inSentence } from '../../../shared/messages/inSentence.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { TaskId } from '../../../tasks/ids.ts'
import { selectDetail } from '../../store/selectors.ts'
import type { Detail, RunState, StudioState } from '../../store/state.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { usePanels } from '../../store/taskPanels.ts'
import { epochScore, exampleWords } from '../../store/taskWords.ts'
import { Card } from '../../ui/Card.tsx'
import { DetailSwitch } from '../../ui/DetailSwitch.tsx'
import { InTurn } from '../../ui/InTurn.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { StepLayout } from '../../ui/StepLayout.tsx'
import { CoachCard } from './CoachCard.tsx'
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
const selectKept = ({ run }: StudioState) => (run.status === 'idle' ? 0 : run.log.bestEpoch)
const selectBegun = ({ run }: StudioState) => run.status !== 'idle' && run.log.lastStep !== null

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
  const kept = useStudio(selectKept)
  const begun = useStudio(selectBegun)
  const detail = useStudio(selectDetail)
  return (
    <StepLayout
      title="Watch"
      lead={leadOf({ status, task }, { preparing, kept: begun ? kept : 0 })}
      tools={<DetailSwitch value={detail} onChange={actions.setDetail} />}
      aside={detail === 'simple' ? <WarmTrunk /> : <Aside />}
    >
      <RunError />
      <RunBody task={task} detail={detail} />
      <LiveRegion />
    </StepLayout>
  )
}

/** @param now `kept` is the epoch whose weights are kept; 0 where none came to its end */
function leadOf({ status, task }: WatchingProps, now: { readonly preparing: string; readonly kept: number }): string {
  switch (status) {
    case 'preparing':
      return now.preparing
    case 'training':
      return `Validation is what counts: it uses ${exampleWords(task).many} that the model is not trained on.`
    case 'finished':
      if (now.kept === 0) return 'The run ended before its first step. The model is as it was.'
      return `The run is over. The weights of epoch ${now.kept} are kept: they were the best.`
    case 'failed':
      if (now.kept === 0) return 'The run ended before its first epoch: there are no weights to keep.'
      return 'The run ended early. Its curves are kept.'
    default:
      return status satisfies never
  }
}

/** Everything that follows the run by itself, so that a change of state above redraws none of it. */
const RunBody = memo(function RunBody({ task, detail }: { readonly task: TaskId; readonly detail: Detail }) {
  const { Examples } = usePanels(task).watch
  if (detail === 'simple')
    return (
      <>
        <ResumedNotice />
        <Card className={styles.now}>
          <BestScore />
          <RunProgress simple />
          <SteerButtons simple />
        </Card>
        <CoachCard />
        <InTurn after={1}>
          <Examples />
        </InTurn>
      </>
    )
  return (
    <>
      <ResumedNotice />
      <Card className={styles.now}>
        <RunProgress />
        <SteerButtons />
        <Jumps />
      </Card>
      <InTurn after={1}>
        <Examples />
        <RunCharts />
      </InTurn>
      <InTurn after={3}>
        <RunEvents />
        <Card title="Epochs">
          <Epochs />
        </Card>
      </InTurn>
    </>
  )
})

const scoreEveryMs = 270

/** The one figure: what the weights that are kept score. */
function BestScore() {
  const log = usePaced(selectLog, scoreEveryMs)
  if (!log) return null
  const { task } = log.recipe
  const best = log.epochs.find(({ epoch }) => epoch === log.bestEpoch)
  const { score } = taskCard(task)
  return (
    <p className={styles.figure} data-best-score={best ? (score.ofEpoch(best) ?? undefined) : undefined}>
      <b>{best ? epochScore(task, best) : '–'}</b>
      <span>{`Validation ${inSentence(score.name)}${best ? `, epoch ${best.epoch}` : ''}`}</span>
    </p>
  )
}

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
      <CoachCard />
      <RunFigures />
      <InTurn after={2}>
        <WarmTrunk />
      </InTurn>
    </>
  )
})
