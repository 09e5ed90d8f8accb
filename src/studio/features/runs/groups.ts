/** Runs of one comparison stand together, under its name; runs by themselves come last. Pure. */
import type { RunRow } from './runRows.ts'
import { whenText } from './runWords.ts'

export interface RunGroup {
  readonly id: string
  /** Null where there is nothing to be parted. */
  readonly title: string | null
  readonly rows: readonly RunRow[]
}

/** @param rows in the order of the table, which stays within each group and decides the order of the groups. */
export function groupsOf(rows: readonly RunRow[]): readonly RunGroup[] {
  const ids = [...new Set(rows.flatMap(({ comparison }) => (comparison ? [comparison.id] : [])))]
  if (ids.length === 0) return [{ id: 'all', title: null, rows }]
  const compared = ids.map((id) => {
    const own = rows.filter(({ comparison }) => comparison?.id === id)
    const began = Math.min(...own.map(({ startedAt }) => startedAt))
    return { id, title: `Comparison of ${whenText(began)}`, rows: own }
  })
  const single = rows.filter(({ comparison }) => comparison === null)
  return single.length > 0 ? [...compared, { id: 'single', title: 'Single runs', rows: single }] : compared
}
