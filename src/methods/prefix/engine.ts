/**
 * Prefix tuning (Li and Liang 2021): learned keys and values before those of the input, in every layer. As in peft, the
 * words of a text keep their distance: their positions begin after the prefix. Reference: peft `tuners/prefix_tuning`.
 */
import * as tf from '@tensorflow/tfjs-core'
import { attentionFrom, lowest } from '../../engine/models/sites.ts'
import type { AddedParameter, Lookup, Method } from '../../engine/tuning/method.ts'
import { thawedBlocks } from '../cards.ts'

export function prefixNames(site: string): { readonly key: string; readonly value: string } {
  return { key: `${site}.prefix_key`, value: `${site}.prefix_value` }
}

/** A normal start this small leaves the network near what it was. */
const deviation = 0.02

export const prefix: Method = {
  attach(trunk, { thaw, tokens }) {
    const blocks = trunk.blocks.length
    const places = attentionFrom(trunk, blocks - thawedBlocks('prefix', thaw, blocks))
    const sites = new Set(places.map(({ site }) => site))
    const shift = trunk.input.kind === 'text' ? tokens : 0
    const parameter = (name: string, width: number, block: number): AddedParameter => {
      const shape = [tokens, width]
      return { name, shape, fileLayout: 'engine', role: 'kernel', deviation, block, trained: true }
    }
    return {
      line: lowest(trunk, places),
      trainables: [],
      added: places.flatMap(({ site, width, block }) =>
        Object.values(prefixNames(site)).map((name) => parameter(name, width, block)),
      ),
      first: async () => new Map(),
      virtualTokens: shift,
      merge: null,
      rateOf: () => 1,
      wrapForward: (f) => ({
        ...f,
        position: f.position + shift,
        ...(f.places && { places: tf.add(f.places, tf.scalar(shift, 'int32')) as tf.Tensor2D }),
        attention(site, q, k, v, options) {
          if (!sites.has(site)) return f.attention(site, q, k, v, options)
          const names = prefixNames(site)
          return f.attention(site, q, before(f.weight, names.key, k), before(f.weight, names.value, v), options)
        },
      }),
    }
  },
}

/** The prefix [tokens, width] before x [batch, keys, width]. */
function before(weight: Lookup, name: string, x: tf.Tensor3D): tf.Tensor3D {
  const value = weight(name)
  const [tokens, width] = value.shape as [number, number]
  return tf.concat([tf.tile(tf.reshape(value, [1, tokens, width]), [x.shape[0], 1, 1]) as tf.Tensor3D, x], 1)
}
