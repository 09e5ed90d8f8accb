/**
 * Bottleneck adapters: y + up(gelu(down(y))) after the attention and the feed-forward sublayer (Houlsby et al. 2019), or
 * after the feed-forward sublayer alone (Pfeiffer et al. 2021), before the sum with what came in. `up` begins at zero.
 */
import * as tf from '@tensorflow/tfjs-core'
import { lowest, type Site, sitesFrom } from '../../engine/models/sites.ts'
import { gelu } from '../../engine/nn/activations.ts'
import { linearSpecs } from '../../engine/nn/parameters.ts'
import { linear } from '../../engine/nn/textPrimitives.ts'
import type { AddedParameter, Method, MethodOptions } from '../../engine/tuning/method.ts'
import { dropped, wrapSites } from '../../engine/tuning/wrapForward.ts'
import { thawedBlocks } from '../cards.ts'
import { bottleneckParts, bottleneckWidth } from './card.ts'

export const adapter: Method = {
  attach(trunk, options) {
    const blocks = trunk.blocks.length
    const parts = bottleneckParts[options.placement]
    const all = sitesFrom(trunk, blocks - thawedBlocks('adapter', options.thaw, blocks))
    const sites = all.filter(({ part }) => part && parts.includes(part))
    const names = new Set(sites.map(({ name }) => name))
    return {
      line: lowest(trunk, sites),
      trainables: [],
      added: sites.flatMap((site) => bottleneck(site, options)),
      first: async () => new Map(),
      wrapForward: (f, draw) =>
        wrapSites(
          f,
          (name) => names.has(name),
          ({ site, x, plain }) => {
            const y = plain(x)
            const dense = (role: string, input: tf.Tensor) =>
              linear(
                input,
                f.weight(`${site}.adapter_${role}.weight`) as tf.Tensor2D,
                f.weight(`${site}.adapter_${role}.bias`) as tf.Tensor1D,
              )
            return tf.add(y, dense('up', gelu(dense('down', dropped(y, options.dropout, draw)))))
          },
        ),
      virtualTokens: 0,
      merge: null,
      rateOf: () => 1,
    }
  },
}

/** down [width, narrow], up [narrow, width], each with a bias. */
function bottleneck({ name, outputs: width, block }: Site, { reduction }: MethodOptions): AddedParameter[] {
  const narrow = bottleneckWidth(width, reduction)
  const specs = [
    ...linearSpecs('torch', `${name}.adapter_down`, width, narrow, { deviation: 1 / Math.sqrt(width) }),
    ...linearSpecs('torch', `${name}.adapter_up`, narrow, width, { deviation: 0 }),
  ]
  return specs.map((spec) => ({ ...spec, block, trained: true }))
}
