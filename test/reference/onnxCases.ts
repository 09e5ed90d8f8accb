/** Small tuned networks that are exported as ONNX: every family, every task, every method. Shared by the tests and by `makeOnnx.ts`. */
import { type MethodId, methodIds } from '../../src/methods/ids.ts'
import type { TaskId } from '../../src/tasks/ids.ts'
import type { TunedNetworkCase } from '../support/tunedNetwork.ts'

export interface OnnxCase extends TunedNetworkCase {
  readonly name: string
}

/** Room for 64 tokens and what a method puts before them. */
const roomy = { max_position_embeddings: 96 }
const bases: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  bert: roomy,
  'bert-mean': roomy,
  distilbert: roomy,
  gpt2: { n_positions: 96 },
  'gpt-neo': roomy,
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
const texts = ['bert', 'bert-mean', 'distilbert', 'gpt2', 'gpt-neo']
const pictures = Object.keys(bases).filter((base) => !texts.includes(base))
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
  ...pictures.flatMap((base) =>
    methodsOf(base, methodIds).map((method) => named({ base, task: 'image-classification', method })),
  ),
  ...pictures.flatMap((base) =>
    (['image-regression', 'image-multi-label'] as const).map((task) => named({ base, task, method: 'full' })),
  ),
  named({ base: 'vit', task: 'image-classification', method: 'prompt', changed: { depth: 'deep' } }, 'vit-prompt-deep'),
  ...(['first', 'max'] as const).map((thaw_pooling) =>
    named(
      { base: 'bert-mean', task: 'text-classification', method: 'lora', config: { thaw_pooling } },
      `bert-${thaw_pooling}-lora`,
    ),
  ),
]

function named(given: TunedNetworkCase, name?: string): OnnxCase {
  const config = { ...bases[given.base], ...given.config }
  return { ...given, config, name: name ?? `${given.base}-${given.task}-${given.method}` }
}
