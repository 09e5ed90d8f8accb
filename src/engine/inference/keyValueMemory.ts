/**
 * The keys and values of the tokens that a causal network has read, so that the next step runs the new ones alone. The
 * texts of a batch may differ in length: the shorter are padded before their first token, and padding is never attended to.
 */
import * as tf from '@tensorflow/tfjs-core'
import { forwardOf, type Network } from '../models/network.ts'
import { forwardBlocks } from '../models/trunk.ts'
import type { Forward } from '../nn/forward.ts'

export class KeyValueMemory {
  readonly network: Network
  readonly #sites = new Map<string, { readonly keys: tf.Tensor3D; readonly values: tf.Tensor3D }>()

  constructor(network: Network) {
    this.network = network
  }

  /** Of each text, padding and a prompt's own tokens before it among them. */
  get tokens(): number {
    return [...this.#sites.values()][0]?.keys.shape[1] ?? 0
  }

  /** Attention over the tokens before as well as those at hand. */
  remembering(f: Forward): Forward {
    return {
      ...f,
      attention: (site, q, k, v, options) => {
        const before = this.#sites.get(site)
        const keys = before ? tf.concat([before.keys, k], 1) : tf.clone(k)
        const values = before ? tf.concat([before.values, v], 1) : tf.clone(v)
        this.#sites.set(site, { keys: tf.keep(keys), values: tf.keep(values) })
        if (before) tf.dispose([before.keys, before.values])
        return f.attention(site, q, keys, values, options)
      },
    }
  }

  clear(): void {
    for (const kept of this.#sites.values()) tf.dispose([kept.keys, kept.values])
    this.#sites.clear()
  }

  /** Lets go of what it holds, and of what the network widened for it. */
  dispose(): void {
    this.clear()
    for (const block of this.network.trunk.blocks) this.network.rest(block)
  }
}

export interface Fresh {
  /** How many of the last ids are asked what follows on them; absent, the last alone. */
  readonly places?: number
  /** Of each text, how many of the tokens that were read first are padding; absent, none of any. */
  readonly pads?: readonly number[]
}

/**
 * Logits of the tokens that follow on the last of the new ids, which the memory keeps. // [texts, places, vocabulary]
 * @param texts as many new ids of each.
 */
export async function lastLogits(
  memory: KeyValueMemory,
  texts: readonly (readonly number[])[],
  { places = 1, pads }: Fresh = {},
): Promise<Float32Array> {
  const { network } = memory
  const length = texts[0]?.length ?? 0
  const logits = tf.tidy(() => {
    const { trunk } = network
    const position = memory.tokens
    const plain = forwardOf(network, { position, ...(pads && paddedBy(pads, position, length)) })
    const x = tf.tensor2d(texts.flat(), [texts.length, length], 'int32')
    const top = forwardBlocks(trunk, memory.remembering(plain), x, 0, trunk.blocks.length) as tf.Tensor3D // [texts, tokens, width]
    const last = tf.slice(top, [0, length - places, 0], [texts.length, places, -1])
    if (!trunk.nextToken) throw new Error('internal: only a causal network continues a text')
    return trunk.nextToken(plain, last)
  })
  const values = (await logits.data()) as Float32Array
  logits.dispose()
  return values
}

/** Which keys are tokens, and each new token's own place in its text. */
function paddedBy(pads: readonly number[], position: number, length: number) {
  const mask = pads.map((pad) => Array.from({ length: position + length }, (_, key) => Number(key >= pad)))
  const places = pads.map((pad) => Array.from({ length }, (_, at) => Math.max(0, position + at - pad)))
  return { mask: tf.tensor2d(mask), places: tf.tensor2d(places, [pads.length, length], 'int32') }
}
