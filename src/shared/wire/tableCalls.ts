/** Looking at all rows of the table that was read: a window at a time, since the page holds none of them. */
import type { RowQuery, RowWindow, ValueCount } from '../domain/tableRows.ts'

export interface TableCalls {
  /** Sorted, filtered and searched as asked. @throws `data-empty` where no table was read. */
  tableRows: {
    parameters: { readonly query: RowQuery; readonly from: number; readonly count: number }
    result: RowWindow
  }
  /** The values that come most often in a column, by its place among the proposal's. */
  tableValues: { parameters: { readonly column: number }; result: readonly ValueCount[] }
}
