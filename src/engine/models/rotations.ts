/**
 * How fast a network's rotary positions turn, by its published configuration: one file says it in `rope_theta` and
 * `rope_scaling`, one of transformers 5 in `rope_parameters`. Reference: transformers `modeling_rope_utils.py`.
 */
import * as v from 'valibot'
import { ThawError } from '../../shared/messages/errors.ts'
import type { Rotation } from '../nn/rotary.ts'
import { maybe, whole } from './readConfig.ts'

const positive = v.pipe(v.number(), v.gtValue(0))

/** Rotary positions as a configuration stretches them. */
export const stretching = v.looseObject({
  rope_type: maybe(v.string()),
  /** The older name of `rope_type`. */
  type: maybe(v.string()),
  rope_theta: maybe(positive),
  factor: maybe(positive),
  original_max_position_embeddings: maybe(whole(100_000_000)),
  low_freq_factor: maybe(positive),
  high_freq_factor: maybe(positive),
  attention_factor: maybe(positive),
  beta_fast: maybe(positive),
  beta_slow: maybe(positive),
  mscale: maybe(v.number()),
  mscale_all_dim: maybe(v.number()),
  truncate: maybe(v.boolean()),
})
export type Stretch = v.InferOutput<typeof stretching>

/** Fields of a configuration that rotary positions stand in. */
export const rotaryFields = {
  max_position_embeddings: whole(100_000_000),
  rope_theta: maybe(positive),
  rope_scaling: maybe(stretching),
  rope_parameters: maybe(stretching),
  partial_rotary_factor: maybe(v.literal(1)),
}

interface Facts {
  /** Of a head. */
  readonly width: number
  /** What the angles are powers of, where the configuration says nothing. */
  readonly theta: number
  /** Most tokens of a text, as the configuration says. */
  readonly maxTokens: number
}

/** A kind of stretching: frequencies that are lower than plain ones, so that longer texts turn as far as short ones. */
type Kind = (plain: Float32Array, stretch: Stretch, facts: Facts) => Rotation

const kinds: Readonly<Record<string, Kind>> = {
  default: (frequencies) => ({ frequencies, scale: 1 }),
  // It only acts beyond the positions that the network was trained with, where no text of ours reaches.
  dynamic: (frequencies) => ({ frequencies, scale: 1 }),
  linear: (plain, { factor }) => ({ frequencies: plain.map((each) => each / needed('factor', factor)), scale: 1 }),
  llama3: (plain, stretch) => ({ frequencies: plain.map(llama3(stretch)), scale: 1 }),
  yarn,
}

/** A configuration's fields of rotary positions, of either version. */
interface Stretched {
  readonly rope_theta?: unknown
  readonly rope_scaling?: unknown
  readonly rope_parameters?: unknown
}

/** What they say together. */
export function stretchOf({ rope_theta, rope_scaling, rope_parameters }: Stretched, theta: number) {
  const stretch = { ...(rope_scaling as Stretch | null), ...(rope_parameters as Stretch | null) }
  return {
    stretch,
    type: stretch.rope_type ?? stretch.type ?? 'default',
    theta: stretch.rope_theta ?? (rope_theta as number | null | undefined) ?? theta,
  }
}

/** @throws ThawError `model-unsupported` for a kind of stretching that is not known. */
export function rotationOf(config: Stretched, facts: Facts): Rotation {
  const { stretch, type, theta } = stretchOf(config, facts.theta)
  const kind = Object.hasOwn(kinds, type) ? kinds[type] : undefined
  if (!kind)
    throw new ThawError('model-unsupported', 'rotationUnknown', { kind: type.slice(0, 40), known: Object.keys(kinds) })
  return kind(plainFrequencies(theta, facts.width), stretch, { ...facts, theta })
}

/** θ^(−2i / width) for each pair i, with single precision at each step, as torch computes it. */
export function plainFrequencies(theta: number, width: number): Float32Array {
  return Float32Array.from(
    { length: width / 2 },
    (_, pair) => 1 / Math.fround(theta ** Math.fround((2 * pair) / width)),
  )
}

/** Long waves are stretched, short ones stay, those between are mixed (Llama 3.1). */
function llama3(stretch: Stretch): (frequency: number) => number {
  const factor = needed('factor', stretch.factor)
  const low = needed('low_freq_factor', stretch.low_freq_factor)
  const high = needed('high_freq_factor', stretch.high_freq_factor)
  const trained = needed('original_max_position_embeddings', stretch.original_max_position_embeddings)
  return (frequency) => {
    const wave = (2 * Math.PI) / frequency
    if (wave < trained / high) return frequency
    if (wave > trained / low) return frequency / factor
    const smooth = (trained / wave - low) / (high - low)
    return ((1 - smooth) * frequency) / factor + smooth * frequency
  }
}

/** YaRN (Peng et al. 2023): stretched by how often a pair turns within the texts that the network was trained with. */
function yarn(plain: Float32Array, stretch: Stretch, { width, theta, maxTokens }: Facts): Rotation {
  const factor = needed('factor', stretch.factor)
  const trained = stretch.original_max_position_embeddings ?? maxTokens
  const pairOf = (turns: number) => (width * Math.log(trained / (turns * 2 * Math.PI))) / (2 * Math.log(theta))
  const rounds = stretch.truncate ?? true
  const [first, last] = [pairOf(stretch.beta_fast ?? 32), pairOf(stretch.beta_slow ?? 1)]
  const low = Math.max(rounds ? Math.floor(first) : first, 0)
  const high = Math.min(rounds ? Math.ceil(last) : last, width - 1)
  const span = high === low ? 0.001 : high - low
  const frequencies = plain.map((frequency, pair) => {
    const stretchedShare = Math.min(1, Math.max(0, (pair - low) / span))
    return (frequency / factor) * stretchedShare + frequency * (1 - stretchedShare)
  })
  return { frequencies, scale: stretch.attention_factor ?? yarnScale(factor, stretch) }
}

function yarnScale(factor: number, { mscale, mscale_all_dim: all }: Stretch): number {
  const of = (weight: number) => (factor <= 1 ? 1 : 0.1 * weight * Math.log(factor) + 1)
  return mscale && all ? of(mscale) / of(all) : of(1)
}

function needed(field: string, value: number | null | undefined): number {
  if (typeof value === 'number') return value
  throw new ThawError('model-unsupported', 'rotationLacks', { field })
}
