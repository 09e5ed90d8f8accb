/**
 * The rows that are in sight, of however many there are. All rows are of one height, and only those near the window are
 * in the page, fetched from the engine as they come near; what screen readers are told of is the whole table.
 */
import { useVirtualizer } from '@tanstack/react-virtual'
import { CircleSlash } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import type {
  ColumnProposal,
  ColumnRole,
  DatasetSummary,
  TableColumns,
  TableProposal,
} from '../../../../shared/domain/data.ts'
import type { RowQuery, ShownRow } from '../../../../shared/domain/tableRows.ts'
import { tagSetOf } from '../../../../shared/metrics/tagSet.ts'
import type { StudioState } from '../../../store/state.ts'
import { readDataOf } from '../../../store/steps.ts'
import { useStudio } from '../../../store/studio.ts'
import { countOf, formatCount } from '../../../ui/format.ts'
import { MarkList } from '../../../ui/MarkedText.tsx'
import { useOneStop } from '../../../ui/useOneStop.ts'
import { useSay } from '../../../ui/useSay.ts'
import { VisuallyHidden } from '../../../ui/VisuallyHidden.tsx'
import { ColumnHead, SortButton, type Sorted } from './ColumnHead.tsx'
import styles from './ColumnTable.module.css'
import { isUsed, offeredRoles } from './columnRoles.ts'
import { type RowWindows, useRowWindows } from './useRowWindows.ts'
import { type RowPlace, WholeRow } from './WholeRow.tsx'

export interface RowTableProps {
  readonly table: TableProposal
  readonly columns: TableColumns
  /** Places of the columns, as they stand side by side. */
  readonly order: readonly number[]
  readonly query: RowQuery
  readonly onQuery: (query: RowQuery) => void
  readonly locked: boolean
  readonly onRole: (column: ColumnProposal, role: ColumnRole) => void
}

/** Pixels: two lines of text, or one where so many rows would be taller than browsers draw (about 17 million). */
const [twoLines, oneLine] = [44, 28]
const mostTall = 300_000
/** Rows beyond the window that are ready when it is scrolled. */
const beyond = 8

const none: DatasetSummary['classes'] = []
const selectClasses = (state: StudioState) => readDataOf(state)?.summary.classes ?? none

