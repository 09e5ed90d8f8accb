/** A word a row with its tag, and the sentence that it stands in: its number in each row, or in its first row alone. */
import { notice } from '../../../shared/messages/say.ts'
import { ranked, type ScoredColumn, scoredColumns } from '../columns/columnScores.ts'
import { nameWords } from '../columns/roleNames.ts'
import type { TableRow, TextTable } from '../table.ts'
import { mostly, sampleCells } from './cells.ts'

export function wordsInRows(table: TextTable): TextTable | null {
  const columns = scoredColumns(table)
  const word = columns.find(
    ({ name, column, filled }) =>
      filled > 0 &&
      /^(words?|tokens?|form|wort|mot|palabra)$/.test(nameWords(name).join(' ')) &&
      mostly(sampleCells(table, column), (cell) => !/\s/.test(cell)),
  )
  const tag =
    word &&
    ranked(
      columns.filter((column) => column !== word && tagsWords(table, column)),
      'label',
    )[0]
  const starts = tag && sentenceStarts(table, columns, [word.column, tag.column])
  if (!tag || !starts) return null
  const sentences: { readonly row: number; readonly words: string[]; readonly tags: string[] }[] = []
  for (const [at, { row, cells }] of table.rows.entries()) {
    if (starts(at) || sentences.length === 0) sentences.push({ row, words: [], tags: [] })
    const said = (cells[word.column] ?? '').trim()
    if (said === '') continue
    sentences.at(-1)?.words.push(said)
    sentences.at(-1)?.tags.push((cells[tag.column] ?? '').trim() || 'O')
  }
  if (sentences.length < 2) return null
  return {
    ...table,
    names: ['tokens', 'tags'],
    rows: sentences.map(
      ({ row, words, tags }): TableRow => ({ row, cells: [JSON.stringify(words), JSON.stringify(tags)] }),
    ),
    warnings: [
      ...(table.warnings ?? []),
      notice('wordsInRowsRead', { words: table.rows.length, sentences: sentences.length }),
    ],
  }
}

/** "O" and marks of where an entity begins and goes on. */
function tagsWords({ rows }: TextTable, { column, distinct }: ScoredColumn): boolean {
  if (distinct < 2 || distinct > 500) return false
  const tags = new Set(rows.map(({ cells }) => (cells[column] ?? '').trim()))
  return tags.has('O') && [...tags].every((tag) => tag === '' || tag === 'O' || /^[BILUES][-_]/.test(tag))
}

/** Whether a row begins a sentence; null where no column tells. */
function sentenceStarts(
  { rows }: TextTable,
  columns: readonly ScoredColumn[],
  taken: readonly number[],
): ((at: number) => boolean) | null {
  const cellAt = (column: number, at: number) => (rows[at]?.cells[column] ?? '').trim()
  for (const { column, name, filled, distinct } of columns) {
    if (taken.includes(column) || !/sent|satz|phrase|frase|doc|^id$/i.test(name) || distinct < 2) continue
    if (2 * filled < rows.length) return (at) => cellAt(column, at) !== ''
    // Of a long table not all values are counted, and each word may have its own number.
    const begins = (at: number) => at === 0 || cellAt(column, at) !== cellAt(column, at - 1)
    if (2 * rows.filter((_, at) => begins(at)).length <= rows.length) return begins
  }
  return null
}
