/**
 * LoRA (Hu et al. 2021): beside each chosen site a low-rank pair, y = xW + s·(xA)B; the trunk's own weights stay. With
 * rsLoRA's scale, LoRA+'s rates (Hayou et al. 2024), and PiSSA's start (Meng et al. 2024), where the pair begins as the
 * site's strongest directions and a fixed copy of it is subtracted. Reference: peft `tuners/lora/layer.py`.
 */
import * as tf from '@tensorflow/tfjs-core'
import type { Site } from '../../engine/models/sites.ts'
import type { Forward } from '../../engine/nn/forward.ts'
import { type Naming, parameterName } from '../../engine/nn/parameters.ts'
import { type PairedLayer, pairedLinear } from '../../engine/nn/textPrimitives.ts'
import type { Attachment, Lookup, Method, MethodOptions } from '../../engine/tuning/method.ts'
import { dropped, wrapSites } from '../../engine/tuning/wrapForward.ts'
import { type PairNames, pairedSites, pairNames, pairParameters, pairProduct, pairScale, pairSum } from './pairs.ts'
import { principalPair } from './principal.ts'

/** The pair that PiSSA starts from and that stays. */
export function firstPairNames({ name }: Site): PairNames {
  return { a: `${name}.lora_A.first`, b: `${name}.lora_B.first` }
}

export const lora: Method = {
  attach(trunk, options) {
    const { sites, line } = pairedSites(trunk, options)
    const scale = pairScale(options)
    const byName = new Map(sites.map((site) => [site.name, site]))
    const principal = options.initialisation === 'pissa'
    const added = sites.flatMap((site) => [
      ...pairParameters(site, options.rank, pairNames(site)),
      ...(principal ? pairParameters(site, options.rank, firstPairNames(site), false) : []),
    ])
    return {
      line,
      trainables: [],
      added,
      first: (weight) => (principal ? principalPairs(sites, options, weight) : Promise.resolve(new Map())),
      wrapForward: (f, draw) =>
        wrapSites(
          f,
          (name) => byName.has(name),
          ({ site: name, x, bias, conv, plain }) => {
            const site = byName.get(name) as Site
            const input = dropped(x, options.dropout, draw)
            if (!conv && !principal && input === x)
              return pairedLinear(x, layerOf(f, trunk.naming, site, { bias, scale }))
            const sum = pairSum(f, input, pairNames(site), scale, conv)
            return tf.add(plain(x), principal ? tf.sub(sum, firstSum(f, input, site, scale, conv)) : sum)
          },
        ),
      virtualTokens: 0,
      merge: (weight, wanted = () => true) =>
        new Map(
          sites
            .filter(({ kernel }) => wanted(kernel.name))
            .map((site) => [site.kernel.name, mergedKernel(weight, site, scale, principal)]),
        ),
      rateOf: pairRate(options),
    }
  },
}

/** A dense site with its pair, as one layer. */
function layerOf(
  f: Forward,
  naming: Naming,
  site: Site,
  { bias, scale }: { readonly bias: boolean; readonly scale: number },
): PairedLayer {
  const { a, b } = pairNames(site)
  return {
    kernel: f.kernel(site.kernel.name),
    bias: bias ? (f.weight(parameterName(naming, site.name, 'bias')) as tf.Tensor1D) : null,
    a: f.weight(a) as tf.Tensor2D,
    b: f.weight(b) as tf.Tensor2D,
    scale,
  }
}

/** The second matrix of a pair learns faster by the recipe's ratio. */
export function pairRate({ rateRatio }: MethodOptions): Attachment['rateOf'] {
  return (name) => (name.endsWith('.lora_B.weight') ? rateRatio : 1)
}

type Conv = Parameters<typeof pairSum>[4]

function firstSum(f: Forward, x: tf.Tensor, site: Site, scale: number, conv: Conv): tf.Tensor {
  return pairSum(f, x, firstPairNames(site), scale, conv)
}

function mergedKernel(weight: Lookup, site: Site, scale: number, principal: boolean): tf.Tensor {
  return tf.tidy(() => {
    const moved = tf.add(weight(site.kernel.name), pairProduct(weight, site, pairNames(site), scale))
    return principal ? tf.sub(moved, pairProduct(weight, site, firstPairNames(site), scale)) : moved
  })
}

async function principalPairs(
  sites: readonly Site[],
  { rank, ...options }: MethodOptions,
  weight: Lookup,
): Promise<Map<string, Float32Array>> {
  const values = new Map<string, Float32Array>()
  const scale = pairScale({ rank, ...options })
  for (const site of sites) {
    const { a, b } = await principalPair(weight(site.kernel.name), rank, scale)
    for (const names of [pairNames(site), firstPairNames(site)]) values.set(names.a, a).set(names.b, b)
  }
  return values
}
