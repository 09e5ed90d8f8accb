/**
 * IA3 (Liu et al. 2022): learned vectors that scale keys, values and the inputs of the second feed-forward layer; in a
 * convolutional network the outputs of every convolution. Reference: peft `tuners/ia3/layer.py`.
 */
import * as tf from '@tensorflow/tfjs-core'
import { lowest, namedSites, type Site, sitesFrom } from '../../engine/models/sites.ts'
import type { Trunk } from '../../engine/models/trunk.ts'
import { parameterName } from '../../engine/nn/parameters.ts'
import { scaleChannels } from '../../engine/nn/visionPrimitives.ts'
import type { AddedParameter, Lookup, Method, MethodOptions } from '../../engine/tuning/method.ts'
import { wrapSites } from '../../engine/tuning/wrapForward.ts'
import { thawedBlocks } from '../cards.ts'
import { scaledParts } from './card.ts'

export function scaleName({ name }: Site): string {
  return `${name}.ia3_l`
}

/** Whether the vector scales what goes in, not what comes out; peft's own choice for BERT has both of these parts. */
export function scalesInputs({ part }: Site): boolean {
  return part === 'feed-forward-out' || part === 'attention-output'
}

export const ia3: Method = {
  attach(trunk, options) {
    const sites = scaledSites(trunk, options)
    const byName = new Map(sites.map((site) => [site.name, site]))
    const biases = new Set(trunk.blocks.flatMap(({ parameters }) => parameters.map(({ name }) => name)))
    return {
      line: lowest(trunk, sites),
      trainables: [],
      added: sites.map(vector),
      first: async () => new Map(),
      wrapForward: (f) =>
        wrapSites(
          f,
          (name) => byName.has(name),
          ({ site: name, x, plain }) => {
            const site = byName.get(name) as Site
            const scale = f.weight(scaleName(site)) as tf.Tensor1D
            return scalesInputs(site) ? plain(scaleChannels(x, scale)) : scaleChannels(plain(x), scale)
          },
        ),
      virtualTokens: 0,
      merge: (weight, wanted = () => true) =>
        new Map(
          sites.flatMap((site) => {
            const { name } = site.kernel
            const bias = parameterName(trunk.naming, site.name, 'bias')
            const scaled: [string, tf.Tensor][] = wanted(name) ? [[name, scaledKernel(weight, site)]] : []
            if (biases.has(bias) && !scalesInputs(site) && wanted(bias))
              scaled.push([bias, product(weight, bias, site)])
            return scaled
          }),
        ),
      rateOf: () => 1,
    }
  },
}

function scaledSites(trunk: Trunk, { thaw, sites }: MethodOptions): Site[] {
  if (sites) return namedSites(trunk, sites)
  const blocks = trunk.blocks.length
  const all = sitesFrom(trunk, blocks - thawedBlocks('ia3', thaw, blocks))
  return all.some(({ part }) => part) ? all.filter(({ part }) => part && scaledParts.includes(part)) : all
}

function vector(site: Site): AddedParameter {
  const shape = [scalesInputs(site) ? site.inputs : site.outputs]
  const { block } = site
  return { name: scaleName(site), shape, fileLayout: 'engine', role: 'norm-scale', block, trained: true }
}

function scaledKernel(weight: Lookup, site: Site): tf.Tensor {
  if (!scalesInputs(site)) return product(weight, site.kernel.name, site)
  return tf.tidy(() => tf.mul(weight(site.kernel.name), tf.reshape(weight(scaleName(site)), [site.inputs, 1])))
}

function product(weight: Lookup, name: string, site: Site): tf.Tensor {
  return tf.tidy(() => tf.mul(weight(name), weight(scaleName(site))))
}
