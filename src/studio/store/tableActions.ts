/** Looking at the rows of the table that was read; what is asked for again and again is not kept in the store. */
import type { RowQuery, RowWindow, ValueCount, WholeRow } from '../../shared/domain/tableRows.ts'
import type { ActionContext } from './actionContext.ts'

/** Null where the engine cannot say, since the data are being replaced or it was lost: whoever lost it is told elsewhere. */
export function tableRows(query: RowQuery, from: number, count: number) {
  return async ({ client }: ActionContext): Promise<RowWindow | null> =>
    client.call('tableRows', { query, from, count }).catch(() => null)
}

/** One row in full; null where the engine cannot say. */
export function tableRow(file: number, row: number) {
  return async ({ client }: ActionContext): Promise<WholeRow | null> =>
    client.call('tableRow', { file, row }).catch(() => null)
}

export function tableValues(column: number) {
  return async ({ client }: ActionContext): Promise<readonly ValueCount[]> =>
    client.call('tableValues', { column }).catch(() => [])
}
