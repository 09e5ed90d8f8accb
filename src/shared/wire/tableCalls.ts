/** Looking at all rows of the table that was read: a window at a time, since the page holds none of them. */
import type { RowQuery, RowWindow, ValueCount, WholeRow } from '../domain/tableRows.ts'

export interface TableCalls {
  /** Sorted, filtered and searched as asked. @throws `data-empty` where no table was read. */
  tableRows: {
    parameters: { readonly query: RowQuery; readonly from: number; readonly count: number }
    result: RowWindow
  }
  /** One row in full, by its file's place and its number there; null where there is none. */
  tableRow: { parameters: { readonly file: number; readonly row: number }; result: WholeRow | null }
  /** The values that come most often in a column, by its place among the proposal's. */
  tableValues: { parameters: { readonly column: number }; result: readonly ValueCount[] }
}
