/**
 * Continues a text token by token. Keys and values of the tokens before are kept, so that a step runs one token only;
 * when the position table is full, the newest half is read again and the text goes on.
 */
import * as tf from '@tensorflow/tfjs-core'
import { softmaxRows } from '../../shared/metrics/softmaxRows.ts'
import type { Random } from '../../shared/random.ts'
import type { SampleSettings } from '../../shared/recipe/recipe.ts'
import { forwardOf, type Network } from '../models/network.ts'
import { forwardBlocks } from '../models/trunk.ts'
import type { Forward } from '../nn/forward.ts'
import { type DrawSettings, drawToken } from './drawToken.ts'
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
  const { input, blocks } = network.trunk
  if (input.kind !== 'text') throw new Error('internal: pictures are not continued')
  const places = input.maxTokens - (network.virtualTokens ?? 0)
  const text = [...prompt]
  const memory = keyValueMemory()
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
      const logits = await lastLogits(network, memory, fresh)
      const id = drawToken(logits, settings, random, text)
      if (id === endId) return 'end-of-text'
      text.push(id)
      yield id
      fresh = [id]
    }
    return 'length'
  } finally {
    memory.clear()
    for (const block of blocks) network.rest(block)
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
  const memory = keyValueMemory()
  try {
    const logits = await lastLogits(network, memory, ids, places)
    return softmaxRows(logits, logits.length / places)
  } finally {
    memory.clear()
    for (const block of network.trunk.blocks) network.rest(block)
  }
}

/** Logits of the tokens that follow on the last ids. // [places, vocabulary] */
async function lastLogits(network: Network, memory: Memory, ids: readonly number[], places = 1): Promise<Float32Array> {
  const logits = tf.tidy(() => {
    const { trunk } = network
    const plain = forwardOf(network, { position: memory.tokens })
    const f = remembering(plain, memory)
    const x = tf.tensor2d([...ids], [1, ids.length], 'int32')
    const top = forwardBlocks(trunk, f, x, 0, trunk.blocks.length) as tf.Tensor3D // [1, tokens, width]
    const last = tf.slice(top, [0, ids.length - places, 0], [1, places, -1])
    if (!trunk.nextToken) throw new Error('internal: only a causal network continues a text')
    return trunk.nextToken(plain, last)
  })
  memory.tokens = memory.kept()
  const values = (await logits.data()) as Float32Array
  logits.dispose()
  return values
}

interface Memory {
  /** Tokens whose keys and values are kept, a prompt's own before the text among them. */
  tokens: number
  kept(): number
  readonly sites: Map<string, { readonly keys: tf.Tensor3D; readonly values: tf.Tensor3D }>
  clear(): void
}

function keyValueMemory(): Memory {
  const sites: Memory['sites'] = new Map()
  return {
    tokens: 0,
    sites,
    kept: () => [...sites.values()][0]?.keys.shape[1] ?? 0,
    clear() {
      for (const kept of sites.values()) tf.dispose([kept.keys, kept.values])
      sites.clear()
      this.tokens = 0
    },
  }
}

/** Attention over the tokens before as well as those at hand. */
function remembering(f: Forward, memory: Memory): Forward {
  return {
    ...f,
    attention(site, q, k, v, options) {
      const before = memory.sites.get(site)
      const keys = before ? tf.concat([before.keys, k], 1) : tf.clone(k)
      const values = before ? tf.concat([before.values, v], 1) : tf.clone(v)
      memory.sites.set(site, { keys: tf.keep(keys), values: tf.keep(values) })
      if (before) tf.dispose([before.keys, before.values])
      return f.attention(site, q, keys, values, options)
    },
  }
}
