/** Small networks for the table of exports: drawn wide enough that another reading of a text gives other answers. */
import { type LiveModel, loadModel, trunkOf } from '../../src/engine/models/liveModel.ts'
import type { ModelText } from '../../src/engine/models/modelText.ts'
import { fileShape, type ParameterSpec, sizeOf, toFileLayout } from '../../src/engine/nn/parameters.ts'
import type { Pooling } from '../../src/engine/weights/pooling.ts'
import type { StoredTensor } from '../../src/engine/weights/tensorFile.ts'
import { seeded } from '../../src/shared/random.ts'
import { fixtureText } from '../support/fixtureText.ts'
import { readFixture } from '../support/reference.ts'
import { modelFilesOf } from '../support/referenceFixture.ts'

export interface ExportNetwork {
  /** As a folder of base models is called. */
  readonly name: string
  open(): Promise<{ readonly model: LiveModel; readonly text: ModelText | null }>
}

const positions = 64
const size = { layers: 2, width: 32, heads: 4 }

const bertConfig = {
  ...{ model_type: 'bert', vocab_size: 585, hidden_size: size.width, num_hidden_layers: size.layers },
  ...{ num_attention_heads: size.heads, intermediate_size: 64, max_position_embeddings: positions, type_vocab_size: 2 },
  pad_token_id: 0,
}
const distilbertConfig = {
  ...{ model_type: 'distilbert', vocab_size: 585, dim: size.width, hidden_dim: 64, n_layers: size.layers },
  ...{ n_heads: size.heads, max_position_embeddings: positions, pad_token_id: 0 },
}
const robertaConfig = {
  ...{ ...bertConfig, model_type: 'roberta', vocab_size: 600, type_vocab_size: 1, pad_token_id: 1 },
  ...{ max_position_embeddings: positions + 2, bos_token_id: 0, eos_token_id: 2 },
}
const xlmConfig = { ...robertaConfig, model_type: 'xlm-roberta', vocab_size: 405 }
const modernbertConfig = {
  ...{
    model_type: 'modernbert',
    vocab_size: 600,
    hidden_size: size.width,
    num_hidden_layers: 4,
    intermediate_size: 48,
  },
  ...{ num_attention_heads: size.heads, max_position_embeddings: positions, local_attention: 8, pad_token_id: 0 },
  ...{ bos_token_id: 0, eos_token_id: 0, cls_token_id: 0, sep_token_id: 0, reference_compile: false },
}
const gpt2Config = {
  ...{ model_type: 'gpt2', vocab_size: 600, n_embd: size.width, n_layer: size.layers, n_head: size.heads },
  ...{ n_positions: positions, bos_token_id: 0, eos_token_id: 0 },
}
const neoConfig = {
  ...{ model_type: 'gpt_neo', vocab_size: 600, hidden_size: size.width, num_layers: 2, num_heads: size.heads },
  ...{ max_position_embeddings: positions, attention_types: [[['global', 'local'], 1]], window_size: 8 },
  ...{ bos_token_id: 0, eos_token_id: 0 },
}

/** A bare one, Llama 3's and YaRN's rotary positions, norms of each head, windows and two rotary bases. */
const rotaryConfig = {
  ...{ vocab_size: 600, hidden_size: size.width, num_hidden_layers: size.layers, num_attention_heads: size.heads },
  ...{ num_key_value_heads: 2, intermediate_size: 48, max_position_embeddings: positions, rms_norm_eps: 1e-6 },
  ...{ bos_token_id: 0, eos_token_id: 0, tie_word_embeddings: true, rope_theta: 1000 },
}
const silu = { hidden_act: 'silu' }
const windows = { layer_types: ['sliding_attention', 'full_attention'], sliding_window: 8 }
const llamaConfig = { ...rotaryConfig, ...silu, model_type: 'llama', head_dim: 8 }
const stretchedConfig = {
  ...{ ...llamaConfig, tie_word_embeddings: false, attention_bias: true, mlp_bias: true },
  rope_scaling: {
    ...{ rope_type: 'llama3', factor: 4, low_freq_factor: 1, high_freq_factor: 4 },
    original_max_position_embeddings: 16,
  },
}
const qwen2Config = {
  ...{ ...rotaryConfig, ...silu, model_type: 'qwen2' },
  rope_scaling: { rope_type: 'yarn', factor: 4, original_max_position_embeddings: 16 },
}
const qwen3Config = { ...rotaryConfig, ...silu, model_type: 'qwen3', head_dim: 12, attention_bias: false }
const gemma3Config = {
  ...{ ...rotaryConfig, ...windows, model_type: 'gemma3_text', hidden_activation: 'gelu_pytorch_tanh' },
  ...{ head_dim: 16, query_pre_attn_scalar: 20, rope_local_base_freq: 100 },
}
/** What llama.cpp computes: scores scaled by the width of a head; and a tokenizer of pieces. */
const evenConfig = {
  ...{ ...gemma3Config, query_pre_attn_scalar: 16 },
  rope_scaling: { rope_type: 'linear', factor: 2 },
}
const piecesConfig = { ...llamaConfig, bos_token_id: 1, eos_token_id: 2 }

