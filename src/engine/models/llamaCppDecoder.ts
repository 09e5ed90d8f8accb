/** llama.cpp's view of the networks after Llama's design: what its programs for them compute, and what they do not. */
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import { headsOf } from './decoderConfig.ts'
import type { Attention, Decoder, DecoderProgram, Rotary } from './decoderNetwork.ts'
import { float32, type GgufKeys, type LlamaCppFacts, namedAfter, string, uint32 } from './llamaCpp.ts'
import { plainFrequencies } from './rotations.ts'

const parts = {
  'model.embed_tokens': 'token_embd',
  'model.norm': 'output_norm',
  lm_head: 'output',
  input_layernorm: 'attn_norm',
  'self_attn.q_proj': 'attn_q',
  'self_attn.k_proj': 'attn_k',
  'self_attn.v_proj': 'attn_v',
  'self_attn.o_proj': 'attn_output',
  'self_attn.q_norm': 'attn_q_norm',
  'self_attn.k_norm': 'attn_k_norm',
  'mlp.gate_proj': 'ffn_gate',
  'mlp.up_proj': 'ffn_up',
  'mlp.down_proj': 'ffn_down',
}

export function decoderInLlamaCpp(decoder: Decoder, program: DecoderProgram, rotary: Rotary): LlamaCppFacts {
  const { config, norms, fromOne } = decoder
  const { heads, keyHeads, headWidth } = headsOf(config)
  const nameOf = namedAfter('model.layers.', {
    ...parts,
    ...(norms.afterAttention !== undefined && { [norms.afterAttention]: 'post_attention_norm' }),
    [norms.beforeFeedForward]: 'ffn_norm',
    ...(norms.afterFeedForward !== undefined && { [norms.afterFeedForward]: 'post_ffw_norm' }),
  })
  const turnedHeads = (name: string) =>
    name.includes('.self_attn.q_proj.') ? heads : name.includes('.self_attn.k_proj.') ? keyHeads : null
  return {
    architecture: program.architecture,
    keys: {
      vocab_size: uint32(config.vocab_size),
      context_length: uint32(config.max_position_embeddings),
      embedding_length: uint32(config.hidden_size),
      block_count: uint32(config.num_hidden_layers),
      feed_forward_length: uint32(config.intermediate_size),
      'attention.head_count': uint32(heads),
      'attention.head_count_kv': uint32(keyHeads),
      'attention.key_length': uint32(headWidth),
      'attention.value_length': uint32(headWidth),
      'attention.layer_norm_rms_epsilon': float32(config.rms_norm_eps),
      'rope.dimension_count': uint32(headWidth),
      ...rotaryKeys(rotary, config.max_position_embeddings),
      ...windowKeys(decoder.attentions, program.windows),
    },
    placeOf(name) {
      const turned = program.turned ? turnedHeads(name) : null
      return {
        name: nameOf(name),
        ...(turned !== null && { heads: turned }),
        ...(fromOne && name.endsWith('norm.weight') && { plus: 1 }),
      }
    },
    computed: factorsOf(program, rotary, decoder.attentions),
    refusal: refusalOf(decoder, program, rotary),
  }
}

function rotaryKeys({ everywhere, local }: Rotary, maxTokens: number): GgufKeys {
  const { type, theta, stretch } = everywhere
  const { factor, original_max_position_embeddings: trained, attention_factor: own, mscale } = stretch
  const stretched = factor !== undefined && factor !== null && (type === 'linear' || type === 'yarn')
  const plainScale = 1 + 0.1 * Math.log(Math.max(1, factor ?? 1))
  return {
    'rope.freq_base': float32(theta),
    ...(local && { 'rope.freq_base_swa': float32(local.theta) }),
    ...(stretched && { 'rope.scaling.type': string(type), 'rope.scaling.factor': float32(factor) }),
    ...(stretched &&
      type === 'yarn' && {
        'rope.scaling.original_context_length': uint32(trained ?? maxTokens),
        ...(typeof stretch.beta_fast === 'number' && { 'rope.scaling.yarn_beta_fast': float32(stretch.beta_fast) }),
        ...(typeof stretch.beta_slow === 'number' && { 'rope.scaling.yarn_beta_slow': float32(stretch.beta_slow) }),
        // It multiplies by the plain scale itself.
        ...(typeof own === 'number' && !mscale && { 'rope.scaling.attn_factor': float32(own / plainScale) }),
      }),
  }
}

function windowKeys(attentions: readonly Attention[], every: number | null): GgufKeys {
  const window = windowOf(attentions)
  if (every === null || window === null) return {}
  const local = attentions.map(({ window: seen }) => seen !== null)
  const usual = local.every((each, index) => each === ((index + 1) % every !== 0))
  return {
    'attention.sliding_window': uint32(window),
    ...(!usual && { 'attention.sliding_window_pattern': { type: 'bools', values: local } }),
  }
}

function windowOf(attentions: readonly Attention[]): number | null {
  return attentions.find(({ window }) => window !== null)?.window ?? null
}

/** By how much slower each pair turns, where Llama 3 stretches its positions. */
function factorsOf(
  { factors }: DecoderProgram,
  { everywhere: { type, theta } }: Rotary,
  [first]: readonly Attention[],
): ReadonlyMap<string, Float32Array> {
  if (!factors || !first || type !== 'llama3') return new Map()
  const { frequencies } = first.rotation
  const plain = plainFrequencies(theta, 2 * frequencies.length)
  return new Map([['rope_freqs.weight', plain.map((each, pair) => each / (frequencies[pair] as number))]])
}

function refusalOf(decoder: Decoder, program: DecoderProgram, { everywhere, local }: Rotary): Message | null {
  const { config, activation, biases, attentions } = decoder
  const { heads, headWidth } = headsOf(config)
  const scale = program.scale(headWidth)
  const beyond = (['inputs', 'output', 'feedForward'] as const).some((each) => biases[each] && !program.biases[each])
  if (activation !== program.activation) return notice('llamaCppActivation', { activation, read: program.activation })
  if (beyond) return notice('llamaCppBiases')
  if (program.square && heads * headWidth !== config.hidden_size) return notice('llamaCppHeads')
  if (program.windows === null && windowOf(attentions) !== null) return notice('llamaCppWindows')
  if (attentions.some((each) => Math.abs(each.scale / scale - 1) > 1e-6)) return notice('llamaCppScale')
  const { type, stretch } = everywhere
  const known = ['default', 'dynamic', 'linear', 'yarn', ...(program.factors ? ['llama3'] : [])]
  const strange = !known.includes(type) || (type === 'yarn' && (stretch.truncate === false || Boolean(stretch.mscale)))
  if (strange) return notice('llamaCppRotation', { kind: type })
  if (local && local.type !== 'default') return notice('llamaCppRotation', { kind: local.type })
  return null
}
