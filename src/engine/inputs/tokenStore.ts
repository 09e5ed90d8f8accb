/**
 * Examples as rows of token ids, encoded once before training: for classification one row a text, cut at the limit;
 * for generation windows that follow one another, so that each token of a text is predicted once. And rows side by
 * side: padded to the longest of a batch, and ordered so that little padding is needed.
 */
import type { Random } from '../../shared/random.ts'
import type { Example } from '../data/dataset.ts'
import { macrotask } from '../macrotask.ts'
import type { TextTokenizer } from './tokenizer.ts'

export interface TokenRow {
  readonly ids: Int32Array
  /** Of each id in a pair of texts the text that it is of, 0 or 1; absent for a single text. */
  readonly types?: Int32Array
  /** Of each id as the one to be predicted: 1 where its loss counts, 0 where it is given. Null for classification. */
  readonly weights: Float32Array | null
}

export interface TokenOptions {
  readonly tokenizer: TextTokenizer
  /** Ids that the network is fed with at once, marks counted. */
  readonly maxTokens: number
  /** Heard whenever the event loop has turned. */
  readonly onProgress: (done: number, total: number) => void
  readonly signal: AbortSignal
}

export interface LabelledTokens {
  /** One an example, in their order. */
  readonly rows: readonly TokenRow[]
  /** Texts that were cut. */
  readonly truncated: number
}

export async function labelledTokens(examples: readonly Example[], options: TokenOptions): Promise<LabelledTokens> {
  const { tokenizer, maxTokens } = options
  const rows: TokenRow[] = []
  let truncated = 0
  for await (const { text } of textsOf(examples, options)) {
    const { ids, cut } = encodeText(text, tokenizer, maxTokens)
    rows.push({ ids, weights: null })
    truncated += Number(cut)
  }
  return { rows, truncated }
}

/** A text with the tokenizer's marks; a longer one loses its end and keeps the marks. */
export function encodeText(
  text: string,
  tokenizer: TextTokenizer,
  maxTokens: number,
): { readonly ids: Int32Array; readonly cut: boolean } {
  const { before, after, padId } = tokenizer
  const room = Math.max(1, maxTokens - before.length - after.length)
  const inner = tokenizer.encode(text, { special: false, enough: room + 1 })
  const ids = Int32Array.from([...before, ...inner.subarray(0, room), ...after])
  // A text without a token still needs one, or there would be nothing to pool.
  return { ids: ids.length > 0 ? ids : Int32Array.of(padId), cut: inner.length > room }
}

/** Two texts in one row, as the tokenizer's own template sets them; the longer loses its end first. */
export function encodePair(
  [first, second]: readonly [string, string],
  tokenizer: TextTokenizer,
  maxTokens: number,
): { readonly ids: Int32Array; readonly types: Int32Array; readonly cut: boolean } {
  const { before, between, after, firstType, secondType } = tokenizer.pair
  const room = Math.max(2, maxTokens - before.length - between.length - after.length)
  const one = tokenizer.encode(first, { special: false, enough: room + 1 })
  const two = tokenizer.encode(second, { special: false, enough: room + 1 })
  const [keepOne, keepTwo] = longestFirst(one.length, two.length, room)
  const ids = [...before, ...one.subarray(0, keepOne), ...between, ...two.subarray(0, keepTwo), ...after]
  const ofFirst = before.length + keepOne + between.length
  return {
    ids: Int32Array.from(ids),
    types: Int32Array.from(ids, (_, at) => (at < ofFirst ? firstType : secondType)),
    cut: keepOne < one.length || keepTwo < two.length,
  }
}

/** How many ids of each text are kept, as the tokenizers library shares the room between them ("longest first"). */
export function longestFirst(one: number, two: number, room: number): readonly [number, number] {
  if (one + two <= room) return [one, two]
  const swapped = one > two
  const short = swapped ? two : one
  const long = Math.max(short, room - short)
  const [kept, rest] = short + long > room ? [room >> 1, room - (room >> 1)] : [short, long]
  return swapped ? [rest, kept] : [kept, rest]
}

export interface PassageTokens {
  /**
   * At most maxTokens + 1 ids each: a network is fed with all but the last, and asked for all but the first. A row
   * begins with the id that the one before it in the same passage ended with.
   */
  readonly rows: readonly TokenRow[]
  /** Indices of the rows that an example (by its index) became; none where it has nothing to predict. */
  rowsOf(example: number): readonly number[]
  /** UTF-8 bytes that a row predicts: its share of its passage's by tokens, so that a passage's rows sum exactly. */
  bytesOf(row: number): number
  /** Prompts that were cut. */
  readonly truncated: number
}

