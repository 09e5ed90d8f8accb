/**
 * DoRA (Liu et al. 2024): LoRA in which each output's length is a parameter of its own,
 * y = m / ‖W + sAB‖ · (xW + s·(xA)B) + b; the norm, over a column, is a constant to the gradient. Reference: peft
 * `tuners/lora/dora.py` (where adapter dropout also reaches the frozen product; here it hides inputs of the pair alone).
 */
import * as tf from '@tensorflow/tfjs-core'
import type { Site } from '../../engine/models/sites.ts'
import { type Naming, parameterName } from '../../engine/nn/parameters.ts'
import { addBias } from '../../engine/nn/textPrimitives.ts'
import { scaleChannels } from '../../engine/nn/visionPrimitives.ts'
import { withGradient } from '../../engine/nn/withGradient.ts'
import type { AddedParameter, Lookup, Method } from '../../engine/tuning/method.ts'
import { dropped, wrapSites } from '../../engine/tuning/wrapForward.ts'
import { pairRate } from '../lora/engine.ts'
import { flat, pairedSites, pairNames, pairParameters, pairProduct, pairScale, pairSum } from '../lora/pairs.ts'

export function magnitudeName({ name }: Site): string {
  return `${name}.lora_magnitude_vector`
}

export const dora: Method = {
  attach(trunk, options) {
    const { sites, line } = pairedSites(trunk, options)
    const scale = pairScale(options)
    const byName = new Map(sites.map((site) => [site.name, site]))
    return {
      line,
      trainables: [],
      added: sites.flatMap((site) => [...pairParameters(site, options.rank, pairNames(site)), magnitude(site)]),
      first: (weight) => magnitudes(sites, weight),
      wrapForward: (f, draw) =>
        wrapSites(
          f,
          (name) => byName.has(name),
          ({ site: name, x, bias, conv, plain }) => {
            const site = byName.get(name) as Site
            const sum = pairSum(f, dropped(x, options.dropout, draw), pairNames(site), scale, conv)
            const turned = tf.add(plain(x, { bias: false }), sum)
            const scaled = scaleChannels(turned, share(f.weight, site, scale))
            return bias ? addBias(scaled, f.weight(biasName(trunk.naming, site)) as tf.Tensor1D) : scaled
          },
        ),
      virtualTokens: 0,
      merge: (weight, wanted = () => true) =>
        new Map(
          sites
            .filter(({ kernel }) => wanted(kernel.name))
            .map((site) => [site.kernel.name, mergedKernel(weight, site, scale)]),
        ),
      rateOf: pairRate(options),
    }
  },
}

function biasName(naming: Naming, { name }: Site): string {
  return parameterName(naming, name, 'bias')
}

function magnitude(site: Site): AddedParameter {
  const { outputs, block } = site
  return {
    ...{ name: magnitudeName(site), shape: [outputs], fileLayout: 'engine', role: 'norm-scale' },
    ...{ block, trained: true },
  }
}

/** m / ‖W + sAB‖, with a gradient for m alone. // [out] */
function share(weight: Lookup, site: Site, scale: number): tf.Tensor1D {
  return withGradient([weight(magnitudeName(site))], (m) => {
    const norm = columnNorms(weight, site, scale)
    return { value: tf.div(m, norm), saved: [norm], gradients: (dy, kept) => [() => tf.div(dy, kept)] }
  }) as tf.Tensor1D
}

/** ‖W + sAB‖ of each column, from products no wider than the pair: ‖W‖² + 2s·W∘AB + s²‖AB‖². // [out] */
function columnNorms(weight: Lookup, site: Site, scale: number): tf.Tensor1D {
  const { a, b } = pairNames(site)
  const [kernel, first, second] = [flat(weight(site.kernel.name)), flat(weight(a)), flat(weight(b))]
  const own = tf.sum(tf.square(kernel), 0)
  const across = tf.sum(tf.mul(tf.matMul(tf.transpose(first), kernel), second), 0)
  const pair = tf.sum(tf.mul(tf.matMul(tf.matMul(tf.transpose(first), first), second), second), 0)
  return length(tf.add(own, tf.add(tf.mul(across, 2 * scale), tf.mul(pair, scale * scale))))
}

/** A dead filter's column is all zeros: its length is taken for tiny, so that a share of it is 1 and not 0 ÷ 0. */
function length(square: tf.Tensor): tf.Tensor1D {
  return tf.sqrt(tf.maximum(square, 1e-24)) as tf.Tensor1D
}

/** While B is zero, the norms of the columns themselves: computed as in training, so that m divided by it is 1. */
async function magnitudes(sites: readonly Site[], weight: Lookup): Promise<Map<string, Float32Array>> {
  const values = new Map<string, Float32Array>()
  for (const site of sites) {
    const norms = tf.tidy(() => length(tf.sum(tf.square(flat(weight(site.kernel.name))), 0)))
    values.set(magnitudeName(site), ((await norms.data()) as Float32Array).slice())
    norms.dispose()
  }
  return values
}

function mergedKernel(weight: Lookup, site: Site, scale: number): tf.Tensor {
  return tf.tidy(() => {
    const turned = tf.add(weight(site.kernel.name), pairProduct(weight, site, pairNames(site), scale))
    return tf.mul(turned, tf.div(weight(magnitudeName(site)), columnNorms(weight, site, scale)))
  })
}
