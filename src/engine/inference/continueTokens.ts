/**
 * Continues a text token by token. Keys and values of the tokens before are kept, so that a step runs one token only;
 * when the position table is full, the newest half is read again and the text goes on.
 */
import { softmaxRows } from '../../shared/metrics/softmaxRows.ts'
import type { Random } from '../../shared/random.ts'
import type { SampleSettings } from '../../shared/recipe/recipe.ts'
import type { Network } from '../models/network.ts'
import { type DrawSettings, drawToken } from './drawToken.ts'
import { KeyValueMemory, lastLogits } from './keyValueMemory.ts'
import { lastIds } from './promptIds.ts'

export interface ContinueOptions {
  /** At least one id. */
  readonly prompt: readonly number[]
  /** Those that begin every text, and stay where one is cut; absent, none do. */
  readonly marks?: readonly number[]
  readonly settings: DrawSettings & Pick<SampleSettings, 'tokens'>
  readonly random: Random
  /** Ends the text when it is drawn; null never. */
  readonly endId: number | null
}

/** Yields each new id; returns why it ended. */
export async function* continueTokens(
  network: Network,
  { prompt, marks = [], settings, random, endId }: ContinueOptions,
): AsyncGenerator<number, 'length' | 'end-of-text'> {
  const { input } = network.trunk
  if (input.kind !== 'text') throw new Error('internal: pictures are not continued')
  const places = input.maxTokens - (network.virtualTokens ?? 0)
  const text = [...prompt]
  const memory = new KeyValueMemory(network)
  try {
    let fresh = lastIds(text, marks, places)
    let read = 0 // of the text, without what a method puts before it
    for (let count = 0; count < settings.tokens; count++) {
      if (read + fresh.length > places) {
        memory.clear()
        fresh = lastIds(text, marks, Math.ceil(places / 2))
        read = 0
      }
      read += fresh.length
      const logits = await lastLogits(memory, [fresh])
      const id = drawToken(logits, settings, random, text)
      if (id === endId) return 'end-of-text'
      text.push(id)
      yield id
      fresh = [id]
    }
    return 'length'
  } finally {
    memory.dispose()
  }
}

/**
 * How likely each token of the vocabulary is to follow on each of the last ids. // [places, vocabulary]
 * @param ids at least as many as places, and no more than the network reads at once.
 */
export async function nextProbabilities(
  network: Network,
  ids: readonly number[],
  places: number,
): Promise<Float32Array> {
  const memory = new KeyValueMemory(network)
  try {
    const logits = await lastLogits(memory, [ids], { places })
    return softmaxRows(logits, logits.length / places)
  } finally {
    memory.dispose()
  }
}
