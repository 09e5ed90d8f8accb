/**
 * CoNLL's files as a table: a row a sentence, with its words in one column and their tags in the other, each as a JSON
 * list. What the words are tagged with is for the readings of tasks to find out.
 */
import { isMessage } from '../../../shared/messages/message.ts'
import { conllSentences, looksLikeConll } from '../answers/conllSentences.ts'
import type { TaggedWords } from '../answers/taggedSpans.ts'
import { skippedRows } from '../skippedRows.ts'
import { refuseLong, type TableOptions, type TableRow, type TextTable } from '../table.ts'
import type { TableReader } from './reader.ts'

export const conllReader: TableReader = { kind: 'table', read: readSentences, recognises: looksLikeConll }

const names = ['tokens', 'tags'] as const

async function readSentences(title: string, text: string, { pace }: TableOptions): Promise<TextTable> {
  const rows: TableRow[] = []
  const skipped = skippedRows(title)
  for (const { line, read } of conllSentences(text)) {
    await pace.breathe()
    if (isMessage(read)) skipped.add(line, read)
    else rows.push({ row: line, cells: cellsOf(read) })
    refuseLong(title, rows.length)
  }
  return { title, names, rows, skipped }
}

function cellsOf({ words, tags }: TaggedWords): string[] {
  return [JSON.stringify(words), JSON.stringify(tags)]
}
