/**
 * Records of annotation tools whose answer lies deeper than a field: Label Studio's tasks with their annotations,
 * Prodigy's accepted options, spaCy's `cats`. Each becomes a record with its texts and its answer; what nobody answered
 * or somebody cancelled is left out and counted.
 */
import type { Message } from '../../../shared/messages/message.ts'
import { notice } from '../../../shared/messages/say.ts'
import type { Fields } from './taggedRecords.ts'

export interface PlacedFields {
  /** The line from 1, or the place in the list from 1. */
  readonly row: number
  readonly fields: Fields
}
export interface Annotated {
  readonly records: readonly PlacedFields[]
  readonly left: readonly { readonly row: number; readonly why: Message }[]
  readonly notices: readonly Message[]
  /** Whether fields must stay as they are: they tag words. */
  readonly raw: boolean
}

export function annotatedRecords(records: readonly PlacedFields[]): Annotated {
  const most = (test: (fields: Fields) => boolean) =>
    2 * records.filter(({ fields }) => test(fields)).length > records.length
  if (most(isTask)) return fromTasks(records)
  if (most(({ accept, answer }) => Array.isArray(accept) && typeof answer === 'string')) return fromAccepted(records)
  if (most(({ answer, label, accept }) => isVerdict(answer) && typeof label === 'string' && accept === undefined))
    return fromVerdicts(records)
  if (most(isOfLabelbox)) return { ...untouched(records), records: records.map(fromLabelbox) }
  if (most(isExportedChat)) return { ...untouched(records), records: records.map(fromExportedChat) }
  if (most(({ cats }) => isScores(cats))) return { ...untouched(records), records: records.map(fromCats) }
  return untouched(records)
}

function untouched(records: readonly PlacedFields[]): Annotated {
  return { records, left: [], notices: [], raw: false }
}

/** Label Studio: what was shown in `data`, what people said of it in `annotations`. */
function isTask(fields: Fields): boolean {
  return isFields(fields.data) && Array.isArray(annotationsOf(fields))
}

function annotationsOf({ annotations, completions }: Fields): unknown {
  return annotations ?? completions
}

interface Answers {
  readonly results: readonly Result[]
  /** Annotations that count, of several people. */
  readonly count: number
}
interface Result {
  readonly name: string
  /** Labels, a number, or words. */
  readonly said: readonly (string | number)[]
}

function fromTasks(records: readonly PlacedFields[]): Annotated {
  const results = records.flatMap(({ fields }) => resultsIn(countingOf(fields)[0]))
  if (2 * results.filter(marksSpan).length > results.length) return { ...untouched(records), raw: true }
  const kept: PlacedFields[] = []
  const left: { row: number; why: Message }[] = []
  const read = records.map(({ row, fields }) => ({ row, fields, answers: answersOf(fields) }))
  const names = new Set(read.flatMap(({ answers }) => answers.results.map(({ name }) => name)))
  const several = read.filter(({ answers }) => answers.count > 1)
  for (const { row, fields, answers } of read) {
    if (answers.results.length > 0) kept.push({ row, fields: { ...dataOf(fields), ...saidIn(answers, names) } })
    else left.push({ row, why: whyNone(fields, answers) })
  }
  const [first] = several
  const notices = first ? [notice('severalAnnotators', { rows: several.length, first: first.row })] : []
  return { records: kept, left, notices, raw: false }
}

/** Annotations that were not cancelled. */
function countingOf(fields: Fields): readonly Fields[] {
  const list = annotationsOf(fields)
  if (!Array.isArray(list)) return []
  return list.filter(isFields).filter(({ was_cancelled: cancelled }) => cancelled !== true)
}

function resultsIn(annotation: Fields | undefined): readonly Fields[] {
  return Array.isArray(annotation?.result) ? annotation.result.filter(isFields) : []
}

function marksSpan({ value }: Fields): boolean {
  return isFields(value) && Array.isArray(value.labels)
}

/** Of the first that says something. */
function answersOf(fields: Fields): Answers {
  const answered = countingOf(fields)
    .map((annotation) => resultsIn(annotation).flatMap(resultOf))
    .filter((results) => results.length > 0)
  return { results: answered[0] ?? [], count: answered.length }
}

function resultOf({ from_name: name, value }: Fields): Result[] {
  if (!isFields(value)) return []
  const said = value.choices ?? value.taxonomy ?? value.rating ?? value.number ?? value.text
  const list = (Array.isArray(said) ? said.flat() : [said]).filter(
    (entry): entry is string | number => typeof entry === 'string' || typeof entry === 'number',
  )
  return list.length === 0 ? [] : [{ name: typeof name === 'string' ? name : 'label', said: list }]
}

/** The only question of a project is the label, whatever the project calls it. */
function saidIn({ results }: Answers, names: ReadonlySet<string>): Fields {
  const key = (name: string) => (names.size === 1 ? 'label' : name)
  return Object.fromEntries(results.map(({ name, said }) => [key(name), said.length === 1 ? said[0] : said]))
}

function dataOf({ data }: Fields): Fields {
  return isFields(data) ? data : {}
}

