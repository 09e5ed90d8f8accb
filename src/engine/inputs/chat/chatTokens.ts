/**
 * A conversation as token ids, and which of them are the assistant's own. Templates do not mark that, so an answer's
 * place is found by rendering: it begins where the template asks for it, and it ends with the mark that ends a turn.
 */
import { ThawError } from '../../../shared/messages/errors.ts'
import { isRecord } from '../../isRecord.ts'
import type { TextTokenizer } from '../tokenizer.ts'
import type { ChatMessage, ChatTemplate, RenderOptions } from './chatTemplate.ts'

export interface ChatTokens {
  readonly ids: Int32Array
  /** Of each id whether it is of an answer, with the mark that ends it. */
  readonly answered: Uint8Array
}

/** From `start` up to `end`: UTF-16 units of a rendered conversation. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** @throws ThawError where the template refuses the conversation, or does not tell its turns apart. */
export function chatTokens(
  template: ChatTemplate,
  tokenizer: TextTokenizer,
  messages: readonly ChatMessage[],
  options: Pick<RenderOptions, 'tools'> = {},
): ChatTokens {
  const whole = template.render(messages, options)
  return tokensOf(tokenizer, whole, answerSpans(template, marksOf(tokenizer), { messages, whole, options }))
}

/** An answer that is asked for. */
export interface BegunAnswer {
  /** The conversation so far, and the beginning of the assistant's turn. */
  readonly ids: readonly number[]
  /** What ends a turn; null where nothing does. */
  readonly endId: number | null
}

export function begunAnswer(
  template: ChatTemplate,
  tokenizer: TextTokenizer,
  messages: readonly ChatMessage[],
): BegunAnswer {
  const ids = [...tokenizer.encode(template.render(messages, { asking: true }), { special: false })]
  const shortest = ['user', 'assistant'].map((role) => ({ role, content: 'a' }))
  const { ids: said, answered } = chatTokens(template, tokenizer, shortest)
  const end = said[answered.lastIndexOf(1)]
  const isMark = end !== undefined && marksOf(tokenizer).includes(tokenizer.decode([end], { special: true }))
  return { ids, endId: isMark ? end : tokenizer.endId }
}

interface Rendered {
  readonly messages: readonly ChatMessage[]
  readonly whole: string
  readonly options: Pick<RenderOptions, 'tools'>
}

/** Where each answer stands in the rendered whole. */
function answerSpans(template: ChatTemplate, marks: readonly string[], rendered: Rendered): readonly Span[] {
  const { messages, whole, options } = rendered
  return messages.flatMap((message, at) => {
    if (message.role !== 'assistant') return []
    const other = template.render(
      messages.map((each, i) => (i === at ? { ...each, content: strange(each.content) } : each)),
      options,
    )
    const after = whole.length - commonEnd(whole, other)
    const content = commonBeginning(whole, other)
    const start = at === 0 ? content : askedLength(template, rendered, { at, content })
    return [{ start, end: Math.max(start, after + endLength(whole.slice(after), marks)) }]
  })
}

/** @throws ThawError `model-unsupported` where what is asked with is no beginning of the conversation. */
function askedLength(
  template: ChatTemplate,
  { messages, whole, options }: Rendered,
  { at, content }: { readonly at: number; readonly content: number },
): number {
  const before = messages.slice(0, at)
  const asked = template.render(before, { ...options, asking: true })
  if (whole.startsWith(asked)) return asked.length
  // Nobody asks between two answers in a row: the second begins after the same words as every other.
  if (messages[at - 1]?.role === 'assistant') {
    const header = asked.slice(template.render(before, options).length)
    return Math.max(0, whole.lastIndexOf(header, content)) + header.length
  }
  throw new ThawError('model-unsupported', 'templateNoBeginning', { turn: at + 1 })
}

/** A content that shares neither its first nor its last letter with another. */
function strange(content: string): string {
  const sign = ['\u{e000}', '\u{e001}', '\u{e002}'].find((each) => !content.startsWith(each) && !content.endsWith(each))
  return `${sign}${sign}`
}

/** The mark that ends a turn, with white space before it; nothing where the text simply goes on. */
function endLength(rest: string, marks: readonly string[]): number {
  const space = rest.length - rest.trimStart().length
  const mark = marks.find((each) => rest.startsWith(each, space))
  return mark === undefined ? 0 : space + mark.length
}

/** The longest first. */
function marksOf({ files }: TextTokenizer): readonly string[] {
  const added = isRecord(files.tokenizer) ? files.tokenizer.added_tokens : null
  const contents = Array.isArray(added)
    ? added.flatMap((each: unknown) => (isRecord(each) && typeof each.content === 'string' ? [each.content] : []))
    : []
  return contents.filter((mark) => mark.trim() !== '').toSorted((a, b) => b.length - a.length)
}

/**
 * The whole is encoded in one piece, as the original does. A piece by itself may end in another token than within the
 * whole; the token that crosses a border is then of the answer.
 */
function tokensOf(tokenizer: TextTokenizer, whole: string, spans: readonly Span[]): ChatTokens {
  const encode = (text: string) => tokenizer.encode(text, { special: false })
  const ids = encode(whole)
  const borders = spans.flatMap(({ start, end }) => [start, end])
  const pieces = [...borders, whole.length].map((to, i) => encode(whole.slice(borders[i - 1] ?? 0, to)))
  const lengths = pieces.map(({ length }) => length)
  const places = equal(ids, pieces)
    ? borders.map((_, i) => lengths.slice(0, i + 1).reduce((sum, length) => sum + length, 0))
    : borders.map((border, i) => placeOf(encode(whole.slice(0, border)), ids, i % 2 === 1))
  const answered = new Uint8Array(ids.length)
  for (let i = 0; i + 1 < places.length; i += 2) answered.fill(1, places[i], places[i + 1])
  return { ids, answered }
}

function equal(ids: Int32Array, pieces: readonly Int32Array[]): boolean {
  const joined = pieces.flatMap((piece) => [...piece])
  return joined.length === ids.length && joined.every((id, at) => id === ids[at])
}

/** How many of `ids` lie before a border, told by the ids of what stands before it. */
function placeOf(before: Int32Array, ids: Int32Array, isEnd: boolean): number {
  const differs = before.findIndex((id, at) => id !== ids[at])
  if (differs < 0) return before.length
  return isEnd ? differs + 1 : differs
}

function commonBeginning(a: string, b: string): number {
  let at = 0
  while (at < a.length && at < b.length && a[at] === b[at]) at++
  return at
}

function commonEnd(a: string, b: string): number {
  let length = 0
  const most = Math.min(a.length, b.length)
  while (length < most && a[a.length - 1 - length] === b[b.length - 1 - length]) length++
  return length
}
