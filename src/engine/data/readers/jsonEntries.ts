/**
 * The values that a JSON text holds, one after another, however they follow: one a line, in one list, or written out over
 * lines with nothing between. A line or an entry that cannot be read costs itself alone.
 */
import type { Message } from '../../../shared/messages/message.ts'
import { notice } from '../../../shared/messages/say.ts'
import { pairRecord } from '../answers/taggedRecords.ts'
import { displayText } from '../displayText.ts'
import type { Pace } from '../pace.ts'
import { type LostEntry, looseJson, looseJsonInTurns, nextValueAt } from './looseJson.ts'

export interface JsonEntry {
  /** The line from 1, or the place in the list from 1. */
  readonly row: number
  readonly value: unknown
}
export interface LostRow {
  readonly row: number
  readonly why: Message
}
export interface JsonText {
  /** `whole` where the text is one object, which may hold the rows under any name. */
  readonly form: 'lines' | 'list' | 'whole'
  readonly entries: readonly JsonEntry[]
  readonly lost: readonly LostRow[]
  /** What a person should know of how the rows were found; absent where nothing is to be said. */
  readonly notices?: readonly Message[]
}

/** Lines and characters that are looked at to tell how values follow one another. */
const looked = 20
const lookedCharacters = 64 * 1024

export async function jsonText(text: string, pace: Pace): Promise<JsonText> {
  const source = withoutName(text.replace(/^\uFEFF/, ''))
  const whole = strict(source)
  if (whole.found) return wholeText(whole.value)
  if (isByLines(source)) return byLines(source, pace)
  return source[nextValueAt(source, 0)] === '[' ? listed(source, pace) : sequence(source, pace)
}

