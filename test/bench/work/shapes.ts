/** The bench's networks in numbers; apart from the networks, so that the command need not load tfjs. */
import type { NetworkId } from './job.ts'

export interface BertShape {
  readonly layers: number
  readonly width: number
  readonly heads: number
  readonly inner: number
}

/** BERT-tiny (Turc et al. 2019) and MiniLM-L6 (Wang et al. 2020), each with a small vocabulary. */
export const bertShapes = {
  'bert-2x128': { layers: 2, width: 128, heads: 2, inner: 512 },
  'bert-6x384': { layers: 6, width: 384, heads: 12, inner: 1536 },
} as const satisfies Partial<Record<NetworkId, BertShape>>

export const gptShape = { layers: 4, width: 192, heads: 6 } as const
/** SmolLM2-135M (Allal et al. 2025), as its config.json has it. */
export const smolConfig = {
  model_type: 'llama',
  vocab_size: 49152,
  hidden_size: 576,
  intermediate_size: 1536,
  num_hidden_layers: 30,
  num_attention_heads: 9,
  num_key_value_heads: 3,
  max_position_embeddings: 8192,
  rms_norm_eps: 1e-5,
  rope_theta: 100_000,
  tie_word_embeddings: true,
  bos_token_id: 0,
  eos_token_id: 0,
} as const
export const vocabulary = 1024
export const textTokens = 64
export const passageTokens = 128
/** Of what a network of SmolLM2's shape reads at once. */
export const conversationTokens = 256
export const featureWidth = 1024
