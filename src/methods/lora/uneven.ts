/**
 * Adapters whose layers have ranks and scales of their own (peft's `rank_pattern` and `alpha_pattern`). They are brought to
 * one rank and one scale that compute the same: a smaller pair is filled up with zeros, which stay zero in training, and
 * where its scale is another, B holds the difference.
 */
import * as v from 'valibot'
import { adapterFault, shapeFault } from '../../engine/tuning/adapterFault.ts'
import type { PeftConfig } from '../../engine/tuning/methodPeft.ts'
import { missingField, readFields, whole } from '../../engine/tuning/peftFields.ts'
import { float32, readTensor } from '../../engine/tuning/peftPlaces.ts'
import type { StoredTensor } from '../../engine/weights/tensorFile.ts'
import { notice } from '../../shared/messages/say.ts'

const pattern = v.optional(v.nullable(v.record(v.string(), v.number())))
const fields = {
  r: v.optional(whole),
  lora_alpha: v.optional(v.number()),
  use_rslora: v.optional(v.boolean(), false),
  rank_pattern: pattern,
  alpha_pattern: pattern,
}

interface Ranks {
  /** The largest, which all are brought to. */
  readonly rank: number
  /** That gives the common scale at that rank. */
  readonly alpha: number
  /** Whether any layer has settings of its own. */
  readonly uneven: boolean
  /** Of a layer by its full name: its rank, and its scale as a share of the common one. */
  of(module: string): { readonly rank: number; readonly share: number }
}

/** @throws ThawError `adapter-invalid` naming the field. */
export function readRanks(config: PeftConfig): Ranks {
  const read = readFields(fields, config)
  const common = { rank: read.r ?? missingField('r'), alpha: read.lora_alpha ?? missingField('lora_alpha') }
  const ranks = lookup('rank_pattern', read.rank_pattern ?? {}, common.rank)
  const alphas = lookup('alpha_pattern', read.alpha_pattern ?? {}, common.alpha)
  const scaleOf = ({ rank, alpha }: typeof common) => alpha / (read.use_rslora ? Math.sqrt(rank) : rank)
  const uneven = ranks.uneven || alphas.uneven
  const rank = Math.max(common.rank, ...ranks.values)
  if (uneven && common.alpha === 0) throw adapterFault(notice('adapterConfigLacks', { field: 'lora_alpha' }))
  return {
    rank,
    alpha: rank === common.rank ? common.alpha : scaleOf(common) * (read.use_rslora ? Math.sqrt(rank) : rank),
    uneven,
    of(module) {
      const own = { rank: ranks.of(module), alpha: alphas.of(module) }
      return { rank: own.rank, share: uneven ? scaleOf(own) / scaleOf(common) : 1 }
    },
  }
}

/** The first pattern that ends the layer's name holds, as peft's `get_pattern_key` has it. */
function lookup(field: string, patterns: Readonly<Record<string, number>>, common: number) {
  const entries = Object.entries(patterns).map(([key, value]) => {
    if (field === 'rank_pattern' && !v.is(whole, value))
      throw adapterFault(notice('adapterConfigInvalid', { place: `${field}.${key}`, why: `a rank of ${value}` }))
    return [matcher(field, key), value] as const
  })
  return {
    uneven: entries.some(([, value]) => value !== common),
    values: entries.map(([, value]) => value),
    of: (module: string) => entries.find(([ends]) => ends.test(module))?.[1] ?? common,
  }
}

/** No repeated groups: such an expression could run for ever on a name. */
function matcher(field: string, key: string): RegExp {
  if (/^\^?(?:\\?[\w.\]-][*+?]?|[|()[])+\$?$/.test(key) && key.length <= 2000) {
    try {
      return new RegExp(`^(.*\\.)?(${key})$`)
    } catch {
      // said below
    }
  }
  throw adapterFault(notice('adapterConfigInvalid', { place: field, why: `"${key.slice(0, 80)}" cannot be matched` }))
}

type Tensors = ReadonlyMap<string, StoredTensor>

/**
 * All pairs at one rank and scale; null where they are so already.
 * @param prefix what stands before the layers' names in the keys
 * @throws ThawError `adapter-invalid` where a pair is not of the rank that the settings give it.
 */
export function evened(tensors: Tensors, config: PeftConfig, prefix: string): Tensors | null {
  const ranks = readRanks(config)
  if (!ranks.uneven) return null
  return new Map(
    Array.from(tensors, ([key, tensor]) => {
      const [, module, side] = /^(.*)\.lora_([AB])\.weight$/.exec(key) ?? []
      if (module === undefined || !module.startsWith(prefix)) return [key, tensor] as const
      const own = ranks.of(module.slice(prefix.length))
      const evenly = side === 'A' ? tallerA(key, tensor, own.rank, ranks.rank) : widerB(key, tensor, own, ranks.rank)
      return [key, evenly] as const
    }),
  )
}

/** [rank, …] with rows of zeros below. */
function tallerA(key: string, tensor: StoredTensor, own: number, rank: number): StoredTensor {
  const [, ...rest] = tensor.shape
  const values = readTensor(key, [own, ...rest], new Map([[key, tensor]]))
  const filled = new Float32Array((values.length / own) * rank)
  filled.set(values)
  return float32([rank, ...rest], filled)
}

/** [out, rank, …] with columns of zeros to the right, scaled. */
function widerB(
  key: string,
  tensor: StoredTensor,
  own: { readonly rank: number; readonly share: number },
  rank: number,
): StoredTensor {
  const [outputs = 0, , ...rest] = tensor.shape
  if (rest.some((side) => side !== 1)) throw shapeFault(key, tensor.shape, [outputs, own.rank, 1, 1])
  const values = readTensor(key, [outputs, own.rank, ...rest], new Map([[key, tensor]]))
  const filled = new Float32Array(outputs * rank)
  for (let row = 0; row < outputs; row++)
    for (let at = 0; at < own.rank; at++) filled[row * rank + at] = (values[row * own.rank + at] as number) * own.share
  return float32([outputs, rank, ...rest], filled)
}
