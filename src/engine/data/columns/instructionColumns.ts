/**
 * Tables of instructions and conversations: what is given and what is to be answered stand in columns of their own
 * (Alpaca's instruction, input and output; prompt and response; question and answer), or whole conversations in one.
 */
import type { Columns } from '../../../shared/domain/data.ts'
import { isMessage, type Message } from '../../../shared/messages/message.ts'
import { notice } from '../../../shared/messages/say.ts'
import { exchangeOf, historyIn, linesOf, type Turn, turnsIn, unknownSpeaker } from '../answers/conversations.ts'
import { listCell } from '../answers/listCell.ts'
import { displayText } from '../displayText.ts'
import { requiredColumn } from '../guessColumns.ts'
import { limits } from '../limits.ts'
import type { TextTable } from '../table.ts'
import { isAside, ranked, type ScoredColumn, scoredColumns } from './columnScores.ts'
import { nameWords } from './roleNames.ts'

export interface Instructions {
  /** Indices of columns: what is given, in its order; none where a conversation stands in one cell. */
  readonly prompts: readonly number[]
  readonly answer: number
  /** How much the table looks like it, from 0 to 1. */
  readonly likelihood: number
  /** What is given and what is answered in a row, or why it has neither. */
  read(cells: readonly string[]): { readonly prompt: string; readonly text: string } | Message
  /** What was left out of conversations so far. */
  notices(): readonly Message[]
  /** The turns of a row, or why it has none. */
  turns(cells: readonly string[]): readonly Turn[] | Message
}

/**
 * The same columns are texts to continue, and turns. What is likely questions and answers is a conversation, and what may
 * as well be summaries or classes is not: by as much that nobody is asked which of the two is meant.
 */
const apart = 0.1
const talkFrom = 0.5

export function turnsLikelihood(likelihood: number): number {
  return likelihood >= talkFrom ? likelihood : likelihood - apart
}

export function textLikelihood(likelihood: number): number {
  return likelihood >= talkFrom ? likelihood - apart : likelihood
}

/** Null where the table holds none, or the person named other columns. */
export function instructionsIn(
  table: TextTable,
  { textColumn, labelColumn, promptColumns }: Columns,
): Instructions | null {
  if (labelColumn !== '') return null
  if (promptColumns) return namedPrompts(table, promptColumns, textColumn)
  const found = conversationsIn(table) ?? columnsOf(table)
  if (!found || (textColumn !== '' && !isColumn(table, found.answer, textColumn))) return null
  return found
}

/**
 * What the person named, in that order; null where nothing is to be given.
 * @throws ThawError `data-unsupported` that lists the columns, where one is missing.
 */
function namedPrompts(table: TextTable, names: readonly string[], textColumn: string): Instructions | null {
  const columns = scoredColumns(table)
  const prompts = names.flatMap((name) => columns[requiredColumn(table, name)] ?? [])
  const free = columns.filter((column) => !prompts.includes(column) && column.mayBe.text)
  const answer = textColumn === '' ? ranked(free, 'text')[0] : columns[requiredColumn(table, textColumn)]
  const given = prompts.filter((column) => column !== answer)
  if (!answer || given.length === 0) return null
  return {
    prompts: given.map(({ column }) => column),
    answer: answer.column,
    likelihood: 0.95,
    read: rowReader(table, given, answer),
    notices: () => [],
    turns: rowTurns(given, answer),
  }
}

function isColumn({ names }: TextTable, column: number, name: string): boolean {
  return (names[column] ?? '').trim().toLowerCase() === name.trim().toLowerCase()
}

/** Rows that tell whether a column holds conversations. */
const lookedAt = 50

