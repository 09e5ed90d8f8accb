/** Helpers for methods that change how single sites answer: by name, and with the dropout of a training step. */
import type * as tf from '@tensorflow/tfjs-core'
import type { Random } from '../../shared/random.ts'
import { dropout } from '../nn/dropout.ts'
import type { ConvOptions, Forward } from '../nn/forward.ts'

/** How the site was asked: `conv` is null for a dense layer. */
export interface Asked {
  readonly site: string
  readonly x: tf.Tensor
  readonly bias: boolean
  readonly conv: ConvOptions | null
  /** The layer as it is without the method; `bias: false` leaves its bias out. */
  plain(x: tf.Tensor, options?: { readonly bias?: boolean }): tf.Tensor
}

/** A Forward whose dense layers and convolutions named here are answered by `answer`; the others as before. */
export function wrapSites(f: Forward, named: (site: string) => boolean, answer: (asked: Asked) => tf.Tensor): Forward {
  return {
    ...f,
    linear(site, x, options) {
      if (!named(site)) return f.linear(site, x, options)
      const bias = options?.bias ?? true
      return answer({ site, x, bias, conv: null, plain: (input, how) => f.linear(site, input, { bias, ...how }) })
    },
    conv2d(site, x, options) {
      if (!named(site)) return f.conv2d(site, x, options)
      const { bias = false, ...conv } = options
      const plain: Asked['plain'] = (input, how) => f.conv2d(site, input as tf.Tensor4D, { bias, ...conv, ...how })
      return answer({ site, x, bias, conv, plain }) as tf.Tensor4D
    },
  }
}

/** Hides a share of the values in a training step; the seed is the next number drawn. */
export function dropped(x: tf.Tensor, share: number, draw: Random | null): tf.Tensor {
  return share === 0 || !draw ? x : dropout(x, share, draw.below(2 ** 32))
}
