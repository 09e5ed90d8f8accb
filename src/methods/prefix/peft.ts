/** Prefixes in peft: `PrefixTuningConfig`, one table for all layers. Reference: peft `tuners/prefix_tuning`. */
import { attentionFrom } from '../../engine/models/sites.ts'
import type { Trunk } from '../../engine/models/trunk.ts'
import type { Lookup } from '../../engine/tuning/method.ts'
import { likeLora, type MethodPeft, type ProjectRun, type Refusal } from '../../engine/tuning/methodPeft.ts'
import { adapterTokens, readTokens, tokenFields } from '../../engine/tuning/peftFields.ts'
import { float32, readTensor, refuseStrangers } from '../../engine/tuning/peftPlaces.ts'
import type { StoredTensor } from '../../engine/weights/tensorFile.ts'
import { notice } from '../../shared/messages/say.ts'
import { thawedBlocks } from '../cards.ts'
import { promptName } from '../prompt/engine.ts'
import { textsOnly } from '../prompt/peft.ts'
import { prefixNames } from './engine.ts'

export const prefix: MethodPeft = {
  adapter: {
    type: 'PREFIX_TUNING',
    wraps: 'network',
    alone: promptName,
    refusal: (trunk, { added }) => {
      if (trunk.input.kind === 'image') return textsOnly
      const { prefix } = trunk.huggingFace.limits(undefined)
      if (prefix) return prefix.adapter
      const everywhere = attentionFrom(trunk, 0).length * 2 === added.length
      return everywhere ? null : notice('peftPrefixesEveryLayer')
    },
    config: (trunk, { tokens }) => {
      const common = adapterTokens(trunk, tokens, 'keys')
      return { ...common, encoder_hidden_size: common.token_dim, prefix_projection: false }
    },
    settings: readTokens,
    write: async ({ trunk, options, weight }) => [
      { key: promptName, stored: await table(trunk, options.tokens, weight) },
    ],
    read: (tensors, { trunk, options }) => cut(tensors, trunk, options.tokens),
    notes: (_, { headed }) =>
      headed
        ? ['transformers 5 puts no prefix before a text to be sorted: load it with transformers 4.']
        : ['peft 0.21 on transformers 5 goes on wrongly behind a prefix: let transformers 4 generate with it.'],
  },
  project: {
    wrapsLayers: false,
    refusal,
    settings: ({ recipe, trunk }) => ({
      config: 'PrefixTuningConfig',
      ...tokenFields(trunk, recipe.method.tokens, 'keys'),
    }),
    joined: promptName,
  },
}

function refusal({ recipe, trunk }: Pick<ProjectRun, 'recipe' | 'trunk'>): Refusal | null {
  if (trunk.input.kind === 'image') return [notice('picturePrefixesNotInPeft'), likeLora]
  const { prefix } = trunk.huggingFace.limits(undefined)
  if (prefix?.project) return [prefix.project, likeLora]
  const layers = trunk.blocks.flatMap(({ attention }, index) => (attention ? [index] : []))
  const lowest = trunk.blocks.length - thawedBlocks('prefix', recipe.thaw, trunk.blocks.length)
  if (layers.some((index) => index < lowest)) return [notice('prefixesInTopLayers'), notice('thawAllBlocks')]
  if (layers.length > 1 && recipe.optimiser.layerDecay !== 1)
    return [notice('prefixesShareRate'), notice('setLayerDecayToOne')]
  return null
}

/** The columns of peft's table: of each layer the keys, then the values. */
function columns(trunk: Trunk): { readonly names: readonly string[]; readonly width: number } {
  const places = attentionFrom(trunk, 0)
  return { names: places.flatMap(({ site }) => Object.values(prefixNames(site))), width: places[0]?.width ?? 0 }
}

/** [virtual tokens, layers × 2 × width] */
async function table(trunk: Trunk, tokens: number, weight: Lookup): Promise<StoredTensor> {
  const { names, width } = columns(trunk)
  const values = new Float32Array(tokens * names.length * width)
  for (const [index, name] of names.entries()) {
    const own = (await weight(name).data()) as Float32Array
    for (let token = 0; token < tokens; token++)
      values.set(own.subarray(token * width, (token + 1) * width), (token * names.length + index) * width)
  }
  return float32([tokens, names.length * width], values)
}

/** Each layer's keys and values from peft's one table. */
function cut(tensors: ReadonlyMap<string, StoredTensor>, trunk: Trunk, tokens: number): Map<string, Float32Array> {
  refuseStrangers(tensors, new Set([promptName]))
  const { names, width } = columns(trunk)
  const values = readTensor(promptName, [tokens, names.length * width], tensors)
  const column = (index: number) => {
    const own = new Float32Array(tokens * width)
    for (let token = 0; token < tokens; token++) {
      const from = (token * names.length + index) * width
      own.set(values.subarray(from, from + width), token * width)
    }
    return own
  }
  return new Map(names.map((name, index) => [name, column(index)]))
}
