/**
 * JSON as programs and people really write it: NaN and Infinity (read as nothing), Python's None, True and False, single
 * quotation marks, tuples, names without any, commas at the end, comments. What the end of the file cuts off is dropped with the
 * entry that holds it, and an entry that cannot be read costs that entry alone.
 */
import type { Message } from '../../../shared/messages/message.ts'
import { notice } from '../../../shared/messages/say.ts'
import type { Pace } from '../pace.ts'

/** An entry of a list that was lost, and why. */
export interface LostEntry {
  /** Its place in its list, from 1. */
  readonly entry: number
  readonly why: Message
}

export interface LooseValue {
  readonly value: unknown
  /** Where reading goes on. */
  readonly end: number
  readonly lost: readonly LostEntry[]
  /** Whether the text ended within it. */
  readonly cut: boolean
}

/** Thrown where a value cannot be read. */
class Fault extends Error {
  readonly why: Message
  readonly at: number

  constructor(why: Message, at: number) {
    super(why.key)
    this.why = why
    this.at = at
  }
}

type Loose = LooseValue | { readonly why: Message; readonly at: number }

/** The value that begins at `start`, or why there is none. */
export function looseJson(text: string, start = 0): Loose {
  const reading = readInSteps(text, start)
  for (;;) {
    const { done, value } = reading.next()
    if (done) return value
  }
}

/** The same with turns of the event loop between the entries of a long text. */
export async function looseJsonInTurns(text: string, pace: Pace, start = 0): Promise<Loose> {
  const reading = readInSteps(text, start)
  for (;;) {
    const { done, value } = reading.next()
    if (done) return value
    await pace.breathe()
  }
}

function* readInSteps(text: string, start: number): Generator<undefined, Loose> {
  const reader = new Reader(text, start)
  try {
    const value = yield* reader.value(0, true)
    return { value, end: reader.at, lost: reader.lost, cut: reader.cut }
  } catch (error) {
    if (error instanceof Fault) return { why: error.why, at: error.at }
    throw error
  }
}

/** Past white space, comments and commas, to where the next value begins. */
export function nextValueAt(text: string, start: number): number {
  const reader = new Reader(text, start)
  for (;;) {
    reader.skip()
    if (text[reader.at] !== ',') return reader.at
    reader.at++
  }
}

const deepest = 100
const space = /[\s\ufeff\p{Cc}]*/uy
const numeral = /[-+]?(?:0x[\da-f]+|(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)/iy
const word = /[-+]?[\p{L}_$][\p{L}\p{N}_$]*/uy
const words: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ...['null', 'None', 'nan', 'NaN', 'Infinity', '-Infinity', '+Infinity', 'inf', '-inf', 'undefined'].map(
    (name) => [name, null] as const,
  ),
])
const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', 0: '\0', v: '\v' }

type Steps<Value> = Generator<undefined, Value>

class Reader {
  readonly #text: string
  readonly #told: boolean
  readonly lost: LostEntry[] = []
  at: number
  /** Whether the text ended within a value. */
  cut = false
  /** A place and its line: lines are counted on from there. */
  #known = { at: 0, line: 1 }

  /** @param told Whether faults name their line, which is counted for it. */
  constructor(text: string, start: number, told = true) {
    this.#text = text
    this.at = start
    this.#told = told
  }

  /** White space and comments. */
  skip(): void {
    for (;;) {
      space.lastIndex = this.at
      space.test(this.#text)
      this.at = Math.max(this.at, space.lastIndex)
      const two = this.#text.slice(this.at, this.at + 2)
      if (two === '//') this.#to('\n')
      else if (two === '/*') this.#to('*/')
      else return
    }
  }

  #to(end: string): void {
    const found = this.#text.indexOf(end, this.at + 2)
    this.at = found < 0 ? this.#text.length : found + end.length
  }

  /**
   * Yields after each entry of the outer lists: an inner value is read at once.
   * @param rows Whether a list here is one of rows, each of which may be lost alone: no list holds it.
   */
  *value(depth: number, rows: boolean): Steps<unknown> {
    this.skip()
    if (!this.#nests()) return this.#single(depth)
    this.#refuseDeep(depth)
    return this.#text[this.at] === '{' ? yield* this.#object(depth, rows) : yield* this.#list(depth, rows)
  }

  /** Whether a list or an object begins here. */
  #nests(): boolean {
    const first = this.#text[this.at]
    return first === '{' || first === '[' || first === '('
  }

