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
    const value = yield* reader.value(0)
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
  readonly lost: LostEntry[] = []
  at: number
  /** Whether the text ended within a value. */
  cut = false
  /** A place and its line: lines are counted on from there. */
  #known = { at: 0, line: 1 }

  constructor(text: string, start: number) {
    this.#text = text
    this.at = start
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

  /** Yields after each entry of the outer lists: an inner value is read at once. */
  *value(depth: number): Steps<unknown> {
    this.skip()
    if (!this.#nests()) return this.#single(depth)
    this.#refuseDeep(depth)
    return this.#text[this.at] === '{' ? yield* this.#object(depth) : yield* this.#list(depth)
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

  *#object(depth: number): Steps<Record<string, unknown>> {
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
      const value = this.#nests() ? yield* this.value(depth + 1) : this.#single(depth + 1)
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

  *#list(depth: number): Steps<unknown[]> {
    const entries: unknown[] = []
    const closes = this.#text[this.at] === '(' ? ')' : ']'
    this.at++
    for (let entry = 1; ; entry++) {
      this.skip()
      while (this.#takes(',')) this.skip()
      if (this.#ends()) break
      if (this.#takes(closes)) break
      const begins = this.at
      const kept = entries.length
      try {
        const value = this.#nests() ? yield* this.value(depth + 1) : this.#single(depth + 1)
        if (depth <= 1) yield
        if (this.cut && !holdsEntries(value, depth)) {
          this.lost.push({ entry, why: notice('jsonCutOff') })
          break
        }
        entries.push(value)
        if (this.cut) break
        this.skip()
        if (!this.#ends() && this.#text[this.at] !== ',' && this.#text[this.at] !== closes) throw this.#unexpected()
      } catch (error) {
        if (!(error instanceof Fault) || depth > 1) throw error
        entries.length = kept
        this.lost.push({ entry, why: error.why })
        this.at = this.#afterFault(begins, error.at)
      }
    }
    return entries
  }

  /** Where an entry begins after one that cannot be read, or the end. */
  #afterFault(begins: number, fault: number): number {
    let from = Math.max(fault, begins + 1)
    while (from > begins + 1 && /\s/.test(this.#text[from - 1] as string)) from--
    const beginning = /\}\s*(?:,\s*)?(?=[{\]])|\n[^\S\n]*(?=[{\]])/g
    beginning.lastIndex = from
    return beginning.exec(this.#text) ? beginning.lastIndex : this.#text.length
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
    return new Fault(notice('jsonUnexpected', { found, line: this.#line() }), this.at)
  }

  #line(): number {
    const { at, line } = this.#known
    const from = at <= this.at ? { at, line } : { at: 0, line: 1 }
    const more = this.#text.slice(from.at, this.at).match(/\n/g)?.length ?? 0
    this.#known = { at: this.at, line: from.line + more }
    return this.#known.line
  }
}

/** The lists of a whole table may be cut; an entry of it may not. */
function holdsEntries(value: unknown, depth: number): boolean {
  return depth === 0 && Array.isArray(value) && value.some((inner) => typeof inner === 'object')
}

function escapedAt(text: string, at: number): { readonly written: string; readonly end: number } {
  const letter = text[at] ?? ''
  const digits = { u: 4, x: 2 }[letter]
  const code = digits ? text.slice(at + 1, at + 1 + digits) : ''
  if (digits && code.length === digits && /^[\da-f]+$/i.test(code))
    return { written: String.fromCharCode(Number.parseInt(code, 16)), end: at + 1 + digits }
  return { written: escapes[letter] ?? letter, end: Math.min(text.length, at + 1) }
}