function conversationsIn(table: TextTable): Instructions | null {
  const holds = ({ column, name }: ScoredColumn) => {
    const cells = table.rows.slice(0, lookedAt).map(({ cells }) => cells[column] ?? '')
    const filled = cells.filter((cell) => cell.trim() !== '')
    const turns = filled.map((cell) => turnsIn(cell, name))
    const spoken = turns.filter((each) => each?.some(({ speaker }) => speaker === 'user'))
    // Where nobody answers, the column is what is given, and the answers stand beside it.
    const answered = turns.some((each) => each?.some(({ speaker }) => speaker === 'assistant'))
    return answered && spoken.length >= 0.9 * filled.length
  }
  // Of a conversation and its beginning, the longer one ends in the answer.
  const [best] = scoredColumns(table)
    .filter((column) => column.shapes.list > 0.5 && bareName(column) !== 'rejected')
    .filter(holds)
    .toSorted((a, b) => b.meanLength - a.meanLength || Number(a.name > b.name) - Number(a.name < b.name))
  if (!best) return null
  const left = { tools: 0, toolsIn: 0, after: 0 }
  return {
    prompts: [],
    answer: best.column,
    likelihood: 0.9,
    read(cells) {
      const turns = cellTurns(cells[best.column] ?? '', best.name)
      if (isMessage(turns)) return turns
      const exchange = exchangeOf(turns)
      if (isMessage(exchange)) return exchange
      left.tools += exchange.tools
      left.toolsIn += Number(exchange.tools > 0)
      left.after += exchange.after
      return { prompt: exchange.prompt, text: exchange.answer }
    },
    turns: (cells) => cellTurns(cells[best.column] ?? '', best.name),
    notices: () => [
      ...turnedDown(table, best),
      ...(left.tools > 0 ? [notice('toolTurnsLeftOut', { turns: left.tools, conversations: left.toolsIn })] : []),
      ...(left.after > 0 ? [notice('laterTurnsLeftOut', { turns: left.after })] : []),
    ],
  }
}

function cellTurns(cell: string, column: string): readonly Turn[] | Message {
  const turns = turnsIn(cell, column)
  if (turns) return turns
  const speaker = unknownSpeaker(cell)
  return speaker === null ? notice('conversationUnreadable') : notice('conversationSpeakerUnknown', { speaker })
}

function columnsOf(table: TextTable): Instructions | null {
  const columns = scoredColumns(table).filter((column) => column.filled > 0 && !isAside(column, column.named))
  const texts = columns.filter(({ shapes }) => shapes.number < 0.5)
  const [answer] = texts
    .filter(({ named }) => named.answer >= 0.8)
    .toSorted((a, b) => weightOf(b) - weightOf(a) || Number(a.name > b.name) - Number(a.name < b.name))
  const named = texts.filter((column) => column !== answer && column.named.prompt >= 0.7)
  const given = named.some((column) => column.named.prompt >= 0.8) ? named : onlyText(texts, answer)
  if (!answer || given.length === 0) return reworded(table) ?? besideEachOther(table)
  const instructed = given.some(({ name }) => nameWords(name).includes('instruction'))
  const prompts = inOrder(given, instructed)
  return {
    prompts: prompts.map(({ column }) => column),
    answer: answer.column,
    likelihood: likelihoodOf(columns, { answer, given, instructed }),
    read: rowReader(table, prompts, answer),
    notices: () => turnedDown(table, answer),
    turns: rowTurns(prompts, answer),
  }
}

/** Answers that people liked less stand beside the ones that they chose. */
function turnedDown(table: TextTable, answer: ScoredColumn): readonly Message[] {
  if (bareName(answer) !== 'chosen') return []
  const rejected = scoredColumns(table).find((column) => bareName(column) === 'rejected')
  if (!rejected) return []
  const column = displayText(rejected.name, limits.labelLength)
  return [notice('rejectedLeftOut', { column, rows: rejected.filled })]
}

/** What an answer is to, whatever its column is called, where it is the only other text. */
function onlyText(texts: readonly ScoredColumn[], answer: ScoredColumn | undefined): readonly ScoredColumn[] {
  if (!answer || answer.named.answer < 0.9 || answer.shapes.prose < 0.5) return []
  const others = texts.filter(
    (column) => column !== answer && column.shapes.prose >= 0.5 && column.shapes.list < 0.5 && !isFew(column),
  )
  return others.length === 1 ? others : []
}