export function RowTable({ table, columns, order, query, onQuery, locked, onRole }: RowTableProps) {
  const scroll = useRef<HTMLElement>(null)
  const body = useOneStop<HTMLTableSectionElement>()
  const [whole, setWhole] = useState<RowPlace | null>(null)
  const found = useRowWindows(table, query)
  const { matching, want } = found
  const height = (matching ?? 0) > mostTall ? oneLine : twoLines
  const virtual = useVirtualizer({
    count: matching ?? 0,
    getScrollElement: () => scroll.current,
    estimateSize: () => height,
    overscan: beyond,
  })
  const items = virtual.getVirtualItems()
  const [first = 0, last = 0] = [items[0]?.index, items.at(-1)?.index]
  useEffect(() => {
    if (matching) want(first, last)
  }, [matching, first, last, want])
  // Another order or other rows are looked at from their beginning.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the query is what changed
  useEffect(() => {
    if (scroll.current) scroll.current.scrollTop = 0
  }, [query])
  const shown = order.flatMap((at) => {
    const column = table.columns[at]
    return column ? [{ column, at, id: `${at} ${column.name}` }] : []
  })
  const classes = useStudio(selectClasses)
  const marked = useMemo(() => tagSetOf(classes.map(({ name }) => name)).types, [classes])
  const files = table.files.length > 1 ? table.files : null
  const asides = [...(files ? [fileColumn] : []), ...(query.leftOut ? [whyColumn] : [])]
  const width = [rowWidth, ...asides.map((aside) => aside.width), ...shown.map(({ column }) => columnWidth(column))]
  const sort = (by: number | 'row') => onQuery({ ...query, ...nextSort(query, by) })
  return (
    <>
      <Count table={table} matching={matching} query={query} />
      <section
        ref={scroll}
        className={styles.scroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must scroll by keyboard too
        tabIndex={0}
        aria-label="The rows, and what each column is used for"
        data-rows={matching ?? undefined}
      >
        <table
          className={styles.table}
          style={{ width: `max(100%, ${width.reduce((sum, each) => sum + each)}px)` }}
          data-columns={table.columns.length}
          aria-rowcount={(matching ?? 0) + 1}
        >
          <colgroup>
            {['row', ...asides.map(({ title }) => title), ...shown.map(({ id }) => id)].map((id, at) => (
              <col key={id} style={{ width: width[at] }} />
            ))}
          </colgroup>
          <thead>
            <tr aria-rowindex={1}>
              <th scope="col" aria-sort={sortedBy(query, 'row') ?? undefined}>
                <SortButton name="Row" sorted={sortedBy(query, 'row')} onSort={() => sort('row')} />
              </th>
              {asides.map(({ title }) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
              {shown.map(({ column, at, id }) => (
                <ColumnHead
                  key={id}
                  column={column}
                  roles={offeredRoles(column, table.columns, columns)}
                  locked={locked}
                  onRole={(role) => onRole(column, role)}
                  sorted={sortedBy(query, at)}
                  onSort={() => sort(at)}
                />
              ))}
            </tr>
          </thead>
          <tbody
            ref={body}
            style={{ '--row': `${height}px`, '--lines': height === twoLines ? 2 : 1 } as React.CSSProperties}
          >
            <Spacer height={items[0]?.start ?? 0} />
            {items.map(({ index, key }) => (
              <Row
                key={key}
                place={index}
                row={found.rowAt(index)}
                files={files}
                tellsWhy={query.leftOut ?? false}
                shown={shown}
                marked={marked}
                onWhole={setWhole}
              />
            ))}
            <Spacer height={virtual.getTotalSize() - (items.at(-1)?.end ?? 0)} />
          </tbody>
        </table>
      </section>
      <WholeRow
        place={whole}
        file={table.files[whole?.file ?? 0] ?? ''}
        shown={shown.map(({ column: { name, role }, at }) => ({ name, role, at }))}
        marked={marked}
        onClose={() => setWhole(null)}
      />
    </>
  )
}

/** Holds the place of the rows that are out of sight. */
function Spacer({ height }: { readonly height: number }) {
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row without cells takes no focus
  return height > 0 ? <tr aria-hidden="true" className={styles.spacer} style={{ height }} /> : null
}

interface RowProps {
  readonly place: number
  readonly row: ReturnType<RowWindows['rowAt']>
  /** Null where all rows are of one file. */
  readonly files: readonly string[] | null
  /** Whether the reason why it was left out has a column. */
  readonly tellsWhy: boolean
  readonly shown: readonly { readonly column: ColumnProposal; readonly at: number; readonly id: string }[]
  /** Labels that words are marked with: each keeps its colour. */
  readonly marked: readonly string[]
  readonly onWhole: (place: RowPlace) => void
}

function Row({ place, row, files, tellsWhy, shown, marked, onWhole }: RowProps) {
  const { say } = useSay()
  const open = () => row && onWhole({ file: row.file, row: row.row })
  return (
    <tr aria-rowindex={place + 2} data-row={row?.row} data-left-out-row={row?.leftOut ? '' : undefined}>
      <th scope="row" className={styles.number}>
        {row ? (
          <button type="button" className={styles.open} data-action="show-row" onClick={open}>
            {formatCount(row.row)}
            <VisuallyHidden>: show the row in full</VisuallyHidden>
          </button>
        ) : (
          <span className={styles.cell}>…</span>
        )}
        {row?.leftOut && !tellsWhy && <LeftOut reason={row.leftOut} />}
      </th>
      {files && (
        <td data-idle="">
          <bdi className={styles.cell}>{row ? files[row.file] : ''}</bdi>
        </td>
      )}
      {tellsWhy && (
        <td data-why-left-out>
          <span className={styles.cell}>{row?.leftOut && say(row.leftOut)}</span>
        </td>
      )}
      {shown.map(({ column, at, id }) => (
        // By keyboard the row's number does the same.
        // biome-ignore lint/a11y/useKeyWithClickEvents: see above
        <td key={id} data-idle={isUsed(column.role) && !row?.leftOut ? undefined : ''} data-cell={at} onClick={open}>
          <bdi className={styles.cell}>
            {column.role === 'tags' && row?.marked ? (
              row.marked.length > 0 ? (
                <MarkList marks={row.marked} labels={marked} />
              ) : (
                <span className={styles.nothing}>nothing marked</span>
              )
            ) : (
              (row?.cells[at] ?? '')
            )}
          </bdi>
        </td>
      ))}
    </tr>
  )
}

function LeftOut({ reason }: { readonly reason: NonNullable<ShownRow['leftOut']> }) {
  const { say } = useSay()
  return (
    <span className={styles.leftOut} title={say(reason)}>
      <CircleSlash size={12} aria-hidden="true" />
      <VisuallyHidden>Left out: {say(reason)}</VisuallyHidden>
    </span>
  )
}

function Count({
  table: { files, total },
  matching,
  query: { search = '', filter, leftOut = false },
}: Pick<RowTableProps, 'table' | 'query'> & { readonly matching: number | null }) {
  const narrowed = search.trim() !== '' || filter !== undefined || leftOut
  const rows = countOf(matching ?? total, 'row', 'rows')
  return (
    <p className={styles.note} role="status" data-matching={matching ?? undefined}>
      {narrowed ? `${rows} found in ` : `${rows} of `}
      {files.length === 1 ? <bdi>{files[0]}</bdi> : countOf(files.length, 'file', 'files')}
    </p>
  )
}

const rowWidth = 84

const fileColumn = { title: 'File', width: 160 }
const whyColumn = { title: 'Why it was left out', width: 320 }

function columnWidth({ role }: ColumnProposal): number {
  return role === 'text' || role === 'second-text' || role === 'answer' || role === 'prompt' || role === 'tags'
    ? 320
    : 172
}

function sortedBy({ sort }: RowQuery, by: number | 'row'): Sorted {
  if (sort?.by !== by) return null
  return sort.descending ? 'descending' : 'ascending'
}

/** Up, down, and back to how the file has it; which for the rows' numbers is up. */
function nextSort(query: RowQuery, by: number | 'row'): Pick<RowQuery, 'sort'> {
  const now = sortedBy(query, by)
  if (now === null) return { sort: { by, descending: false } }
  return now === 'ascending' ? { sort: { by, descending: true } } : { sort: { by: 'row', descending: false } }
}