/** Whether a text of any name is JSON with something that could be rows. */
export function isJson(text: string): boolean {
  const source = withoutName(text.slice(0, lookedCharacters).replace(/^\uFEFF/, ''))
  if (!/[[{]/.test(source[nextValueAt(source, 0)] ?? '')) return false
  if (isByLines(source)) return true
  const read = looseJson(source)
  if (!('value' in read)) return false
  const { value } = read
  if (Array.isArray(value)) return value.some((entry) => typeof entry === 'object' && entry !== null)
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0
}

/** "window.data = [", as scripts and archives begin. */
function withoutName(source: string): string {
  return source.replace(/^\s*(?:(?:export|var|let|const)\s+){0,2}(?:default\s+|[\w.$]{1,80}\s*=\s*)(?=[[{])/, '')
}

function strict(source: string): { readonly found: true; readonly value: unknown } | { readonly found: false } {
  try {
    return { found: true, value: JSON.parse(source) }
  } catch {
    return { found: false }
  }
}

function wholeText(value: unknown): JsonText {
  if (!Array.isArray(value) || pairRecord(value)) return { form: 'whole', entries: [{ row: 1, value }], lost: [] }
  return { form: 'list', entries: value.map((entry, i) => ({ row: i + 1, value: entry })), lost: [] }
}

/** At least half of the first lines are whole values, so that those which are not are faults. */
function isByLines(source: string): boolean {
  const first: string[] = []
  for (let at = 0; first.length < looked && at < source.length; ) {
    const found = source.indexOf('\n', at)
    const end = found < 0 ? source.length : found
    const line = source.slice(at, end).trim()
    if (!isBare(line)) first.push(line)
    at = end + 1
  }
  const whole = first.filter(isRow).length
  return whole > 0 && 2 * whole >= first.length && first.length > 1
}

/** An object, or the cells of a row; a list of objects is a table by itself. */
function isRow(line: string): boolean {
  if (!/^[[{(]/.test(line)) return false
  const read = lineValue(line)
  if (!read) return false
  return !Array.isArray(read.value) || pairRecord(read.value) !== null || !read.value.some(isObject)
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

/** Nothing, a remark, or the brackets of a list around the lines. */
function isBare(line: string): boolean {
  return /^[[\],;]{0,3}$/.test(line) || line.startsWith('//') || line.startsWith('#')
}

function lineValue(line: string): { readonly value: unknown } | null {
  const read = strict(line)
  if (read.found) return read
  const loose = looseJson(line)
  if (!('value' in loose) || loose.cut || loose.lost.length > 0) return null
  return nextValueAt(line, loose.end) === line.length ? loose : null
}

async function byLines(source: string, pace: Pace): Promise<JsonText> {
  const entries: JsonEntry[] = []
  const lost: LostRow[] = []
  let row = 0
  const lines = source.trimEnd().split('\n')
  for (const line of lines) {
    row++
    await pace.breathe()
    const written = line.trim()
    if (isBare(written)) continue
    const read = lineValue(written) ?? atEndOfList(written, { first: entries.length === 0, last: row === lines.length })
    if (read) entries.push({ row, value: read.value })
    else lost.push({ row, why: whyLost(written) })
  }
  return { form: 'lines', entries, lost }
}

/** The entry of a line that also opens or closes the list around all lines: `[{…},` and `{…}]`. */
function atEndOfList(line: string, { first, last }: { readonly first: boolean; readonly last: boolean }) {
  const opened = first ? line.replace(/^[[(](?=\s*[{[(])/, '') : line
  const closed = last ? opened.replace(/[\s,]*[\])][\s;]*$/, '') : opened
  return closed === line ? null : lineValue(closed)
}

function whyLost(line: string): Message {
  const read = looseJson(line)
  if (!('value' in read)) return read.why
  const [lost] = read.lost
  if (read.cut) return notice('jsonCutOff')
  return lost?.why ?? unexpectedAt(line, nextValueAt(line, read.end))
}

function unexpectedAt(text: string, at: number): Message {
  const line = (text.slice(0, at).match(/\n/g)?.length ?? 0) + 1
  return notice('jsonUnexpected', { found: String.fromCodePoint(text.codePointAt(at) ?? 0), line })
}

/** One list, or several one after another, as programs append to a file that they do not read. */
async function listed(source: string, pace: Pace): Promise<JsonText> {
  const entries: JsonEntry[] = []
  const lost: LostRow[] = []
  let lists = 0
  let end = 0
  for (let at: number | null = nextValueAt(source, 0); at !== null; at = moreRowsAt(source, end)) {
    const before = entries.length + lost.length
    const read = await looseJsonInTurns(source, pace, at)
    if (!('value' in read)) {
      lost.push({ row: before + 1, why: read.why })
      break
    }
    const { value } = read
    const own = Array.isArray(value) ? placed(value, read.lost, before) : [{ row: before + 1, value }]
    for (const entry of own) entries.push(entry)
    for (const { entry, why } of read.lost) lost.push({ row: before + entry, why })
    lists++
    end = read.end
  }
  const rest = source
    .slice(end)
    .replace(/^[\s,;]+/, '')
    .trimEnd()
  const notices = [
    ...(lists > 1 ? [notice('jsonListsJoined', { lists })] : []),
    ...(rest === '' || end === 0 ? [] : [notice('jsonRestLeft', { rest: displayText(rest, 60) })]),
  ]
  return { form: 'list', entries, lost, notices }
}

/** The entries of a list by their places in it, of which some were lost. */
function placed(values: readonly unknown[], lost: readonly LostEntry[], before: number): readonly JsonEntry[] {
  const gone = new Set(lost.map(({ entry }) => entry))
  let entry = 0
  return values.map((value) => {
    do entry++
    while (gone.has(entry))
    return { row: before + entry, value }
  })
}

/** Where more rows follow a list, under a name or without one; null where there are none. */
function moreRowsAt(source: string, end: number): number | null {
  const more = /[\s,;]*(?:(?:(?:export|var|let|const)\s+){0,2}[\w.$]{1,80}\s*=\s*)?(?=\[\s*[[{(]|\{\s*["'])/y
  more.lastIndex = end
  return more.test(source) ? more.lastIndex : null
}

/** Objects written out over lines, one after another; a single one is whole. */
async function sequence(source: string, pace: Pace): Promise<JsonText> {
  const read: { readonly row: number; readonly value: unknown; readonly lost: readonly LostEntry[] }[] = []
  const lost: LostRow[] = []
  for (let at = nextValueAt(source, 0), row = 1; at < source.length; at = nextValueAt(source, at), row++) {
    await pace.breathe()
    const found = await looseJsonInTurns(source, pace, at)
    if ('value' in found) {
      if (found.cut && read.length > 0) lost.push({ row, why: notice('jsonCutOff') })
      else read.push({ row, value: found.value, lost: found.lost })
      at = Math.max(found.end, at + 1)
    } else {
      lost.push({ row, why: found.why })
      at = afterObject(source, Math.max(found.at, at + 1))
    }
  }
  const [only] = read
  // The lists of a single object hold the rows; of one among others they are a part of its row, which is lost with them.
  if (only && read.length === 1) for (const { entry, why } of only.lost) lost.push({ row: entry, why })
  else
    for (const {
      row,
      lost: [first],
    } of read)
      if (first) lost.push({ row, why: first.why })
  const entries = read.filter((one) => read.length === 1 || one.lost.length === 0)
  return { form: read.length <= 1 ? 'whole' : 'list', entries, lost }
}

/** Where the next line begins with an object, or the end. */
function afterObject(source: string, from: number): number {
  const beginning = /\n[^\S\n]*(?=\{)/g
  beginning.lastIndex = from
  return beginning.exec(source) ? beginning.lastIndex : source.length
}
