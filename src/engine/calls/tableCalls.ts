/** The rows of the table that was read, for whoever looks at them. */
import type { TextTable } from '../data/table.ts'
import { TableRows } from '../data/tableRows.ts'
import { type EngineContext, type Handlers, needed, neededData } from './engineContext.ts'

export function tableCalls(context: EngineContext): Handlers<'tableRows' | 'tableRow' | 'tableValues'> {
  /** By the tables that they are of: what was sorted and found is kept as long as these stand. */
  const made = new WeakMap<readonly TextTable[], TableRows>()
  const rowsNow = () => {
    const tables = needed(neededData(context).dataset.tables, 'data-empty', 'noTable')
    const rows = made.get(tables) ?? new TableRows(tables)
    made.set(tables, rows)
    return rows
  }
  return {
    tableRows: async ({ query, from, count }) => rowsNow().window(query, from, count),
    tableRow: async ({ file, row }) => rowsNow().whole(file, row),
    tableValues: async ({ column }) => rowsNow().values(column),
  }
}