const texts: readonly ExportNetwork[] = [
  // The one without a word on its pooling has a pooler, which transformers' classifier reads.
  textNetwork('bert', 'wordpiece', bertConfig, 'cls'),
  ...(['mean', 'max', 'first'] as const).map((way) => textNetwork(`bert-${way}`, 'wordpiece', bertConfig, way)),
  textNetwork('distilbert', 'wordpiece', distilbertConfig, null),
  ...(['mean', 'max'] as const).map((way) => textNetwork(`distilbert-${way}`, 'wordpiece', distilbertConfig, way)),
  textNetwork('roberta', 'roberta', robertaConfig, null),
  textNetwork('xlm-roberta', 'unigram', xlmConfig, null),
  textNetwork('xlm-roberta-mean', 'unigram', xlmConfig, 'mean'),
  textNetwork('modernbert', 'roberta', modernbertConfig, null),
  textNetwork('modernbert-mean', 'wordpiece', { ...modernbertConfig, classifier_pooling: 'mean' }, null),
  textNetwork('gpt2', 'bytelevel', gpt2Config, null),
  textNetwork('gpt-neo', 'bytelevel', neoConfig, null),
  textNetwork('llama', 'bytelevel', llamaConfig, null),
  textNetwork('llama-stretched', 'bytelevel', stretchedConfig, null),
  textNetwork('qwen2', 'bytelevel', qwen2Config, null),
  textNetwork('qwen3', 'bytelevel', qwen3Config, null),
  textNetwork('gemma3', 'bytelevel', gemma3Config, null),
  textNetwork('gemma3-even', 'bytelevel', evenConfig, null),
  textNetwork('llama-pieces', 'pieces', piecesConfig, null),
]

const fixtures = ['resnet-basic', 'timm-resnet-basic', 'mobilenet-v1', 'mobilenet-v2-variant', 'vit', 'deit', 'dinov2']

const networks: ReadonlyMap<string, ExportNetwork> = new Map(
  [...texts, ...fixtures.map(fixtureNetwork)].map((network) => [network.name, network]),
)

export function exportNetwork(name: string): ExportNetwork {
  const found = networks.get(name)
  if (!found) throw new Error(`There is no network "${name}".`)
  return found
}

/** @param pooling as sentence-transformers publishes it beside the network, `cls` excepted: that is the pooler. */
function textNetwork(
  name: string,
  tokens: 'wordpiece' | 'bytelevel' | 'roberta' | 'unigram' | 'pieces',
  config: Record<string, unknown>,
  pooling: Pooling | null,
): ExportNetwork {
  return {
    name,
    async open() {
      const files = { config: pooling ? { ...config, thaw_pooling: pooling } : config, preprocessor: null }
      const trunk = trunkOf({ ...files, weights: { tensors: new Map(), metadata: {} } })
      const specs = trunk.blocks.flatMap((block) => block.parameters)
      const tensors = new Map(specs.map((spec) => [spec.name, drawn(spec)]))
      const model = loadModel(trunk, { tensors, metadata: {} })
      return { model, text: await fixtureText(tokens, trunk) }
    },
  }
}

function fixtureNetwork(name: string): ExportNetwork {
  return {
    name,
    async open() {
      const files = await modelFilesOf(readFixture(name))
      return { model: loadModel(trunkOf(files), files.weights), text: null }
    },
  }
}

function drawn(spec: ParameterSpec): StoredTensor {
  const random = seeded('exports').fork(spec.name)
  const centre = spec.role === 'norm-scale' ? 1 : 0
  const spread = spec.role === 'kernel' ? 0.3 : 0.1
  const values = Float32Array.from({ length: sizeOf(spec.shape) }, () => centre + spread * random.normal())
  const bytes = toFileLayout(spec, values)
  return {
    dtype: 'F32',
    shape: fileShape(spec),
    bytes: new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  }
}
