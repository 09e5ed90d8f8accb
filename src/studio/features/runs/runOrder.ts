/** Which runs are listed, and in which order. Pure. */
import type { MethodId } from '../../../methods/ids.ts'
import type { RunStanding } from '../../store/runStanding.ts'
import type { RunColumn } from './runColumns.ts'
import type { RunRow } from './runRows.ts'
import { runName } from './runWords.ts'

export interface RunFilter {
  readonly text: string
  readonly standing: RunStanding | ''
  readonly method: MethodId | ''
  readonly tag: string
}

export const everything: RunFilter = { text: '', standing: '', method: '', tag: '' }

/** Every word must stand somewhere in the run's names, tags or note. */
export function filtered(rows: readonly RunRow[], { text, standing, method, tag }: RunFilter): readonly RunRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return rows.filter(
    (row) =>
      (standing === '' || row.standing === standing) &&
      (method === '' || row.recipe.method.id === method) &&
      (tag === '' || row.tags.includes(tag)) &&
      words.every((word) => saidOf(row).includes(word)),
  )
}

function saidOf(row: RunRow): string {
  return [runName(row), row.recipe.data.name, row.note, ...row.tags].join(' ').toLowerCase()
}

export interface Sorting {
  readonly column: string
  readonly descending: boolean
}

/** The other way round if it is sorted by this column already; else numbers from the largest and words from A. */
export function sortBy(before: Sorting, { id, kind }: Pick<RunColumn, 'id' | 'kind'>): Sorting {
  if (before.column === id) return { column: id, descending: !before.descending }
  return { column: id, descending: kind === 'number' }
}

export function sorted(rows: readonly RunRow[], columns: readonly RunColumn[], sorting: Sorting): readonly RunRow[] {
  const order = columns.find(({ id }) => id === sorting.column)?.order
  if (!order) return rows
  const sign = sorting.descending ? -1 : 1
  return rows.toSorted((a, b) => {
    const [x, y] = [order(a), order(b)]
    if (x === null || y === null) return Number(x === null) - Number(y === null)
    if (typeof x === 'number' && typeof y === 'number') return sign * (x - y)
    return sign * String(x).localeCompare(String(y), 'en', { numeric: true })
  })
}
