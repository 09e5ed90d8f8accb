/**
 * Continues many texts by their likeliest tokens, several at a time: what a step reads of the weights, or asks of a
 * graphics card, then serves all of them. Texts of like length go together.
 */
import { macrotask } from '../macrotask.ts'
import type { ModelText } from '../models/modelText.ts'
import type { Network } from '../models/network.ts'
import { continueText, textBehind } from './continueText.ts'
import { likeliest } from './drawToken.ts'
import { KeyValueMemory, lastLogits } from './keyValueMemory.ts'

/** A text that has begun. */
export interface Begun {
  /** At least one. */
  readonly ids: readonly number[]
  /** Ends the text when it is likeliest; null never. */
  readonly endId: number | null
  /** The most that it gets. */
  readonly tokens: number
}

export interface ManyOptions {
  readonly signal: AbortSignal
  readonly onProgress: (done: number, total: number) => void
}

/** What each text is given, in the order of the texts. @throws what the signal was aborted with. */
export async function continueMany(
  network: Network,
  text: ModelText,
  begun: readonly Begun[],
  { signal, onProgress }: ManyOptions,
): Promise<readonly string[]> {
  const written = new Map<number, string>()
  for (const batch of batchesOf(network, begun)) {
    onProgress(written.size, begun.length)
    const texts = batch.map((at) => begun[at] as Begun)
    const [alone] = texts.length === 1 ? texts : []
    const added = alone
      ? [await continuedAlone(network, text, alone, signal)]
      : (await continuedTogether(network, texts, signal)).map((ids, row) =>
          textBehind(text.tokenizer, (texts[row] as Begun).ids)(ids),
        )
    for (const [row, at] of batch.entries()) written.set(at, added[row] as string)
  }
  return begun.map((_, at) => written.get(at) as string)
}

/** Keys and values of a batch take at most so much; one text may take more. */
const mostBytes = 64 * 2 ** 20
const mostTexts = 16

/** Places of the texts, the shortest first. What outgrows the table of positions stands alone: its beginning is cut off on the way. */
function batchesOf({ trunk, virtualTokens = 0 }: Network, begun: readonly Begun[]): readonly (readonly number[])[] {
  const { input, blocks } = trunk
  if (input.kind !== 'text') throw new Error('internal: pictures are not continued')
  const bytesOfToken = blocks.reduce((sum, { attention }) => sum + 2 * 4 * (attention?.width ?? 0), 0)
  const whole = (at: number) => lengthOf(begun[at]) + (begun[at]?.tokens ?? 0) + virtualTokens
  const batches: number[][] = []
  for (const at of [...begun.keys()].sort((a, b) => lengthOf(begun[a]) - lengthOf(begun[b]))) {
    const batch = batches.at(-1) ?? []
    const wider = [...batch, at]
    const longest = Math.max(...wider.map(whole))
    const fits = wider.length <= mostTexts && wider.length * longest * bytesOfToken <= mostBytes
    // A method's own tokens stand right before the text, where padding would part them from it.
    const alike = virtualTokens === 0 || lengthOf(begun[at]) === lengthOf(begun[batch[0] ?? at])
    const ends = begun[at]?.endId === begun[batch[0] ?? at]?.endId
    if (batch.length > 0 && fits && alike && ends && longest <= input.maxTokens) batch.push(at)
    else batches.push([at])
  }
  return batches
}

function lengthOf(begun: Begun | undefined): number {
  return begun?.ids.length ?? 0
}

async function continuedAlone(network: Network, text: ModelText, begun: Begun, signal: AbortSignal): Promise<string> {
  signal.throwIfAborted()
  const { text: added } = await continueText(network, text, {
    settings: { ...greedy, prompt: '', tokens: begun.tokens },
    ...{ begun, seed: 0 },
    stopped: () => signal.aborted,
    onText: () => {},
  })
  signal.throwIfAborted()
  return added
}

const greedy = { temperature: 0, topK: 0, topP: 1, repetitionPenalty: 1 }

/** The new ids of each text. */
async function continuedTogether(network: Network, texts: readonly Begun[], signal: AbortSignal): Promise<number[][]> {
  const longest = Math.max(...texts.map(lengthOf))
  const pads = texts.map((text) => longest - lengthOf(text))
  const padded = pads.some((pad) => pad > 0)
  const added: number[][] = texts.map(() => [])
  const open = new Set(texts.flatMap(({ tokens }, row) => (tokens > 0 ? [row] : [])))
  const memory = new KeyValueMemory(network)
  try {
    let fresh = texts.map(({ ids }, row) => [...Array<number>(pads[row] as number).fill(ids[0] as number), ...ids])
    while (open.size > 0) {
      signal.throwIfAborted()
      const logits = await lastLogits(memory, fresh, padded ? { pads } : {})
      const vocabulary = logits.length / texts.length
      // A text that has ended goes on unheard until the last one has.
      fresh = texts.map(({ endId, tokens }, row) => {
        const id = likeliest(logits.subarray(row * vocabulary, (row + 1) * vocabulary))
        if (open.has(row)) {
          if (id !== endId) added[row]?.push(id)
          if (id === endId || added[row]?.length === tokens) open.delete(row)
        }
        return [id]
      })
      await macrotask()
    }
    return added
  } finally {
    memory.dispose()
  }
}
