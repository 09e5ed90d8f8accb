/** Small tuned networks that are exported as ONNX: every family, every task, every method. Shared by the tests and by `makeOnnx.ts`. */
import { type MethodId, methodIds } from '../../src/methods/ids.ts'
import type { TaskId } from '../../src/tasks/ids.ts'
import type { TunedNetworkCase } from '../support/tunedNetwork.ts'

export interface OnnxCase extends TunedNetworkCase {
  readonly name: string
  /** As the table of exports calls it: network, task and method, two dashes between them. */
  readonly row: string
}

/** Room for 64 tokens and what a method puts before them. */
const roomy = { max_position_embeddings: 96 }
const rotary = ['llama', 'llama-stretched', 'qwen2', 'qwen3', 'gemma3']
const bases: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  bert: roomy,
  'bert-mean': roomy,
  distilbert: roomy,
  modernbert: roomy,
  roberta: { max_position_embeddings: 98 },
  gpt2: { n_positions: 96 },
  'gpt-neo': roomy,
  ...Object.fromEntries(rotary.map((base) => [base, { ...roomy, vocab_size: 600 }])),
  ...Object.fromEntries(
    [
      'resnet-basic',
      'resnet-bottleneck',
      'mobilenet-v1',
      'mobilenet-v2',
      'mobilenet-v2-variant',
      'vit',
      'deit',
      'dinov2',
    ].map((base) => [base, {}]),
  ),
}
const texts = ['bert', 'bert-mean', 'distilbert', 'roberta', 'modernbert', 'gpt2', 'gpt-neo']
const pictures = Object.keys(bases).filter((base) => ![...texts, ...rotary].includes(base))
const attending = ['vit', 'deit', 'dinov2']
const methodsOf = (base: string, taken: readonly MethodId[]) =>
  taken.filter(
    (id) => attending.includes(base) || texts.includes(base) || !['adapter', 'prompt', 'prefix'].includes(id),
  )

const textTasks = [
  'text-regression',
  'text-multi-label',
  'token-classification',
  'text-pair-classification',
  'text-pair-regression',
] as const satisfies readonly TaskId[]

export const onnxCases: readonly OnnxCase[] = [
  ...texts.flatMap((base) => methodIds.map((method) => named({ base, task: 'text-classification', method }))),
  ...texts.flatMap((base) =>
    textTasks.flatMap((task) => (['full', 'prompt'] as const).map((method) => named({ base, task, method }))),
  ),
  ...['gpt2', 'gpt-neo'].flatMap((base) =>
    methodIds
      .filter((id) => id !== 'head' && id !== 'prompt')
      .map((method) => named({ base, task: 'text-generation', method })),
  ),
  ...methodIds.map((method) => named({ base: 'llama', task: 'text-classification', method })),
  ...rotary.flatMap((base) => [
    ...(['lora', 'prefix'] as const).map((method) => named({ base, task: 'text-generation', method })),
    // Gemma has no class of its own for the tokens of a text, and the studio none either.
    ...textTasks
      .filter((task) => base !== 'gemma3' || task !== 'token-classification')
      .map((task) => named({ base, task, method: 'full' })),
  ]),
  ...rotary.slice(1).map((base) => named({ base, task: 'text-classification', method: 'lora' })),
  ...pictures.flatMap((base) =>
    methodsOf(base, methodIds).map((method) => named({ base, task: 'image-classification', method })),
  ),
  ...pictures.flatMap((base) =>
    (['image-regression', 'image-multi-label'] as const).map((task) => named({ base, task, method: 'full' })),
  ),
  named(
    { base: 'vit', task: 'image-classification', method: 'prompt', changed: { depth: 'deep' } },
    { name: 'vit-prompt-deep', method: 'prompt, deep' },
  ),
  ...(['first', 'max'] as const).map((thaw_pooling) =>
    named(
      { base: 'bert-mean', task: 'text-classification', method: 'lora', config: { thaw_pooling } },
      { name: `bert-${thaw_pooling}-lora`, network: `bert-${thaw_pooling}` },
    ),
  ),
]

interface Called {
  readonly name?: string
  readonly network?: string
  readonly method?: string
}

function named(given: TunedNetworkCase, called: Called = {}): OnnxCase {
  const { base, task } = given
  const { name = `${base}-${task}-${given.method}`, network = base, method = given.method } = called
  const config = { ...bases[base], ...given.config }
  // transformers 5 reads Qwen's texts by bytes, whatever its tokenizer file says.
  const tokenizer = rotary.includes(base) ? { tokenizer: 'bytelevel' } : {}
  return { ...given, ...tokenizer, config, name, row: `${network}--${task}--${method}` }
}
