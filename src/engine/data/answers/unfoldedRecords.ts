/**
 * Records that hold several examples each: a chatbot's intents (`{tag, patterns: […]}`) and SQuAD's articles with their
 * paragraphs and questions. Each example becomes a record of its own, which is told.
 */
import type { Message } from '../../../shared/messages/message.ts'
import { notice } from '../../../shared/messages/say.ts'
import type { PlacedFields } from './annotatedRecords.ts'
import type { Fields } from './taggedRecords.ts'

export interface Unfolded {
  readonly records: readonly PlacedFields[]
  readonly notices: readonly Message[]
}

export function unfoldedRecords(records: readonly PlacedFields[]): Unfolded {
  const all = (test: (fields: Fields) => boolean) => records.length > 0 && records.every(({ fields }) => test(fields))
  if (all(isIntent)) return unfold(records, patternsOf, 'patterns')
  if (all(({ paragraphs }) => isListOfFields(paragraphs))) return unfold(records, questionsOf, 'paragraphs')
  return { records, notices: [] }
}

function unfold(
  records: readonly PlacedFields[],
  examplesOf: (fields: Fields) => readonly Fields[],
  field: string,
): Unfolded {
  const unfolded = records.flatMap(({ row, fields }) => examplesOf(fields).map((own) => ({ row, fields: own })))
  return {
    records: unfolded,
    notices: [notice('entriesUnfolded', { field, entries: records.length, rows: unfolded.length })],
  }
}

function isIntent({ tag, intent, patterns }: Fields): boolean {
  return typeof (tag ?? intent) === 'string' && Array.isArray(patterns)
}

function patternsOf({ tag, intent, patterns }: Fields): readonly Fields[] {
  return (patterns as readonly unknown[])
    .filter((text) => typeof text === 'string')
    .map((text) => ({ text, label: tag ?? intent }))
}

function questionsOf({ paragraphs }: Fields): readonly Fields[] {
  return (paragraphs as readonly Fields[]).flatMap(({ context, qas }) =>
    (isListOfFields(qas) ? qas : []).map(({ question, answers }) => ({
      context,
      question,
      answer: firstAnswer(answers),
    })),
  )
}

function firstAnswer(answers: unknown): unknown {
  const [first] = Array.isArray(answers) ? (answers as readonly unknown[]) : []
  return typeof first === 'object' && first !== null ? (first as Fields).text : first
}

function isListOfFields(value: unknown): value is readonly Fields[] {
  return (
    Array.isArray(value) && value.every((entry) => typeof entry === 'object' && entry !== null && !Array.isArray(entry))
  )
}
