import { ArrowDown, ArrowUp } from 'lucide-react'
import { Fragment, useState } from 'react'
import { taskCard } from '../../../tasks/cards.ts'
import type { TaskId } from '../../../tasks/ids.ts'
import type { Comparison } from '../../store/compareState.ts'
import { scoreTitle } from './compareWords.ts'
import { EntryRow } from './EntryRow.tsx'
import styles from './ResultTable.module.css'
import { type ColumnId, type Sorting, sortBy, sorted } from './sorting.ts'
import type { Entry } from './summarise.ts'
import { TrialRow } from './TrialRow.tsx'

export interface ResultTableProps {
  readonly comparison: Comparison
  readonly entries: readonly Entry[]
}

/** Everything in figures, sortable; a row opens to the run of each seed. */
export function ResultTable({ comparison, entries }: ResultTableProps) {
  const { task, kind } = comparison
  const lowerIsBetter = taskCard(task).score.better === 'lower'
  const [sorting, setSorting] = useState<Sorting>({ column: 'contender', descending: false })
  const [unfolded, setUnfolded] = useState<readonly string[]>([])
  const toggle = (key: string) =>
    setUnfolded(unfolded.includes(key) ? unfolded.filter((other) => other !== key) : [...unfolded, key])
  const columns = columnsOf(task)
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls, and must scroll by keyboard too */}
      <section className={styles.scroll} tabIndex={0} aria-label="Results in figures">
        <table className={styles.table}>
          <thead>
            <tr>
              {columns.map(({ id, label }) => (
                <Heading
                  key={id}
                  label={label}
                  order={sorting.column === id ? (sorting.descending ? 'descending' : 'ascending') : 'none'}
                  id={id}
                  onPress={() => setSorting(sortBy(sorting, id, lowerIsBetter))}
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {sorted(entries, sorting).map((entry) => {
              const key = `${entry.contender} ${entry.labels}`
              const open = unfolded.includes(key)
              return (
                <Fragment key={key}>
                  <EntryRow
                    entry={entry}
                    task={task}
                    withLabels={kind === 'labels'}
                    open={open}
                    onToggle={() => toggle(key)}
                  />
                  {open && entry.trials.map((trial) => <TrialRow key={trial.id} trial={trial} task={task} />)}
                </Fragment>
              )
            })}
          </tbody>
        </table>
      </section>
      <dl className={styles.legend}>
        {columns.map(
          ({ id, label, help }) =>
            help && (
              <div key={id}>
                <dt>{label}</dt>
                <dd>{help}</dd>
              </div>
            ),
        )}
      </dl>
    </>
  )
}

function Heading({
  id,
  label,
  order,
  onPress,
}: {
  readonly id: ColumnId
  readonly label: string
  readonly order: 'ascending' | 'descending' | 'none'
  readonly onPress: () => void
}) {
  return (
    <th scope="col" aria-sort={order}>
      <button type="button" className={styles.sort} data-sort={id} onClick={onPress}>
        {label}
        {order === 'ascending' && <ArrowUp size={14} aria-hidden="true" />}
        {order === 'descending' && <ArrowDown size={14} aria-hidden="true" />}
      </button>
    </th>
  )
}

interface Column {
  readonly id: ColumnId
  readonly label: string
  readonly help?: string
}

function columnsOf(task: TaskId): readonly Column[] {
  const { score, target } = taskCard(task)
  return [
    { id: 'contender', label: 'Method' },
    {
      id: 'score',
      label: scoreTitle(task),
      help: `${score.help} Of the epoch that was kept; mean ± standard deviation over seeds.`,
    },
    { id: 'trainable', label: 'Trainable', help: 'Parameters that training may change.' },
    { id: 'seconds', label: 'Time', help: 'A whole run, from preparing to the test.' },
    {
      id: 'memory',
      label: 'Peak memory',
      help: 'The most memory that the engine used during the run.',
    },
    {
      id: 'drift',
      label: 'Forgetting',
      help:
        target === 'text'
          ? 'How far the trunk’s features of fixed examples turned, 1 − cosine: 0 is unchanged. Below it, how many nats a token worse it predicts a plain text that has nothing to do with the data.'
          : 'How far the trunk’s features of fixed examples turned, 1 − cosine: 0 is unchanged.',
    },
  ]
}
