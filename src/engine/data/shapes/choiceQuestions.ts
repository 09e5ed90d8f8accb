/**
 * Questions with options, of which one is right: a list of options, or a column for each, and the answer as a letter, a
 * place or its words. Question and options are what is asked, the right option is the answer.
 */
import { notice } from '../../../shared/messages/say.ts'
import { listCell } from '../answers/listCell.ts'
import { ranked, type ScoredColumn, scoredColumns } from '../columns/columnScores.ts'
import { nameWords } from '../columns/roleNames.ts'
import { displayText } from '../displayText.ts'
import { limits } from '../limits.ts'
import type { TextTable } from '../table.ts'
import { mostly, sampleRows } from './cells.ts'

interface Options {
  readonly columns: readonly number[]
  /** The number of the first, where their columns are numbered. */
  readonly first?: number
  of(cells: readonly string[]): readonly string[]
}

export function choiceQuestions(table: TextTable): TextTable | null {
  const columns = scoredColumns(table)
  const options = listed(columns) ?? inColumns(columns)
  if (!options) return null
  const answer = columns.find(
    (column) =>
      !options.columns.includes(column.column) &&
      /^(answers?|answer ?key|answer ?idx|answer ?index|correct|correct ?(answer|option|choice)|label|gold|target|right|key|solution)$/.test(
        nameWords(column.name).join(' '),
      ) &&
      points(table, column.column, options),
  )
  if (!answer) return null
  const free = columns.filter(
    ({ column, shapes, named, mayBe }) =>
      !options.columns.includes(column) &&
      column !== answer.column &&
      mayBe.text &&
      shapes.prose > 0.5 &&
      Math.max(named.prompt, named.text) >= 0.5,
  )
  const [question] = ranked(free, 'text').toSorted((a, b) => b.named.prompt - a.named.prompt)
  if (!question) return null
  // What is asked comes after what it is asked of.
  const asked = [...free.filter((column) => column !== question && column.named.text >= 0.7), question]
  const isKept = (_: string, column: number) =>
    !options.columns.includes(column) && column !== answer.column && !asked.some((each) => each.column === column)
  const start = indexFrom(table, answer.column, options)
  return {
    ...table,
    names: ['prompt', 'response', ...table.names.filter(isKept)],
    rows: table.rows.map(({ row, cells }) => {
      const choices = options.of(cells)
      const right = rightOf(cells[answer.column] ?? '', choices, start)
      const lines = [
        ...asked.map(({ column }) => (cells[column] ?? '').trim()),
        ...choices.map((choice, at) => `${letter(at)}. ${choice}`),
      ]
      const said = right === null ? '' : `${letter(right)}. ${choices[right]}`
      return { row, cells: [lines.join('\n'), said, ...cells.filter(isKept)] }
    }),
    warnings: [
      ...(table.warnings ?? []),
      notice('choicesRead', {
        question: displayText(question.name, limits.labelLength),
        answer: displayText(answer.name, limits.labelLength),
      }),
    ],
  }
}

function letter(at: number): string {
  return String.fromCharCode(65 + at)
}

const listNames = new Set(
  'options option choices choice candidates alternatives endings answers distractors'.split(' '),
)

function listed(columns: readonly ScoredColumn[]): Options | null {
  const found = columns.find(
    ({ name, shapes }) => shapes.list > 0.5 && nameWords(name).some((word) => listNames.has(word)),
  )
  if (found) return { columns: [found.column], of: (cells) => optionsIn(cells[found.column] ?? '') }
  // `{"text": […], "label": ["A", …]}` within a field is two columns.
  const texts = columns.find(({ name, shapes }) => shapes.list > 0.5 && /^(choices|options)\.text$/i.test(name))
  return texts ? { columns: [texts.column], of: (cells) => optionsIn(cells[texts.column] ?? '') } : null
}

function optionsIn(cell: string): readonly string[] {
  return listCell(cell)?.items.map((item) => item.trim()) ?? []
}

/** "A", "B", "C"; "option 1", "option 2"; "choice_a", "choice_b"; "ending0", "ending1". */
function inColumns(columns: readonly ScoredColumn[]): Options | null {
  const found = columns.flatMap(({ column, name }) => {
    const words = nameWords(name.replace(/(?<=\p{L})(?=\d)/gu, ' '))
    const last = words.at(-1) ?? ''
    const place = /^[a-f]$/.test(last) ? last.charCodeAt(0) - 97 : /^\d$/.test(last) ? Number(last) : -1
    const known =
      words.length === 1
        ? /^[a-f]$/.test(last)
        : words.length === 2 && /^(opt|option|choice|answer|ending|alternative|op|opsi)$/.test(words[0] ?? '')
    return place >= 0 && known ? [{ column, place, numbered: /^\d$/.test(last) }] : []
  })
  const places = found.map(({ place }) => place).toSorted((a, b) => a - b)
  const inRow = places.every((place, at) => at === 0 || place === (places[at - 1] ?? 0) + 1)
  if (found.length < 3 || !inRow) return null
  const ordered = found.toSorted((a, b) => a.place - b.place).map(({ column }) => column)
  const first = found.every(({ numbered }) => numbered) ? places[0] : undefined
  return {
    columns: ordered,
    ...(first !== undefined && { first }),
    of: (cells) => ordered.map((column) => (cells[column] ?? '').trim()).filter((cell) => cell !== ''),
  }
}

function points(table: TextTable, column: number, options: Options): boolean {
  const start = indexFrom(table, column, options)
  const width = table.names.map((_, at) => at)
  const rows = sampleRows(table, [column, ...options.columns]).length
  const sampled = table.rows.slice(0, Math.max(rows, 60)).map(({ cells }) => width.map((at) => cells[at] ?? ''))
  const filled = sampled.filter((cells) => (cells[column] ?? '').trim() !== '')
  return mostly(
    filled,
    (cells) => options.of(cells).length >= 2 && rightOf(cells[column] ?? '', options.of(cells), start) !== null,
  )
}

/**
 * Whether places are counted from 1: some answer is as large as its options are many, or the options are numbered so. That
 * no answer is 0 may be chance.
 */
function indexFrom({ rows }: TextTable, column: number, options: Options): 0 | 1 {
  const said = rows
    .map(({ cells }) => ({ cells, answer: (cells[column] ?? '').trim() }))
    .filter(({ answer }) => answer !== '')
  if (said.length === 0 || said.some(({ answer }) => !/^0*[1-9]\d*$/.test(answer))) return 0
  return options.first === 1 || said.some(({ cells, answer }) => Number(answer) === options.of(cells).length) ? 1 : 0
}

/** Which of the options the answer is; null where it is none. */
function rightOf(cell: string, options: readonly string[], start: 0 | 1): number | null {
  const said = cell.trim()
  const words = options.findIndex((option) => option.toLowerCase() === said.toLowerCase())
  if (words >= 0 && !/^[a-f\d]$/i.test(said)) return words
  const named = /^\(?([a-f])[).]?$/i.exec(said)?.[1] ?? /^(?:option|choice)[ _-]?([a-f])$/i.exec(said)?.[1]
  const at = named ? named.toLowerCase().charCodeAt(0) - 97 : /^\d+$/.test(said) ? Number(said) - start : -1
  if (at >= 0 && at < options.length) return at
  return words >= 0 ? words : null
}
