/**
 * A Forward that goes on with a text: keys and values of the tokens before come in, those of all tokens go out, so that
 * a token is computed once. In the layout and under the names of transformers' exports.
 */
import * as tf from '@tensorflow/tfjs-core'
import type { Forward } from '../../nn/forward.ts'

/** What goes out for the next tokens. */
export interface Kept {
  readonly name: string
  /** [batch, heads, tokens, width of a head] */
  readonly tensor: tf.Tensor
}

export function remembering(
  f: Forward,
  given: (name: string, shape: readonly number[]) => tf.Tensor,
  past: number,
  kept: Kept[],
): Forward {
  let layers = 0
  const places = new Map<string, number>()
  const placeOf = (site: string) => {
    const place = places.get(site) ?? layers++
    places.set(site, place)
    return place
  }
  return {
    ...f,
    attention(site, q, k, v, how) {
      const whole = (role: 'key' | 'value', x: tf.Tensor3D): tf.Tensor3D => {
        const [batch, tokens, total] = x.shape
        const heads = how.keyHeads ?? how.heads
        const width = total / heads
        const place = placeOf(site)
        const before = given(`past_key_values.${place}.${role}`, [batch, heads, past, width])
        const rows = tf.reshape(tf.transpose(before, [0, 2, 1, 3]), [batch, past, total])
        const all = tf.concat([rows, x], 1) as tf.Tensor3D
        const apart = tf.reshape(all, [batch, past + tokens, heads, width])
        kept.push({ name: `present.${place}.${role}`, tensor: tf.transpose(apart, [0, 2, 1, 3]) })
        return all
      }
      return f.attention(site, q, whole('key', k), whole('value', v), how)
    },
  }
}
