/** Rows of a table that were left out: the first listed one by one, the rest counted by their reasons. */
import type { SkippedFile } from '../../shared/domain/data.ts'
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import { limits } from './limits.ts'

export interface SkippedRow {
  readonly row: number
  readonly reason: Message
  /** What stands in it, where it is no row of the table. */
  readonly cells: readonly string[]
}

export interface SkippedRows {
  add(row: number, reason: Message, cells?: readonly string[]): void
  /** Rows that are only counted, since all of them are left out alike. */
  addMany(count: number, reason: Message): void
  list(): readonly SkippedFile[]
  /** Every row that was added by its number. */
  all(): readonly SkippedRow[]
}

/** @param pathOf where a row came from, where its table's title and its number do not say so */
export function skippedRows(title: string, pathOf = (row: number) => rowPath(title, row)): SkippedRows {
  const all: SkippedRow[] = []
  const listed: SkippedFile[] = []
  const more = new Map<string, { readonly reason: Message; count: number }>()
  const alike: SkippedFile[] = []
  return {
    all: () => all,
    add(row, reason, cells = []) {
      all.push({ row, reason, cells })
      if (listed.length < limits.listedRows) {
        listed.push({ path: pathOf(row), reason })
        return
      }
      const known = more.get(reason.key)
      if (known) known.count++
      else more.set(reason.key, { reason, count: 1 })
    },
    addMany(count, reason) {
      alike.push({ path: title, reason, count })
    },
    list() {
      const reasons = [...more.values()]
      const counted = reasons.map(({ reason, count }): SkippedFile => {
        const why = reasons.length > 1 ? notice('moreRowsLeftOutFor', { rows: count, first: reason }) : null
        return { path: title, reason: why ?? notice('moreRowsLeftOut', { rows: count }), count }
      })
      return [...listed, ...counted, ...alike]
    },
  }
}

/** Where an example of a table came from, in words. */
export function rowPath(title: string, row: number): string {
  return `${title}, row ${row}`
}