/** Names of people or kinds, which come again and again. */
function isFew({ distinct, filled }: ScoredColumn): boolean {
  return distinct <= 50 && 4 * distinct <= filled
}

/** Names under which a text and what is made of it stand side by side, in words of lower case. */
const rewordings: readonly (readonly [given: string, made: string])[] = [
  ['source', 'target'],
  ['input', 'target'],
  ['article', 'highlights'],
  ['article', 'summary'],
  ['document', 'summary'],
  ['dialogue', 'summary'],
  ['text', 'summary'],
]

/** Summaries and translations; labels beside them are likelier what is learned. */
function reworded(table: TextTable): Instructions | null {
  const prose = scoredColumns(table).filter(({ shapes }) => shapes.prose >= 0.5 && shapes.list < 0.5)
  const under = (name: string) => prose.find((column) => bareName(column) === name)
  for (const [given, made] of rewordings) {
    const [prompt, answer] = [under(given), under(made)]
    if (!prompt || !answer) continue
    return {
      prompts: [prompt.column],
      answer: answer.column,
      likelihood: 0.45,
      read: rowReader(table, [prompt], answer),
      notices: () => [],
      turns: rowTurns([prompt], answer),
    }
  }
  return null
}

/**
 * Two texts in each row, and nothing else that could be learned: "en" and "de", "keywords" and "slogan". The first is
 * given and the second answers, which is asked about, for one of them may be meant alone.
 */
function besideEachOther(table: TextTable): Instructions | null {
  const columns = scoredColumns(table)
  const isText = ({ shapes, mayBe, distinctShare }: ScoredColumn) =>
    mayBe.text && shapes.prose >= 0.5 && shapes.list < 0.5 && distinctShare > 0.3
  const texts = columns.filter((column) => isText(column) && !isAside(column, column.named))
  const others = columns.filter((column) => !texts.includes(column))
  const [prompt, answer] = texts
  if (!prompt || !answer || texts.length > 2) return null
  // A title or a comment beside the text that is meant says less than that text.
  const titled = [prompt, answer].some(({ name }) => /title|subject|headline|betreff|titel|comment|note/i.test(name))
  const one =
    Math.max(prompt.named.text, answer.named.text) >= 0.8 && Math.min(prompt.named.text, answer.named.text) < 0.8
  const learned = others.some((column) => (column.mayBe.label || column.mayBe.number) && !isAside(column, column.named))
  if (titled || one || learned || prompt.name.startsWith('column ')) return null
  return {
    prompts: [prompt.column],
    answer: answer.column,
    likelihood: 0.45,
    read: rowReader(table, [prompt], answer),
    notices: () => [
      notice('textsBesideEachOther', {
        given: displayText(prompt.name, limits.labelLength),
        made: displayText(answer.name, limits.labelLength),
      }),
    ],
    turns: rowTurns([prompt], answer),
  }
}

/** "input_text" is "input". */
function bareName({ name }: ScoredColumn): string {
  const words = nameWords(name)
  return words.length > 1 ? words.filter((word) => word !== 'text').join(' ') : words.join(' ')
}

function weightOf({ named, filled, rows }: ScoredColumn): number {
  return named.answer * (filled / Math.max(1, rows))
}

/** Where what is given comes: what sets the scene before what is asked, what is worked on after it. */
function inOrder(given: readonly ScoredColumn[], instructed: boolean): readonly ScoredColumn[] {
  const places = [
    ['system'],
    ['history'],
    instructed ? [] : ['context'],
    ['instruction', 'prompt'],
    ['question', 'query'],
  ]
  const placeOf = ({ name }: ScoredColumn) => {
    const words = nameWords(name)
    const place = places.findIndex((known) => known.some((word) => words.includes(word)))
    return place < 0 ? places.length : place
  }
  return given.toSorted((a, b) => placeOf(a) - placeOf(b) || Number(a.name > b.name) - Number(a.name < b.name))
}

interface Found {
  readonly answer: ScoredColumn
  readonly given: readonly ScoredColumn[]
  readonly instructed: boolean
}