/** Prompts weigh nothing; a text that answers a prompt is followed by the end mark, so that the network learns to stop. */
export async function passageTokens(
  examples: readonly Pick<Example, 'content'>[],
  options: TokenOptions,
): Promise<PassageTokens> {
  const { tokenizer, maxTokens } = options
  const rows: TokenRow[] = []
  const bytes: number[] = []
  const rowsOf: number[][] = []
  let truncated = 0
  for await (const { prompt, text } of textsOf(examples, options)) {
    const given = tokenizer.encode(prompt, { special: false })
    const end = given.length > 0 && tokenizer.endId !== null ? [tokenizer.endId] : []
    const asked = Int32Array.from([...tokenizer.encode(text, { special: false }), ...end])
    const kept = contextLength(given.length, asked.length, maxTokens - tokenizer.before.length)
    // Some networks (Gemma, Llama 3) have only ever read texts that a mark begins.
    const context = Int32Array.from([...tokenizer.before, ...given.subarray(given.length - kept)])
    truncated += Number(kept < given.length)
    const windows = windowsOf(context, asked, maxTokens)
    const unasked = context.length > 0 ? '' : tokenizer.decode([...asked.subarray(0, 1)], { special: true })
    const perToken = (utf8Length(text) - utf8Length(unasked)) / windows.reduce((sum, row) => sum + weightOf(row), 0)
    rowsOf.push(windows.map((_, i) => rows.length + i))
    rows.push(...windows)
    bytes.push(...windows.map((row) => perToken * weightOf(row)))
  }
  return { rows, rowsOf: (example) => rowsOf[example] ?? [], bytesOf: (row) => bytes[row] as number, truncated }
}

/** How much of the prompt's end is kept: all that fits beside the text, and at least half a window. */
function contextLength(given: number, asked: number, maxTokens: number): number {
  return Math.min(given, Math.max(maxTokens >> 1, maxTokens + 1 - asked))
}

function windowsOf(context: Int32Array, asked: Int32Array, maxTokens: number): TokenRow[] {
  const ids = Int32Array.from([...context, ...asked])
  const rows: TokenRow[] = []
  for (let start = 0; start + 1 < ids.length; start += maxTokens) {
    const window = ids.slice(start, start + maxTokens + 1)
    const weights = Float32Array.from(window, (_, i) => (i > 0 && start + i >= context.length ? 1 : 0))
    if (weights.includes(1)) rows.push({ ids: window, weights })
  }
  return rows
}

function weightOf({ weights }: TokenRow): number {
  return weights?.reduce((sum, weight) => sum + weight, 0) ?? 0
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length
}

/** Longest stretch of work between two turns of the event loop, in milliseconds. */
const stretch = 50

async function* textsOf(examples: readonly Pick<Example, 'content'>[], { onProgress, signal }: TokenOptions) {
  let last = performance.now()
  for (const [index, { content }] of examples.entries()) {
    if (content.kind !== 'text') throw new Error(`internal: expected a text, received a ${content.kind}`)
    yield content
    if (performance.now() - last < stretch) continue
    onProgress(index + 1, examples.length)
    await macrotask()
    signal.throwIfAborted()
    last = performance.now()
  }
}

export interface PaddedRows {
  /** [batch, tokens], row after row. */
  readonly ids: Int32Array
  /** [batch, tokens]: the text of a pair that each id is of; absent for single texts. */
  readonly types?: Int32Array
  /** [batch, tokens]: 1 for a token, 0 for padding; null where nothing is padded. */
  readonly mask: Float32Array | null
  readonly batch: number
  /** Length of all rows with their padding. */
  readonly tokens: number
}

/** @param padTo tokens at least. */
export function padRows(rows: readonly TokenRow[], padId: number, padTo = 0): PaddedRows {
  const batch = rows.length
  const tokens = rows.reduce((longest, { ids }) => Math.max(longest, ids.length), padTo)
  const ids = new Int32Array(batch * tokens).fill(padId)
  const mask = rows.some((row) => row.ids.length < tokens) ? new Float32Array(batch * tokens) : null
  const types = rows.some((row) => row.types) ? new Int32Array(batch * tokens) : null
  for (const [i, row] of rows.entries()) {
    ids.set(row.ids, i * tokens)
    if (row.types) types?.set(row.types, i * tokens)
    mask?.fill(1, i * tokens, i * tokens + row.ids.length)
  }
  return { ids, mask, batch, tokens, ...(types && { types }) }
}

/** Batches whose rows are sorted by length among themselves; beyond that the order stays random. */
const chunkBatches = 16

/** The rows in a random order in which each run of `batch` rows is of about one length; a short batch comes last. */
export function bucketedOrder(
  order: readonly number[],
  lengthOf: (row: number) => number,
  batch: number,
  random: Random,
): number[] {
  const shuffled = random.fork('rows').shuffled(order)
  const batches: number[][] = []
  for (let start = 0; start < shuffled.length; start += chunkBatches * batch) {
    const chunk = shuffled.slice(start, start + chunkBatches * batch).sort((a, b) => lengthOf(a) - lengthOf(b))
    for (let at = 0; at < chunk.length; at += batch) batches.push(chunk.slice(at, at + batch))
  }
  const short = (batches.at(-1)?.length ?? batch) < batch ? batches.pop() : undefined
  return [...random.fork('batches').shuffled(batches), ...(short ? [short] : [])].flat()
}
