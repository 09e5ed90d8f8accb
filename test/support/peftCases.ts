/** What the engine exports for Python's peft to load: each a folder of test/fixtures/reference/peft/exported. */
import type { MethodId } from '../../src/methods/ids.ts'
import type { TaskId } from '../../src/tasks/ids.ts'
import type { TunedCase } from './tunedFixture.ts'

type Changed = NonNullable<TunedCase['changed']>

const vision = 'image-classification'
const sorting = 'text-classification'
const writing = 'text-generation'

export const peftCases: ReadonlyMap<string, TunedCase> = new Map([
  row('bert-lora', 'bert', 'lora', sorting, { targets: 'query-value' }),
  row('bert-lora-top', 'bert', 'lora', sorting, { thaw: 2 }),
  row('bert-rslora-pissa', 'bert', 'lora', sorting, { rankStabilised: true, initialisation: 'pissa' }),
  row('bert-dora', 'bert', 'dora', sorting),
  row('bert-ia3', 'bert', 'ia3', sorting),
  row('bert-prompt', 'bert', 'prompt', sorting),
  row('bert-prefix', 'bert', 'prefix', sorting),
  row('bert-norm', 'bert', 'norm', sorting),
  row('distilbert-lora', 'distilbert', 'lora', sorting),
  row('distilbert-ia3', 'distilbert', 'ia3', sorting),
  row('distilbert-prompt', 'distilbert', 'prompt', sorting),
  row('distilbert-norm', 'distilbert', 'norm', sorting),
  row('roberta-lora', 'roberta', 'lora', sorting),
  row('roberta-dora', 'roberta', 'dora', sorting, { targets: 'query-value' }),
  row('roberta-ia3', 'roberta', 'ia3', sorting),
  row('roberta-prompt', 'roberta', 'prompt', sorting),
  row('roberta-norm', 'roberta', 'norm', sorting),
  row('xlm-roberta-lora', 'xlm-roberta', 'lora', sorting),
  row('modernbert-lora', 'modernbert', 'lora', sorting),
  row('modernbert-dora', 'modernbert', 'dora', sorting, { targets: 'attention' }),
  row('modernbert-ia3', 'modernbert', 'ia3', sorting),
  row('modernbert-prompt', 'modernbert', 'prompt', sorting),
  row('modernbert-norm', 'modernbert', 'norm', sorting),
  row('modernbert-mean-lora', 'modernbert-mean', 'lora', sorting, { rankStabilised: true, initialisation: 'pissa' }),
  row('gpt2-lora', 'gpt2', 'lora', writing),
  row('gpt2-pissa', 'gpt2', 'lora', writing, { targets: 'attention', initialisation: 'pissa' }),
  row('gpt2-dora', 'gpt2', 'dora', writing, { targets: 'query-value' }),
  row('gpt2-ia3', 'gpt2', 'ia3', writing),
  row('gpt2-prompt', 'gpt2', 'prompt', writing),
  row('gpt2-prefix', 'gpt2', 'prefix', writing),
  row('gpt2-norm', 'gpt2', 'norm', writing),
  row('gpt2-classes-lora', 'gpt2', 'lora', sorting),
  row('gpt2-classes-prefix', 'gpt2', 'prefix', sorting),
  row('gpt-neo-lora', 'gpt-neo', 'lora', writing),
  row('gpt-neo-prompt', 'gpt-neo', 'prompt', writing),
  row('gpt-neo-prefix', 'gpt-neo', 'prefix', writing),
  row('gpt-neo-classes-ia3', 'gpt-neo', 'ia3', sorting),
  row('llama-lora', 'llama', 'lora', writing),
  row('llama-dora', 'llama', 'dora', writing, { targets: 'query-value' }),
  row('llama-ia3', 'llama', 'ia3', writing),
  row('llama-prompt', 'llama', 'prompt', writing),
  row('llama-prefix', 'llama', 'prefix', writing),
  row('llama-norm', 'llama', 'norm', writing),
  row('llama-classes-lora', 'llama', 'lora', sorting, { thaw: 2 }),
  row('llama-stretched-lora', 'llama-stretched', 'lora', writing),
  row('qwen2-lora', 'qwen2', 'lora', writing, { rankStabilised: true, initialisation: 'pissa' }),
  row('qwen3-lora', 'qwen3', 'lora', writing),
  row('qwen3-classes-ia3', 'qwen3', 'ia3', sorting),
  row('gemma3-lora', 'gemma3', 'lora', writing),
  row('gemma3-norm', 'gemma3', 'norm', writing),
  row('vit-lora', 'vit', 'lora', vision),
  row('vit-lora-top', 'vit', 'lora', vision, { targets: 'query-value', thaw: 2 }),
  row('vit-dora', 'vit', 'dora', vision, { targets: 'attention' }),
  row('vit-ia3', 'vit', 'ia3', vision),
  row('vit-norm', 'vit', 'norm', vision),
  row('deit-lora', 'deit', 'lora', vision),
  row('dinov2-lora', 'dinov2', 'lora', vision),
  row('dinov2-ia3', 'dinov2', 'ia3', vision),
  row('dinov2-norm', 'dinov2', 'norm', vision),
  row('resnet-basic-lora', 'resnet-basic', 'lora', vision),
  row('resnet-basic-lora-top', 'resnet-basic', 'lora', vision, { thaw: 2 }),
  row('resnet-basic-dora', 'resnet-basic', 'dora', vision),
  row('resnet-basic-ia3', 'resnet-basic', 'ia3', vision),
  row('resnet-basic-norm', 'resnet-basic', 'norm', vision),
  row('resnet-bottleneck-pissa', 'resnet-bottleneck', 'lora', vision, { initialisation: 'pissa' }),
  row('mobilenet-v2-lora', 'mobilenet-v2-variant', 'lora', vision, { thaw: 6 }),
  row('mobilenet-v2-ia3', 'mobilenet-v2-variant', 'ia3', vision),
  row('mobilenet-v2-norm', 'mobilenet-v2', 'norm', vision, { thaw: 3 }),
])

function row(
  name: string,
  base: string,
  method: MethodId,
  task: TaskId,
  changed: Changed = {},
): readonly [string, TunedCase] {
  return [name, { base, method, task, changed }]
}
