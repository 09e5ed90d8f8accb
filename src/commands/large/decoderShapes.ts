/**
 * Published language models by their shape alone: files as large as theirs, with weights that are drawn. What it costs to
 * load them and to train beside them does not depend on what the weights say. The tokeniser is the built-in writer's.
 */
import { copyFile, mkdir, open, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { trunkOf } from '../../engine/models/liveModel.ts'
import { fileShape, type ParameterSpec, sizeOf } from '../../engine/nn/parameters.ts'
import { seeded } from '../../shared/random.ts'

const common = {
  hidden_act: 'silu',
  tie_word_embeddings: true,
  bos_token_id: 2047,
  eos_token_id: 2047,
  attention_bias: false,
} as const

export const decoderShapes = {
  'SmolLM2-135M': {
    ...common,
    ...{ model_type: 'llama', architectures: ['LlamaForCausalLM'], vocab_size: 49_152, hidden_size: 576 },
    ...{ intermediate_size: 1536, num_hidden_layers: 30, num_attention_heads: 9, num_key_value_heads: 3 },
    ...{ max_position_embeddings: 8192, rms_norm_eps: 1e-5, rope_theta: 100_000 },
  },
  'Qwen3-0.6B': {
    ...common,
    ...{ model_type: 'qwen3', architectures: ['Qwen3ForCausalLM'], vocab_size: 151_936, hidden_size: 1024 },
    ...{ intermediate_size: 3072, num_hidden_layers: 28, num_attention_heads: 16, num_key_value_heads: 8 },
    ...{ head_dim: 128, max_position_embeddings: 40_960, rms_norm_eps: 1e-6, rope_theta: 1_000_000 },
  },
} as const

export type DecoderShape = keyof typeof decoderShapes

/** Values that are drawn once and written again and again. */
const drawn = 2 ** 19
const deviation = 0.02

/**
 * Writes the model's files into `folder`; returns their paths. Weights are brain halves, as these models are published.
 * @param layers as many as the published model has, unless fewer are to stand for them.
 */
export async function makeDecoder(
  shape: DecoderShape,
  folder: string,
  layers: number = decoderShapes[shape].num_hidden_layers,
): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true })
  const config = { ...decoderShapes[shape], num_hidden_layers: layers }
  const trunk = trunkOf({ config, preprocessor: null, weights: { tensors: new Map(), metadata: {} } })
  const specs = trunk.blocks.flatMap(({ parameters }) => parameters)
  const random = seeded('decoder')
  const block = brainHalves(Float32Array.from({ length: drawn }, () => deviation * random.normal()))
  const ones = brainHalves(new Float32Array(drawn).fill(1))
  const paths = ['model.safetensors', 'config.json', 'tokenizer.json', 'tokenizer_config.json'].map((name) =>
    join(folder, name),
  )
  const [weights = '', settings = '', tokenizer = '', tokenizerConfig = ''] = paths
  const file = await open(weights, 'w')
  try {
    for (const piece of headerOf(specs)) await file.write(piece)
    for (const { role, shape: sides } of specs) {
      const source = role === 'kernel' ? block : ones
      for (let left = sizeOf(sides); left > 0; left -= drawn)
        await file.write(new Uint8Array(source.buffer, 0, 2 * Math.min(left, drawn)))
    }
  } finally {
    await file.close()
  }
  await writeFile(settings, JSON.stringify(config))
  await copyFile('public/models/thaw-writer/tokenizer.json', tokenizer)
  await copyFile('public/models/thaw-writer/tokenizer_config.json', tokenizerConfig)
  return paths
}

/** The length of a safetensors header, and the header. */
function headerOf(specs: readonly ParameterSpec[]): readonly Uint8Array[] {
  let at = 0
  const entries = specs.map((spec) => {
    const begin = at
    at += 2 * sizeOf(spec.shape)
    return [spec.name, { dtype: 'BF16', shape: fileShape(spec), data_offsets: [begin, at] }]
  })
  const text = JSON.stringify(Object.fromEntries(entries))
  const header = new TextEncoder().encode(text.padEnd(8 * Math.ceil(text.length / 8)))
  const length = new Uint8Array(8)
  new DataView(length.buffer).setBigUint64(0, BigInt(header.length), true)
  return [length, header]
}

/** Cut off, not rounded: what is drawn needs no exactness. */
function brainHalves(values: Float32Array<ArrayBuffer>): Uint16Array<ArrayBuffer> {
  return Uint16Array.from(new Uint32Array(values.buffer), (word) => word >>> 16)
}
