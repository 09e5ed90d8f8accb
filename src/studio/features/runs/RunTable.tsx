import { ArrowDown, ArrowUp } from 'lucide-react'
import { Fragment, useState } from 'react'
import { selectRunsSlice } from '../../store/selectors.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { countOf } from '../../ui/format.ts'
import { useSay } from '../../ui/useSay.ts'
import { VisuallyHidden } from '../../ui/VisuallyHidden.tsx'
import { groupsOf } from './groups.ts'
import { RunDetails } from './RunDetails.tsx'
import { RunLine } from './RunLine.tsx'
import styles from './RunTable.module.css'
import { nameColumn, type RunColumn } from './runColumns.ts'
import { type Sorting, sortBy, sorted } from './runOrder.ts'
import type { RunRow } from './runRows.ts'

/** Sortable by every column; a row unfolds to what can be done with the run. */
export function RunTable({
  rows,
  columns,
}: {
  readonly rows: readonly RunRow[]
  readonly columns: readonly RunColumn[]
}) {
  useSay()
  const { selected, baseline } = useStudio(selectRunsSlice)
  const [sorting, setSorting] = useState<Sorting>({ column: 'when', descending: true })
  const [unfolded, setUnfolded] = useState<readonly string[]>([])
  const toggle = (id: string) => setUnfolded(without(unfolded, id) ?? [...unfolded, id])
  const select = (id: string) => void actions.runs.select(without(selected, id) ?? [...selected, id])
  const all = [nameColumn, ...columns]
  const pinned = rows.find(({ id }) => id === baseline) ?? null
  const others = rows.filter((row) => row !== pinned)
  const line = (row: RunRow) => {
    const open = unfolded.includes(row.id)
    return (
      <Fragment key={row.id}>
        <RunLine
          row={row}
          columns={columns}
          open={open}
          place={selected.indexOf(row.id) + 1}
          baseline={pinned}
          onToggle={() => toggle(row.id)}
          onSelect={() => select(row.id)}
        />
        {open && <RunDetails row={row} span={all.length + 1} />}
      </Fragment>
    )
  }
  const heading = (column: RunColumn) => (
    <Heading key={column.id} column={column} sorting={sorting} onPress={() => setSorting(sortBy(sorting, column))} />
  )
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls, and must scroll by keyboard too
    <section className={styles.scroll} tabIndex={0} aria-label="Runs in a table">
      <table className={styles.table}>
        <thead>
          <tr>
            {heading(nameColumn)}
            <th scope="col">
              <VisuallyHidden>What to do</VisuallyHidden>
            </th>
            {columns.map(heading)}
          </tr>
        </thead>
        <tbody>
          {pinned && line(pinned)}
          {groupsOf(sorted(others, [...all, byAge], sorting)).map(({ id, title, rows: grouped }) => (
            <Fragment key={id}>
              {title !== null && (
                <tr className={styles.group} data-group={id}>
                  <th scope="rowgroup" className={styles.title} colSpan={all.length + 1}>
                    {title} <span className={styles.count}>{countOf(grouped.length, 'run', 'runs')}</span>
                  </th>
                </tr>
              )}
              {grouped.map(line)}
            </Fragment>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** The order to begin with, also where no column tells the time. */
const byAge: RunColumn = {
  id: 'when',
  label: 'When',
  kind: 'number',
  text: () => '',
  order: ({ startedAt }) => startedAt,
}

/** Null where it is not among them. */
function without(ids: readonly string[], id: string): readonly string[] | null {
  return ids.includes(id) ? ids.filter((other) => other !== id) : null
}

function Heading({
  column,
  sorting,
  onPress,
}: {
  readonly column: RunColumn
  readonly sorting: Sorting
  readonly onPress: () => void
}) {
  const { id, label, kind } = column
  const order = sorting.column !== id ? 'none' : sorting.descending ? 'descending' : 'ascending'
  return (
    <th scope="col" aria-sort={order} data-look={kind}>
      <button type="button" className={styles.sort} data-sort={id} onClick={onPress}>
        {label}
        {order === 'ascending' && <ArrowUp size={14} aria-hidden="true" />}
        {order === 'descending' && <ArrowDown size={14} aria-hidden="true" />}
      </button>
    </th>
  )
}