/** Few answers that come again and again may be classes, and so may a column that is named like a label. */
function likelihoodOf(columns: readonly ScoredColumn[], { answer, given, instructed }: Found): number {
  if (isFew(answer)) return instructed ? 0.45 : 0.35
  if (instructed) return 0.85
  const others = columns.filter((column) => column !== answer && !given.includes(column) && column.mayBe.label)
  const [label] = ranked(others, 'label')
  // Questions and answers are filed under topics; whoever wrote a message may be what is learned as well.
  const asked = given.some(({ named }) => named.prompt >= 0.9) && answer.named.answer >= 0.9
  if (label && asked && answer.distinctShare > 0.5 && isTopic(label)) return 0.55
  if (others.some(({ name }) => name.trim().toLowerCase() === 'writer')) return 0.5
  return label && label.named.label >= 0.75 ? 0.3 : 0.7
}

function isTopic({ name }: ScoredColumn): boolean {
  const topics =
    /^(category|categories|kategorie|categoria|categorie|topic|theme|thema|tema|subject|section|area|domain|bereich|rubrik|tag|kind|type|类别|分类|категория)$/
  return nameWords(name).some((word) => topics.test(word))
}

/** As they stand where the file is made for it (`prompt`, `completion`); else on lines of their own. */
function rowReader({ names }: TextTable, prompts: readonly ScoredColumn[], answer: ScoredColumn): Instructions['read'] {
  const verbatim = prompts.length === 1 && prompts[0]?.name.toLowerCase() === 'prompt' && isCompletion(names, answer)
  return (cells) => {
    const text = answerText(cells[answer.column] ?? '', answer.name)
    if (text.trim() === '') return notice('rowWithoutText')
    const parts = prompts
      .map(({ column, name }) => givenText(cells[column] ?? '', name))
      .filter((part) => part.trim() !== '')
    if (verbatim) return { prompt: parts.join(''), text }
    if (parts.length === 0) return notice('rowWithoutPrompt')
    const given = parts.map((part) => part.trim()).join('\n')
    return { prompt: `${given}\n`, text }
  }
}

function isCompletion(names: readonly string[], { column }: ScoredColumn): boolean {
  return (names[column] ?? '').toLowerCase() === 'completion'
}

/** What sets the scene is a system turn, what was said before are turns, and all else that is given is asked. */
function rowTurns(prompts: readonly ScoredColumn[], answer: ScoredColumn): Instructions['turns'] {
  return (cells) => {
    const cell = ({ column }: ScoredColumn) => cells[column] ?? ''
    const turns: Turn[] = []
    const asked: string[] = []
    for (const column of prompts) {
      const history = historyIn(cell(column), column.name)
      if (history) turns.push(...history)
      else if (nameWords(column.name).includes('system')) turns.unshift({ speaker: 'system', text: cell(column) })
      else if (cell(column).trim() !== '') asked.push(cell(column))
    }
    const text = answerText(cell(answer), answer.name)
    if (text.trim() === '') return notice('rowWithoutText')
    if (asked.length > 0)
      turns.push({
        speaker: 'user',
        text: asked.length > 1 ? asked.map((text) => text.trim()).join('\n') : (asked[0] ?? ''),
      })
    if (!turns.some(({ speaker }) => speaker === 'user')) return notice('rowWithoutPrompt')
    return [...turns, { speaker: 'assistant', text }]
  }
}

/** Turns that are given, a line each. */
function givenText(cell: string, column: string): string {
  const turns = historyIn(cell, column)
  return turns ? linesOf(turns) : cell
}

/** The first of several answers, as question answering lists them; the last turn of an answer in turns. */
function answerText(cell: string, column: string): string {
  const text = cell.trim()
  if (!/^[[{]/.test(text)) return cell
  const turns = turnsIn(text, column)
  if (turns) return turns.findLast(({ speaker }) => speaker === 'assistant')?.text ?? ''
  const list = listCell(text)
  if (list) return list.items[0] ?? ''
  const listed = /^\{\s*"text"\s*:\s*(\[[^\]]*\])/.exec(text)?.[1]
  return listed === undefined ? cell : (listCell(listed)?.items[0] ?? '')
}
