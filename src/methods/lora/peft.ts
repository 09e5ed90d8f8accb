/** LoRA and DoRA in peft: `LoraConfig`, with a pair of keys for each layer. Reference: peft `tuners/lora`. */
import * as v from 'valibot'
import type { Site } from '../../engine/models/sites.ts'
import type { Trunk } from '../../engine/models/trunk.ts'
import { fileShape, sizeOf } from '../../engine/nn/parameters.ts'
import { adapterFault } from '../../engine/tuning/adapterFault.ts'
import type { Attachment, MethodOptions } from '../../engine/tuning/method.ts'
import type {
  MethodPeft,
  PeftClass,
  PeftConfig,
  PeftTensor,
  ProjectRun,
  Refusal,
} from '../../engine/tuning/methodPeft.ts'
import { readFields, sitesWith } from '../../engine/tuning/peftFields.ts'
import { headModules, targetModules } from '../../engine/tuning/peftNames.ts'
import {
  fileValues,
  float32,
  type NamedShape,
  type Place,
  readPlaces,
  sitePlaces,
  writePlaces,
} from '../../engine/tuning/peftPlaces.ts'
import { notice } from '../../shared/messages/say.ts'
import type { Recipe } from '../../shared/recipe/recipe.ts'
import { pairNames } from './pairs.ts'
import { evened, readRanks } from './uneven.ts'

export const lora: MethodPeft = {
  adapter: {
    type: 'LORA',
    wraps: 'layers',
    config: (trunk, options, attachment) => ({
      ...pairConfig(trunk, options, attachment),
      ...exportedPair(options),
    }),
    settings: (config) => (usesDora(config) ? null : pairSettings(config)),
    write: async ({ trunk, options, attachment, weight }) => {
      const places = sitePlaces(trunk, attachment, pairShapes)
      if (options.initialisation !== 'pissa') return writePlaces(places, weight)
      const tensors: PeftTensor[] = []
      for (const place of places) tensors.push(await withoutFirst(place, weight))
      return tensors
    },
    read: (tensors, { trunk, attachment }) => readPlaces(sitePlaces(trunk, attachment, pairShapes), tensors),
    keyEnd: /\.lora_[AB]\.weight$/,
    reaches: (['query-value', 'attention', 'all'] as const).map((targets) => ({ targets })),
    even: evened,
  },
  project: {
    wrapsLayers: true,
    settings: (run) => pairClass(run, false),
    dropout: ({ dropout }) => dropout,
    subtracts: ({ initialisation }) => (initialisation === 'pissa' ? principalAgain : null),
  },
}

const principalAgain: Refusal = [notice('principalLayersOther'), notice('initialisePairsByZero')]

/** Of one layer. */
export function pairShapes(site: Site): readonly NamedShape[] {
  const { a, b } = pairNames(site)
  return [
    [a, fileShape],
    [b, fileShape],
  ]
}

export function pairConfig(
  trunk: Trunk,
  options: MethodOptions,
  attachment: Attachment,
  dora = false,
): Record<string, unknown> {
  const sites = sitesWith(trunk, attachment, (site) => pairNames(site).a)
  return {
    target_modules: targetModules(
      trunk,
      sites.map(({ name }) => name),
    ),
    r: options.rank,
    lora_alpha: options.alpha,
    lora_dropout: options.dropout,
    bias: 'none',
    fan_in_fan_out: trunk.huggingFace.fanInFanOut,
    layers_to_transform: null,
    layers_pattern: null,
    rank_pattern: {},
    alpha_pattern: {},
    use_rslora: options.rankStabilised,
    use_dora: dora,
    init_lora_weights: true,
  }
}

/** PiSSA's pair and the fixed one that is subtracted are one of twice the rank; alpha keeps the scale as it was. */
function exportedPair({ rank, alpha, rankStabilised, initialisation }: MethodOptions) {
  if (initialisation !== 'pissa') return {}
  return { r: 2 * rank, lora_alpha: alpha * (rankStabilised ? Math.SQRT2 : 2) }
}

/** A with the first A below it, or B with the first B, negated, beside it. */
async function withoutFirst({ key, spec, shape }: Place, weight: (name: string) => Parameters<typeof fileValues>[1]) {
  const values = await fileValues(spec, weight(spec.name))
  const first = await fileValues(spec, weight(spec.name.replace(/weight$/, 'first')))
  const [rows = 1, columns = 1, ...rest] = shape
  const stored = key.endsWith('.lora_A.weight')
    ? float32([2 * rows, columns, ...rest], joined(values, first))
    : float32([rows, 2 * columns, ...rest], besideNegated(values, first, columns * sizeOf(rest)))
  return { key, stored }
}

function joined(values: Float32Array, more: Float32Array): Float32Array {
  const whole = new Float32Array(values.length + more.length)
  whole.set(values)
  whole.set(more, values.length)
  return whole
}

/** Rows of `values`, each with the negated row of `first` after it. */
function besideNegated(values: Float32Array, first: Float32Array, width: number): Float32Array {
  const whole = new Float32Array(2 * values.length)
  for (let at = 0; at < values.length; at += width) {
    whole.set(values.subarray(at, at + width), 2 * at)
    for (let column = 0; column < width; column++) whole[2 * at + width + column] = -(first[at + column] as number)
  }
  return whole
}

const fields = {
  lora_dropout: v.optional(v.number(), 0),
  use_rslora: v.optional(v.boolean(), false),
  bias: v.optional(v.string(), 'none'),
  init_lora_weights: v.optional(v.union([v.boolean(), v.string()]), true),
}

export function usesDora(config: PeftConfig): boolean {
  return readFields({ use_dora: v.optional(v.boolean(), false) }, config).use_dora
}

/** What changes the sums and is not known here is refused. */
export function pairSettings(config: PeftConfig): Partial<Recipe['method']> {
  const read = readFields(fields, config)
  const { rank, alpha } = readRanks(config)
  if (read.bias !== 'none') throw adapterFault(notice('adapterBiasUnknown', { bias: read.bias }))
  const start = read.init_lora_weights
  if (typeof start === 'string' && !['gaussian', 'eva', 'orthogonal'].includes(start))
    throw adapterFault(notice('adapterChangesBase', { initialisation: start }))
  const strange = ['lora_bias', 'use_qalora', 'use_bdlora', 'alora_invocation_tokens', 'trainable_token_indices']
  for (const field of [...strange, 'target_parameters', 'layer_replication', 'arrow_config'])
    if (asksFor(config[field])) throw adapterFault(notice('adapterFieldUnknown', { field }))
  return { rank, alpha, dropout: read.lora_dropout, rankStabilised: read.use_rslora }
}

function asksFor(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null && value !== false
}

/** By whole paths: a suffix such as "output.dense" would name other layers as well. */
export function pairClass(run: ProjectRun, dora: boolean): PeftClass {
  const { rank, alpha, dropout, rankStabilised } = run.recipe.method
  return {
    config: 'LoraConfig',
    r: rank,
    lora_alpha: alpha,
    lora_dropout: dropout,
    use_rslora: rankStabilised,
    use_dora: dora,
    fan_in_fan_out: run.trunk.huggingFace.fanInFanOut,
    target_modules: sitesWith(run.trunk, run.attachment, (site) => pairNames(site).a).map(({ name }) => name),
    modules_to_save: headModules(run.trunk, run.head),
  }
}
