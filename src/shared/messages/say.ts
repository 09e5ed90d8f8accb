/** Messages in words, in the language that is spoken. */
import type { en } from './en.ts'
import type { Message, MessageParameters, Say } from './message.ts'

type Errors = typeof en.errors
type Notices = typeof en.notices

export type ErrorKey = keyof Errors
export type NoticeKey = keyof Notices

/** What a message's words hold; nothing for one that is always the same. */
type ParametersOf<Entry> = Entry extends (...given: infer Given) => unknown
  ? Given extends [infer Held, ...unknown[]]
    ? Held
    : Record<string, never>
  : never

export type ErrorParameters<Key extends ErrorKey> = ParametersOf<Errors[Key]>
export type NoticeParameters<Key extends NoticeKey> = ParametersOf<Notices[Key]>

/** A catalogue in some language: the keys and parameters are those of the English one. */
export interface Language {
  readonly errors: {
    readonly [Key in ErrorKey]: (parameters: ErrorParameters<Key>, say: Say) => readonly [what: string, advice: string]
  }
  readonly notices: { readonly [Key in NoticeKey]: (parameters: NoticeParameters<Key>, say: Say) => string }
}

type Held<Parameters> = Record<string, never> extends Parameters ? [] : [parameters: Parameters]

/** A notice as data. */
export function notice<Key extends NoticeKey>(key: Key, ...held: Held<NoticeParameters<Key>>): Message {
  return { key, parameters: (held[0] ?? {}) as MessageParameters }
}

let spoken: Language | null = null
const listeners = new Set<() => void>()

/** From now on messages are said in this language. The page fetches its one after the first screen. */
export function speak(language: Language): void {
  spoken = language
  for (const tell of listeners) tell()
}

/** Null until a language is spoken. */
export function spokenLanguage(): Language | null {
  return spoken
}

/** @returns how to stop listening. */
export function onLanguage(tell: () => void): () => void {
  listeners.add(tell)
  return () => listeners.delete(tell)
}

/** A notice's sentence, or an error's first one: what happened. */
export const say: Say = (message) => {
  const { notices = {} } = spoken ?? {}
  return worded(message, notices, isText) ?? sayError(message)[0]
}

/** What happened, and what the person can do next. */
export function sayError(message: Message): readonly [what: string, advice: string] {
  const { errors = {} } = spoken ?? {}
  return worded(message, errors, isPair) ?? [unknownWords(message), '']
}

/** Null where the table has no such message, or where stored parameters are not those that its words need. */
function worded<Words>(
  { key, parameters }: Message,
  table: object,
  isWords: (made: unknown) => made is Words,
): Words | null {
  const words = Object.hasOwn(table, key) ? (table as Record<string, unknown>)[key] : undefined
  if (typeof words !== 'function') return null
  try {
    const made: unknown = words(parameters, say)
    return isWords(made) ? made : null
  } catch {
    return null
  }
}

function isText(made: unknown): made is string {
  return typeof made === 'string'
}

function isPair(made: unknown): made is readonly [string, string] {
  return Array.isArray(made) && made.length === 2 && made.every(isText)
}

/** What another version of the studio noted, by its key: better than nothing, and it names what to look for. */
function unknownWords({ key, parameters }: Message): string {
  const values = Object.values(parameters ?? {}).filter((value) => ['string', 'number'].includes(typeof value))
  return [key, ...values].join(' · ')
}
