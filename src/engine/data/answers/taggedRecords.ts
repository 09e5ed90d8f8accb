/**
 * Records that tag words, as JSON: lists of words and tags (`{tokens, tags}`), or a text with marked entities
 * (`{text, entities: [{start, end, label}]}`) as doccano, Label Studio, Prodigy and spaCy write it. Values may also be
 * the cells of a table that hold such JSON, or lists as Python prints them.
 */
import type { Message } from '../../../shared/messages/message.ts'
import { notice } from '../../../shared/messages/say.ts'
import { displayText } from '../displayText.ts'
import { limits } from '../limits.ts'
import { listCell } from './listCell.ts'
import { type TaggedWords, type TextSpan, tagsOfSpans } from './taggedSpans.ts'

export type Fields = Readonly<Record<string, unknown>>

export type TaggedForm =
  | { readonly kind: 'lists'; readonly words: string; readonly tags: string }
  | { readonly kind: 'spans'; readonly text: string; readonly spans: string }
  | { readonly kind: 'labelStudio' }

const wordNames = ['tokens', 'words']
const tagNames = ['ner_tags', 'tags', 'labels', 'pos_tags', 'chunk_tags', 'upos']
const textNames = ['text', 'data', 'sentence', 'content']
const spanNames = ['entities', 'spans', 'ents', 'label', 'labels']

/** How these records tag words, told from the first of them; null where they do not. */
export function taggedForm(records: readonly Fields[]): TaggedForm | null {
  const sampled = records.slice(0, 50)
  const most = (test: (record: Fields) => boolean) =>
    sampled.length > 0 && 2 * sampled.filter(test).length > sampled.length
  const words = wordNames.find((name) => most((record) => listOf(record[name]) !== null))
  const tags = tagNames.find((name) => most((record) => listOf(record[name]) !== null))
  if (words !== undefined && tags !== undefined) return { kind: 'lists', words, tags }
  if (
    most((record) => labelStudioText(record) !== null) &&
    sampled.some((record) => labelStudioSpans(record).length > 0)
  )
    return { kind: 'labelStudio' }
  const text = textNames.find((name) => most((record) => typeof record[name] === 'string'))
  // A list without spans fits also what holds none in this record; some record must mark something.
  const spans = spanNames.find(
    (name) =>
      most((record) => spansOf(record[name]) !== null) && sampled.some((record) => spansOf(record[name])?.length),
  )
  return text !== undefined && spans !== undefined ? { kind: 'spans', text, spans } : null
}

/** spaCy's training pairs, `[text, {entities}]`, as a record; null for anything else. */
export function pairRecord(value: unknown): Fields | null {
  if (!Array.isArray(value) || value.length !== 2 || typeof value[0] !== 'string') return null
  return isFields(value[1]) ? { ...value[1], text: value[0] } : null
}

/** The words and tags of a record, or why it has none. */
export function taggedWords(record: Fields, form: TaggedForm): TaggedWords | Message {
  if (form.kind === 'lists') return fromLists(record, form)
  if (form.kind === 'labelStudio') {
    const text = labelStudioText(record)
    return text === null ? notice('rowWithoutText') : tagsOfSpans(text, labelStudioSpans(record))
  }
  const [text, spans] = [record[form.text], spansOf(record[form.spans])]
  if (typeof text !== 'string') return notice('rowWithoutText')
  if (spans) return tagsOfSpans(text, spans)
  return notice('fieldHoldsNoSpans', { field: form.spans })
}

function fromLists(record: Fields, form: { readonly words: string; readonly tags: string }): TaggedWords | Message {
  const [words, tags] = [listOf(record[form.words]), listOf(record[form.tags])]
  if (!words || words.length === 0) return notice('rowWithoutWords')
  if (!tags) return notice('fieldHoldsNoTags', { field: form.tags })
  if (words.length !== tags.length) return notice('wordsAndTagsDiffer', { words: words.length, tags: tags.length })
  const blank = words.findIndex((word) => word.trim() === '')
  if (blank >= 0) return notice('wordEmpty', { place: blank + 1 })
  const untagged = tags.findIndex((tag) => tag.trim() === '')
  if (untagged >= 0) return notice('wordUntagged', { word: displayText(words[untagged] ?? '', limits.labelLength) })
  return { words, tags: tags.map((tag) => tag.normalize('NFC').trim()) }
}

/** Items as text; null where the value is no list of words or numbers. */
function listOf(value: unknown): readonly string[] | null {
  if (typeof value === 'string') return listCell(value)?.items ?? null
  if (!Array.isArray(value)) return null
  const plain = value.every((item) => typeof item === 'string' || typeof item === 'number')
  return plain ? value.map(String) : null
}

/** Null where the value is no list of spans. */
function spansOf(value: unknown): readonly TextSpan[] | null {
  const list = inner(value)
  if (!Array.isArray(list)) return null
  const spans = list.map(spanOf)
  return spans.every((span) => span !== null) ? spans : null
}

function parsedJson(text: string): unknown {
  if (text.trim() === '') return []
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** `[start, end, label]` or an object; Label Studio's small export has `labels`, doccano's first one `start_offset`. */
function spanOf(value: unknown): TextSpan | null {
  if (Array.isArray(value)) {
    const [start, end, label] = value as unknown[]
    return made(start, end, label, undefined)
  }
  if (!isFields(value)) return null
  const label = Array.isArray(value.labels) ? value.labels[0] : (value.label ?? value.entity_group ?? value.entity)
  return made(value.start ?? value.start_offset, value.end ?? value.end_offset, label, value.text)
}

function made(start: unknown, end: unknown, label: unknown, text: unknown): TextSpan | null {
  if (typeof start !== 'number' || typeof end !== 'number') return null
  if (typeof label !== 'string' && typeof label !== 'number') return null
  const span = { start, end, label: String(label).normalize('NFC').trim() }
  return typeof text === 'string' ? { ...span, text } : span
}

/** Label Studio's export keeps the text in `data`, under a name of the project's own. */
function labelStudioText(record: Fields): string | null {
  const data = inner(record.data)
  if (!isFields(data) || !Array.isArray(inner(record.annotations ?? record.completions))) return null
  const text = data.text ?? Object.values(data).find((value) => typeof value === 'string')
  return typeof text === 'string' ? text : null
}

/** Of the first annotation that was not cancelled. */
function labelStudioSpans({ annotations, completions }: Fields): readonly TextSpan[] {
  const list = inner(annotations ?? completions)
  if (!Array.isArray(list)) return []
  const own = list.filter(isFields).find(({ was_cancelled: cancelled }) => cancelled !== true)
  const results = Array.isArray(own?.result) ? own.result : []
  return results.flatMap((result: unknown) => {
    const value = isFields(result) && isFields(result.value) && Array.isArray(result.value.labels) ? result.value : null
    const span = value && spanOf(value)
    return span ? [span] : []
  })
}

/** What a table's cell holds as JSON. */
function inner(value: unknown): unknown {
  return typeof value === 'string' ? parsedJson(value) : value
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