function whyNone(fields: Fields, { count }: Answers): Message {
  const list = annotationsOf(fields)
  const cancelled = Array.isArray(list) && list.length > 0 && countingOf(fields).length === 0
  return notice(cancelled && count === 0 ? 'annotationCancelled' : 'rowNotAnnotated')
}

/** Prodigy: options that were accepted; what was rejected or ignored says nothing sure. */
function fromAccepted(records: readonly PlacedFields[]): Annotated {
  const isAccepted = ({ fields }: PlacedFields) => fields.answer === 'accept' || typeof fields.answer !== 'string'
  const left = records
    .filter((record) => !isAccepted(record))
    .map(({ row, fields }) => ({ row, why: notice('annotationNotAccepted', { answer: String(fields.answer) }) }))
  const kept = records
    .filter(isAccepted)
    .map(({ row, fields: { text, accept } }) => ({ row, fields: { text, label: accept } }))
  return { records: kept, left, notices: [], raw: false }
}

function isVerdict(answer: unknown): boolean {
  return answer === 'accept' || answer === 'reject' || answer === 'ignore'
}

/** Prodigy's yes-or-no questions: a label that was rejected is not true, and where one is asked about that is a class. */
function fromVerdicts(records: readonly PlacedFields[]): Annotated {
  const asked = new Set(records.flatMap(({ fields }) => (typeof fields.label === 'string' ? [fields.label] : [])))
  const lone = asked.size === 1
  const counts = ({ fields }: PlacedFields) => fields.answer === 'accept' || (lone && fields.answer === 'reject')
  const left = records
    .filter((record) => !counts(record))
    .map(({ row, fields }) => ({ row, why: notice('annotationNotAccepted', { answer: String(fields.answer) }) }))
  const kept = records.filter(counts).map(({ row, fields }) => {
    const { answer, label, ...rest } = fields
    return { row, fields: { ...rest, label: answer === 'reject' ? `not ${String(label)}` : label } }
  })
  return { records: kept, left, notices: [], raw: false }
}

/** Labelbox: what was shown in `data_row`, what people said of it deep within `projects`. */
function isOfLabelbox({ data_row: shown, projects }: Fields): boolean {
  return isFields(shown) && isFields(projects)
}

function fromLabelbox({ row, fields }: PlacedFields): PlacedFields {
  const { data_row: shown, projects, ...rest } = fields
  const data = isFields(shown) ? shown : {}
  const labels = listsIn(isFields(projects) ? Object.values(projects) : [], 'labels')
  const said = listsIn(listsIn(labels.slice(0, 1), 'annotations', 'classifications'), 'classifications')
  const answers = said.map(({ name, radio_answer: one, checklist_answers: several, text_answer: words }) => {
    const named = Array.isArray(several) ? several.filter(isFields).map((each) => each.name) : null
    const text = isFields(one) ? one.name : isFields(words) ? words.content : undefined
    return [typeof name === 'string' ? name : 'label', named ?? text] as const
  })
  return { row, fields: { ...rest, text: data.row_data ?? data.external_id, ...Object.fromEntries(answers) } }
}

/** What lies under a name in each of these: its lists as one, or itself where `inner` lies within it. */
function listsIn(all: readonly unknown[], name: string, inner?: string): readonly Fields[] {
  return all.filter(isFields).flatMap((one) => {
    const held = one[name]
    if (inner !== undefined) return isFields(held) ? [held] : []
    return Array.isArray(held) ? held.filter(isFields) : []
  })
}

/** A chat as ChatGPT exports it: every message and its children, and the one that was shown last. */
function isExportedChat({ mapping, current_node: last }: Fields): boolean {
  return isFields(mapping) && typeof last === 'string'
}

function fromExportedChat({ row, fields }: PlacedFields): PlacedFields {
  const { mapping, current_node: last, title } = fields
  const nodes = isFields(mapping) ? mapping : {}
  const messages: { role: unknown; content: string }[] = []
  const seen = new Set<unknown>()
  for (let at: unknown = last; typeof at === 'string' && !seen.has(at); ) {
    seen.add(at)
    const node = nodes[at]
    if (!isFields(node)) break
    const { message, parent } = node
    const content = isFields(message) && isFields(message.content) ? message.content.parts : undefined
    const text = Array.isArray(content) ? content.filter((part) => typeof part === 'string').join('\n') : ''
    if (isFields(message) && isFields(message.author) && text.trim() !== '')
      messages.unshift({ role: message.author.role, content: text })
    at = parent
  }
  return { row, fields: { title, messages } }
}

/** spaCy: a number for each category, 1 where it is true. */
function isScores(cats: unknown): cats is Readonly<Record<string, number | boolean>> {
  if (!isFields(cats)) return false
  const scores = Object.values(cats)
  return scores.length > 0 && scores.every((score) => typeof score === 'number' || typeof score === 'boolean')
}

function fromCats({ row, fields }: PlacedFields): PlacedFields {
  const { cats, ...rest } = fields
  const label = isScores(cats) ? Object.keys(cats).filter((name) => Number(cats[name]) >= 0.5) : []
  return { row, fields: { ...rest, label } }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
