import { ChevronRight } from 'lucide-react'
import type { TaskId } from '../../../tasks/ids.ts'
import { contenderTitle } from '../../store/compareState.ts'
import { formatBytes, formatCount, formatSeconds } from '../../ui/format.ts'
import { driftText, labelsText, scoreText, spreadText } from './compareWords.ts'
import styles from './ResultTable.module.css'
import type { Entry, Figures } from './summarise.ts'

export interface EntryRowProps {
  readonly entry: Entry
  readonly task: TaskId
  readonly withLabels: boolean
  readonly open: boolean
  readonly onToggle: () => void
}

/** A contender in figures; pressed, it shows its runs. */
export function EntryRow({ entry, task, withLabels, open, onToggle }: EntryRowProps) {
  const { contender, labels, figures, finished, trials } = entry
  return (
    <tr className={styles.entry} data-entry={contender} data-labels={labels} data-score={figures?.score.mean}>
      <th scope="row">
        <button type="button" className={styles.unfold} aria-expanded={open} onClick={onToggle}>
          <ChevronRight size={16} aria-hidden="true" />
          <span>
            {contenderTitle(contender)}
            <span className={styles.quiet}>
              {withLabels && `${labelsText(task, labels)}, `}
              {seedsText(finished.length, trials.length)}
            </span>
          </span>
        </button>
      </th>
      {figures ? (
        <Cells figures={figures} task={task} />
      ) : (
        <td colSpan={5} className={styles.words}>
          {untold(trials)}
        </td>
      )}
    </tr>
  )
}

function Cells({ figures, task }: { readonly figures: Figures; readonly task: TaskId }) {
  const { score, trainable, seconds, peakBytes, drift, lossMore } = figures
  return (
    <>
      <td className={styles.score}>
        {spreadText(score, (value) => scoreText(task, value))}
        {score.deviation === null && <span className={styles.quiet}>spread unknown</span>}
      </td>
      <td>{formatCount(trainable)}</td>
      <td>{formatSeconds(seconds.mean)}</td>
      <td>{formatBytes(peakBytes)}</td>
      <td>
        {drift ? driftText(drift.mean) : '–'}
        {lossMore && <span className={styles.quiet}>{natsText(lossMore.mean)}</span>}
      </td>
    </>
  )
}

/** "+0.12 nats", "−0.03 nats" */
export function natsText(more: number): string {
  return `${more < 0 ? '−' : '+'}${Math.abs(more).toFixed(2)}\u00a0nats`
}

function untold(trials: Entry['trials']): string {
  const is = (status: string) => trials.some(({ outcome }) => outcome.status === status)
  if (is('running')) return 'Running'
  if (is('waiting')) return 'Waiting'
  if (is('finished')) return 'Finished, with no validation figure'
  return is('failed') ? 'Failed; press the name to see why' : 'Not run'
}

function seedsText(finished: number, planned: number): string {
  const seeds = planned === 1 ? 'seed' : 'seeds'
  return finished === planned ? `${planned} ${seeds}` : `${finished} of ${planned} ${seeds}`
}
