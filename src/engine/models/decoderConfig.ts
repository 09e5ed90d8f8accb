/** What the language models after Llama's design say of themselves in config.json, as far as their families share it. */
import * as v from 'valibot'
import { ThawError } from '../../shared/messages/errors.ts'
import { epsilon, maybe, tokenId, whole } from './readConfig.ts'
import { rotaryFields } from './rotations.ts'

/** The table of tokens. */
export const words = 'model.embed_tokens'

/** Fields that all of them have under one name. */
export const decoderFields = {
  ...rotaryFields,
  vocab_size: whole(2_000_000),
  hidden_size: whole(65536),
  intermediate_size: whole(524288),
  num_hidden_layers: whole(400),
  num_attention_heads: whole(1024),
  num_key_value_heads: maybe(whole(1024)),
  head_dim: maybe(whole(4096)),
  rms_norm_eps: v.optional(epsilon, 1e-6),
  tie_word_embeddings: maybe(v.boolean()),
  /** Some name several ends of a text. */
  eos_token_id: v.union([tokenId, v.array(v.pipe(v.number(), v.integer(), v.minValue(0)))]),
  pad_token_id: tokenId,
  /** Of each layer: whether it sees everything before a token, or a window. */
  layer_types: maybe(v.array(v.picklist(['full_attention', 'sliding_attention']))),
  sliding_window: maybe(whole(100_000_000)),
}

export interface DecoderConfig {
  readonly vocab_size: number
  readonly hidden_size: number
  readonly intermediate_size: number
  readonly num_hidden_layers: number
  readonly num_attention_heads: number
  readonly num_key_value_heads?: number | null | undefined
  readonly head_dim?: number | null | undefined
  readonly max_position_embeddings: number
  readonly rms_norm_eps: number
  readonly eos_token_id?: number | readonly number[] | null | undefined
  readonly pad_token_id?: number | null | undefined
  readonly layer_types?: readonly ('full_attention' | 'sliding_attention')[] | null | undefined
  readonly sliding_window?: number | null | undefined
}

/** Of the attention: how many heads of queries, of keys and values, and how wide each is. */
export interface Heads {
  readonly heads: number
  readonly keyHeads: number
  readonly headWidth: number
}

/** @throws ThawError `model-unsupported` where heads do not divide. */
export function headsOf(config: DecoderConfig): Heads {
  const { num_attention_heads: heads, hidden_size: width } = config
  const keyHeads = config.num_key_value_heads ?? heads
  const headWidth = config.head_dim ?? width / heads
  if (!Number.isInteger(headWidth)) throw new ThawError('model-unsupported', 'headsDoNotDivide', { heads, width })
  if (headWidth % 2 !== 0) throw new ThawError('model-unsupported', 'headWidthOdd', { width: headWidth })
  if (heads % keyHeads !== 0) throw new ThawError('model-unsupported', 'keyHeadsDoNotDivide', { heads, keyHeads })
  return { heads, keyHeads, headWidth }
}

/**
 * How many tokens each layer sees, null for all.
 * @param isLocal by a layer's index, where the file names no types.
 */
export function windowsOf(
  config: Pick<DecoderConfig, 'layer_types' | 'num_hidden_layers' | 'sliding_window'>,
  isLocal: (index: number) => boolean,
): (number | null)[] {
  const { layer_types: types, num_hidden_layers: layers, sliding_window: window = null } = config
  if (types && types.length !== layers)
    throw new ThawError('model-unsupported', 'attentionTypesDisagree', { layers, types: types.length })
  const local = (index: number) => (types ? types[index] === 'sliding_attention' : isLocal(index))
  return Array.from({ length: layers }, (_, index) => (local(index) ? window : null))
}

/** Names without the prefix are understood; tables of angles, which older files hold, are computed. */
export function rename(name: string): string | null {
  if (name.endsWith('.rotary_emb.inv_freq')) return null
  return /^(embed_tokens|layers|norm)\./.test(name) ? `model.${name}` : name
}
