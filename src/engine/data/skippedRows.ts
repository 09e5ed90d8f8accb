/** Rows of a table that were left out: the first listed one by one, the rest counted. */
import type { SkippedFile } from '../../shared/domain/data.ts'
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import { limits } from './limits.ts'

export interface SkippedRows {
  add(row: number, reason: Message): void
  list(): readonly SkippedFile[]
}

export function skippedRows(title: string): SkippedRows {
  const listed: SkippedFile[] = []
  let more = 0
  return {
    add(row, reason) {
      if (listed.length < limits.listedRows) listed.push({ path: rowPath(title, row), reason })
      else more++
    },
    list() {
      if (more === 0) return listed
      return [...listed, { path: title, reason: notice('moreRowsLeftOut', { rows: more }) }]
    },
  }
}

/** Where an example of a table came from, in words. */
export function rowPath(title: string, row: number): string {
  return `${title}, row ${row}`
}
