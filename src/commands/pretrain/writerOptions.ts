/** What may be said of the writer's pre-training on the command line, and the network that follows from it. */
import { parseArgs } from 'node:util'
import type { ParameterSpec } from '../../engine/nn/parameters.ts'
import type { LongOptions } from './longTraining.ts'
import { cache } from './runPretraining.ts'
import type { WriterSources } from './writerTexts.ts'

export interface WriterOptions extends LongOptions {
  readonly sources: WriterSources
  readonly out: string
  readonly seed: string
  readonly threads: number
  readonly shape: WriterShape
}

export interface WriterShape {
  readonly vocabulary: number
  readonly width: number
  readonly layers: number
  readonly heads: number
  readonly keyHeads: number
  /** Width of the feed-forward. */
  readonly inner: number
}

/** Tokens that the network reads at most. */
export const positions = 512
/** Tokens of a passage, one step's after the other's. */
export const lengths = [256, 256, 256, positions]
export const tokensPerStep = 2048

const defaults = {
  data: '../shared/data/fiction-en.zip',
  ...{ wordnet: '', packages: '' },
  out: 'public/models/thaw-writer',
  kept: `${cache}/writer.safetensors`,
  ...{ steps: '30000', rising: '300', falling: '0.2' },
  ...{ rate: '0.003', beta2: '0.98', decay: '0.1', clip: '1' },
  ...{ seed: '1', threads: '1', every: '50', keep: '9', stop: '' },
  ...{ vocabulary: '5120', width: '192', layers: '5', heads: '6', 'key-heads': '2', inner: '512' },
}

export function readWriterOptions(args: readonly string[]): WriterOptions {
  const options = Object.fromEntries(
    Object.entries(defaults).map(([name, value]) => [name, { type: 'string' as const, default: value }]),
  )
  const { values } = parseArgs({
    args: [...args],
    options: { ...options, resume: { type: 'boolean', default: false } },
  })
  const { resume, ...given } = values
  const text = given as Record<keyof typeof defaults, string>
  const number = (name: keyof typeof defaults) => {
    const value = Number(text[name])
    if (!(Number.isFinite(value) && value >= 0))
      throw new Error(`--${name} asks for a number from 0 on; received "${text[name]}".`)
    return value
  }
  const threads = number('threads')
  if (!Number.isInteger(threads) || threads < 1 || (tokensPerStep / positions) % threads !== 0)
    throw new Error(
      `--threads shares ${tokensPerStep / positions} passages evenly: 1, 2 or 4; received "${text.threads}".`,
    )
  return {
    sources: { data: text.data, wordnet: text.wordnet, packages: text.packages },
    ...{ out: text.out, kept: text.kept, seed: text.seed, resume: resume === true, threads },
    ...{ steps: number('steps'), rising: number('rising'), falling: number('falling') },
    ...{ rate: number('rate'), beta2: number('beta2'), weightDecay: number('decay'), clipNorm: number('clip') },
    ...{ every: number('every'), keepMinutes: number('keep'), tokensPerStep },
    stopAfterMinutes: text.stop === '' ? null : number('stop'),
    shape: {
      ...{ vocabulary: number('vocabulary'), width: number('width'), layers: number('layers') },
      ...{ heads: number('heads'), keyHeads: number('key-heads'), inner: number('inner') },
    },
  }
}

/** config.json, as transformers reads it. */
export function writerConfig({ vocabulary, width, layers, heads, keyHeads, inner }: WriterShape) {
  return {
    architectures: ['LlamaForCausalLM'],
    model_type: 'llama',
    vocab_size: vocabulary,
    hidden_size: width,
    intermediate_size: inner,
    num_hidden_layers: layers,
    num_attention_heads: heads,
    num_key_value_heads: keyHeads,
    head_dim: width / heads,
    hidden_act: 'silu',
    max_position_embeddings: positions,
    rms_norm_eps: 1e-5,
    rope_theta: 10000,
    attention_bias: false,
    mlp_bias: false,
    attention_dropout: 0,
    tie_word_embeddings: true,
    initializer_range: 0.02,
    bos_token_id: vocabulary - 1,
    eos_token_id: vocabulary - 1,
    torch_dtype: 'float16',
  }
}

/**
 * Dense layers begin with outputs as large as their inputs, whatever their width; those that add to the residual stream
 * begin smaller, by the number of them (Radford et al. 2019).
 */
export function firstScale(spec: ParameterSpec, layers: number): number {
  if (spec.layer !== 'linear' || spec.deviation === undefined) return 1
  const even = 1 / Math.sqrt(spec.shape[0] as number) / spec.deviation
  return /\.(?:o|down)_proj\.weight$/.test(spec.name) ? even / Math.sqrt(2 * layers) : even
}
