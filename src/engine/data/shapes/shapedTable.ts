/**
 * Tables that say what is meant in another shape than one text and one answer a row: a turn or a word a row, marks of
 * chats within a text, options beside a question, a probability for each class. Each shape is told from the cells, is
 * rewritten as columns that the readings know, and says so.
 */
import type { TextTable } from '../table.ts'
import { choiceQuestions } from './choiceQuestions.ts'
import { listedTurns } from './listedTurns.ts'
import { markedChats } from './markedChats.ts'
import { messagesOfPeople } from './messagesOfPeople.ts'
import { softLabels } from './softLabels.ts'
import { spacedTags } from './spacedTags.ts'
import { turnsInRows } from './turnsInRows.ts'
import { wordsInRows } from './wordsInRows.ts'

/** Null where a table is not of that shape. */
export type Shape = (table: TextTable) => TextTable | null

const shapes: readonly Shape[] = [
  wordsInRows,
  turnsInRows,
  messagesOfPeople,
  markedChats,
  listedTurns,
  choiceQuestions,
  spacedTags,
  softLabels,
]

/** The same table where it has no such shape, or where the person named a column that its shape would take away. */
export function shapedTable(table: TextTable, wanted: readonly string[]): TextTable {
  const has = (names: readonly string[], name: string) =>
    names.some((one) => one.trim().toLowerCase() === name.trim().toLowerCase())
  for (const shape of shapes) {
    const made = shape(table)
    if (made && wanted.every((name) => !has(table.names, name) || has(made.names, name))) return made
  }
  return table
}