  #refuseDeep(depth: number): void {
    if (depth > deepest) throw new Fault(notice('jsonTooDeep', { most: deepest }), this.at)
  }

  #single(depth: number): unknown {
    this.#refuseDeep(depth)
    const first = this.#text[this.at]
    return first === '"' || first === "'" ? this.#string(first) : this.#plain()
  }

  #plain(): unknown {
    numeral.lastIndex = this.at
    const number = numeral.exec(this.#text)
    if (number) {
      this.at = numeral.lastIndex
      if (this.at === this.#text.length) this.cut = true
      return Number(number[0])
    }
    word.lastIndex = this.at
    const found = word.exec(this.#text)?.[0] ?? ''
    if (found !== '' && this.at + found.length === this.#text.length) {
      this.cut = true
      this.at = this.#text.length
      return words.get(found) ?? null
    }
    if (!words.has(found)) throw this.#unexpected()
    this.at += found.length
    return words.get(found)
  }

  #string(quote: string): string {
    const text = this.#text
    let value = ''
    let from = this.at + 1
    for (let at = from; at < text.length; at++) {
      const letter = text[at] as string
      if (letter === quote) {
        this.at = at + 1
        return value + text.slice(from, at)
      }
      if (letter !== '\\') continue
      const { written, end } = escapedAt(text, at + 1)
      value += text.slice(from, at) + written
      from = end
      at = end - 1
    }
    this.cut = true
    this.at = text.length
    return value + text.slice(from)
  }

  *#object(depth: number, rows: boolean): Steps<Record<string, unknown>> {
    const members: [string, unknown][] = []
    this.at++
    for (;;) {
      this.skip()
      if (this.#ends()) break
      if (this.#takes('}')) break
      if (this.#takes(',')) continue
      const name = this.#name()
      this.skip()
      if (this.#ends()) break
      if (!this.#takes(':')) throw this.#unexpected()
      this.skip()
      if (this.#ends()) break
      const value = this.#nests() ? yield* this.value(depth + 1, rows) : this.#single(depth + 1)
      // Of a value that the end cuts, only a list or an object holds anything whole.
      if (!this.cut || typeof value === 'object') members.push([name, value])
      if (this.cut) break
    }
    return Object.fromEntries(members)
  }

  #name(): string {
    const first = this.#text[this.at]
    if (first === '"' || first === "'") return this.#string(first)
    const bare = /[\p{L}\p{N}_$.-]+/uy
    bare.lastIndex = this.at
    const found = bare.exec(this.#text)?.[0]
    if (found === undefined) throw this.#unexpected()
    this.at += found.length
    return found
  }

  *#list(depth: number, rows: boolean): Steps<unknown[]> {
    const entries: unknown[] = []
    const closes = this.#text[this.at] === '(' ? ')' : ']'
    this.at++
    for (let entry = 1; ; entry++) {
      this.skip()
      while (this.#takes(',')) this.skip()
      if (this.#ends()) break
      if (this.#takes(closes)) break
      const begins = this.at
      try {
        const value = this.#nests() ? yield* this.value(depth + 1, false) : this.#single(depth + 1)
        if (depth <= 1) yield
        if (this.cut && rows) {
          this.lost.push({ entry, why: notice('jsonCutOff') })
          break
        }
        this.#expectNext(begins, closes)
        entries.push(value)
        if (this.cut) break
      } catch (error) {
        if (!(error instanceof Fault) || !rows) throw error
        this.lost.push({ entry, why: error.why })
        this.cut = false
        // What is nested too deep is not looked through once more, level by level.
        const from = error.why.key === 'jsonTooDeep' ? error.at : begins + 1
        this.at = this.#afterFault({ begins, from, fault: error.at, closes, like: entries[0] })
      }
    }
    return entries
  }

  /** After an entry a comma or the end of the list; where a row follows without one, only the comma is missing. */
  #expectNext(begins: number, closes: string): void {
    this.skip()
    if (this.at >= this.#text.length) return
    const next = this.#text[this.at] as string
    const opened = this.#text[begins] as string
    if (next !== ',' && next !== closes && !(next === opened && opened in closing)) throw this.#unexpected()
  }

  /**
   * Where the next entry begins after one that cannot be read, or the list closes, or the text ends. A bracket that
   * follows a closed one may as well stand within the lost entry, so that it must begin what is like the entries kept.
   */
  #afterFault({ begins, from, fault, closes, like }: Lost): number {
    const text = this.#text
    const opened = text[begins] as string
    const borders = bordersAfter(opened, closes)
    borders.lastIndex = from
    for (let found = borders.exec(text); found; found = borders.exec(text)) {
      const at = borders.lastIndex
      if (text[at] === closes && text[at] !== opened) {
        if (at >= fault && isClosed(text, begins, at) && !goesOn(text, at + 1, opened)) return at
      } else if (this.#begins(at, { fault, closes, like, apart: opened in closing || found[0].includes('\n') }))
        return at
      if (found[0] === '') borders.lastIndex++
    }
    return text.length
  }

  /** Whether an entry begins here: one that can be read and is like the others, or one behind the fault with its own. */
  #begins(at: number, { fault, closes, like, apart }: Begun): boolean {
    const trial = new Reader(this.#text, at, false)
    try {
      const value = finished(trial.value(1, false))
      trial.#expectNext(at, closes)
      return !trial.cut && (like === undefined || isAlike(value, like))
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      return at > fault && apart
    }
  }

  #takes(letter: string): boolean {
    if (this.#text[this.at] !== letter) return false
    this.at++
    return true
  }

  #ends(): boolean {
    if (this.at < this.#text.length) return false
    this.cut = true
    return true
  }

  #unexpected(): Fault {
    if (this.at >= this.#text.length) {
      this.cut = true
      return new Fault(notice('jsonCutOff'), this.at)
    }
    const found = String.fromCodePoint(this.#text.codePointAt(this.at) ?? 0)
    return new Fault(notice('jsonUnexpected', { found, line: this.#told ? this.#line() : 0 }), this.at)
  }

  #line(): number {
    const { at, line } = this.#known
    const between = this.#text.slice(Math.min(at, this.at), Math.max(at, this.at)).match(/\n/g)?.length ?? 0
    this.#known = { at: this.at, line: at <= this.at ? line + between : line - between }
    return this.#known.line
  }
}

interface Lost {
  /** Where the entry begins, and where it could not be read on. */
  readonly begins: number
  readonly fault: number
  /** Where the next entry is looked for. */
  readonly from: number
  /** What closes its list. */
  readonly closes: string
  /** An entry of the list that was kept; undefined where there is none. */
  readonly like: unknown
}

interface Begun extends Omit<Lost, 'begins' | 'from'> {
  /** Whether something other than a comma, which prose has as well, sets it apart. */
  readonly apart: boolean
}

const closing: Readonly<Record<string, string>> = { '{': '}', '[': ']', '(': ')' }

/** Where an entry may begin that has such a bracket, or the list may close: behind a closed bracket, or on a line. */
function bordersAfter(opened: string, closes: string): RegExp {
  const close = closing[opened]
  const next = `(?=\\${opened}|\\${closes})`
  // An entry without brackets, such as a text, is followed by a comma.
  if (close === undefined) return new RegExp(`,\\s*(?=[^\\s,])|\\s*(?=\\${closes})`, 'g')
  return new RegExp(`\\${close}\\s*(?:,\\s*)?${next}|\\n[^\\S\\n]*${next}`, 'g')
}

/** Whether as many brackets close as open in a stretch, wherever its quotation marks stand. */
function isClosed(text: string, from: number, to: number): boolean {
  let open = 0
  for (let at = from; at < to; at++) {
    const letter = text[at] as string
    if (letter in closing) open++
    else if (letter === '}' || letter === ']' || letter === ')') open--
  }
  return open <= 0
}

/** Whether entries follow what looked like the end of their list. */
function goesOn(text: string, at: number, opened: string): boolean {
  const [, next] = /^\s*,\s*(\S)/.exec(text.slice(at, at + 200)) ?? []
  return next === opened
}

/** Objects with a name in common, lists whose cells are of the same kinds, other values of one kind. */
function isAlike(value: unknown, like: unknown): boolean {
  if (Array.isArray(value) || Array.isArray(like)) {
    if (!Array.isArray(value) || !Array.isArray(like)) return false
    const both = Math.min(value.length, like.length)
    if (both < Math.min(2, like.length)) return false
    return value.slice(0, both).every((cell, i) => cell === null || like[i] === null || typeof cell === typeof like[i])
  }
  if (typeof value !== 'object' || typeof like !== 'object' || !value || !like) return typeof value === typeof like
  return Object.keys(value).some((name) => name in like)
}

function finished<Value>(steps: Steps<Value>): Value {
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
  }
}

function escapedAt(text: string, at: number): { readonly written: string; readonly end: number } {
  const letter = text[at] ?? ''
  const digits = { u: 4, x: 2 }[letter]
  const code = digits ? text.slice(at + 1, at + 1 + digits) : ''
  if (digits && code.length === digits && /^[\da-f]+$/i.test(code))
    return { written: String.fromCharCode(Number.parseInt(code, 16)), end: at + 1 + digits }
  return { written: escapes[letter] ?? letter, end: Math.min(text.length, at + 1) }
}
