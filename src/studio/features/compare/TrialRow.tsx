import type { TaskId } from '../../../tasks/ids.ts'
import { type FinishedTrial, isFinished, type Outcome, type Trial } from '../../store/compareState.ts'
import { comparing } from '../../store/comparing.ts'
import { Button } from '../../ui/Button.tsx'
import { formatBytes, formatCount, formatSeconds } from '../../ui/format.ts'
import { useSay, type Words } from '../../ui/useSay.ts'
import { driftText, scoreText, trialTitle } from './compareWords.ts'
import { natsText } from './EntryRow.tsx'
import styles from './ResultTable.module.css'
import { driftOf, lossMoreOf, scoreOf } from './summarise.ts'

/** One run of one seed, which can be opened; or why there is none. */
export function TrialRow({ trial, task }: { readonly trial: Trial; readonly task: TaskId }) {
  const words = useSay()
  return (
    <tr className={styles.trial} data-trial={trial.id} data-status={trial.outcome.status}>
      <th scope="row">
        <span className={styles.seed}>
          Seed {trial.seed}
          {isFinished(trial) && (
            <Button
              data-action="open-trial"
              aria-label={`Open ${trialTitle(trial, true)}`}
              onPress={() => comparing.open(trial.id)}
            >
              Open
            </Button>
          )}
        </span>
      </th>
      {isFinished(trial) ? (
        <Cells trial={trial} task={task} />
      ) : (
        <td colSpan={5} className={styles.words}>
          {wordsOf(trial.outcome, words)}
        </td>
      )}
    </tr>
  )
}

function Cells({ trial, task }: { readonly trial: FinishedTrial; readonly task: TaskId }) {
  const { result } = trial.outcome
  const drift = driftOf(trial)
  const score = scoreOf(result)
  const more = trial.contender === 'scratch' ? null : lossMoreOf(result)
  return (
    <>
      <td>{score === null ? '–' : scoreText(task, score)}</td>
      <td>{formatCount(result.parameters.trainable)}</td>
      <td>{formatSeconds(result.seconds.total)}</td>
      <td>{formatBytes(result.memory.peakBytes)}</td>
      <td>
        {drift === null ? '–' : driftText(drift)}
        {more !== null && <span className={styles.quiet}>{natsText(more)}</span>}
      </td>
    </>
  )
}

function wordsOf(outcome: Outcome, { sayError }: Words): string {
  switch (outcome.status) {
    case 'finished':
      return 'Done.'
    case 'waiting':
      return 'Waiting.'
    case 'running':
      return 'Running.'
    case 'stopped':
      return 'Not run.'
    case 'failed':
      return `Failed. ${sayError(outcome.error).join(' ')}`
    default:
      return outcome satisfies never
  }
}
