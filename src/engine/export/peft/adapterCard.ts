/** README.md of an exported adapter: what it is, how it was made, and how to use it in Python. */
import { methodCard } from '../../../methods/cards.ts'
import type { TaskId } from '../../../tasks/ids.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import type { Adapter } from '../../tuning/adapted.ts'
import type { MethodOptions } from '../../tuning/method.ts'

/** `refusal` says why peft cannot load it; null where it can. */
export function adapterCard(tuned: TunedModel, { options }: Adapter, refusal: string | null): string {
  const { labels, task } = tuned
  const base = tuned.base?.id ?? 'the model that it was trained on'
  const { title } = methodCard(options.id)
  const lines = [
    ...frontMatter(tuned, refusal === null),
    `# ${title} adapter for ${base}`,
    '',
    `Trained with Thaw, in a web page, for ${taskWords[task]}.`,
    '',
    `- Method: ${title}${settings(options)}`,
    ...(tuned.base ? [`- Base model: ${base}, revision ${tuned.base.revision || 'main'}`] : []),
    ...(labels.length > 0 ? [`- Classes, in order: ${labels.map((label) => `\`${label}\``).join(', ')}`] : []),
    ...(task === 'image-classification' ? [] : [`- Texts were cut at ${tuned.maxTokens} tokens`]),
    '',
    ...(refusal === null ? inPython(tuned, options) : withoutPeft(refusal)),
  ]
  return `${lines.join('\n')}\n`
}

const taskWords: Record<TaskId, string> = {
  'image-classification': 'sorting pictures',
  'text-classification': 'sorting texts',
  'text-generation': 'continuing texts',
}

const pipelines: Record<TaskId, string> = {
  'image-classification': 'image-classification',
  'text-classification': 'text-classification',
  'text-generation': 'text-generation',
}

function frontMatter({ base, task }: TunedModel, forPeft: boolean): string[] {
  const fields = [
    ...(forPeft ? ['library_name: peft'] : []),
    ...(base ? [`base_model: ${JSON.stringify(base.id)}`] : []),
    `pipeline_tag: ${pipelines[task]}`,
  ]
  return ['---', ...fields, '---', '']
}

function settings(options: MethodOptions): string {
  const { id, rank, alpha, rankStabilised, initialisation, tokens, reduction, placement } = options
  switch (id) {
    case 'lora':
    case 'dora':
      return `, rank ${rank}, alpha ${alpha}${rankStabilised ? ', rank-stabilised' : ''}${
        id === 'lora' && initialisation === 'pissa' ? ' (PiSSA, written as a plain pair of twice the rank)' : ''
      }`
    case 'prompt':
    case 'prefix':
      return `, ${tokens} virtual tokens`
    case 'adapter':
      return `, ${placement}, reduction ${reduction}`
    default:
      return ''
  }
}

const autoClasses: Record<TaskId, string> = {
  'image-classification': 'AutoModelForImageClassification',
  'text-classification': 'AutoModelForSequenceClassification',
  'text-generation': 'AutoModelForCausalLM',
}

function inPython({ task, base, labels, model }: TunedModel, options: MethodOptions): string[] {
  const auto = autoClasses[task]
  const head = labels.length > 0 ? `, num_labels=${labels.length}, ignore_mismatched_sizes=True` : ''
  const source = JSON.stringify(base?.id ?? 'FOLDER_OF_THE_BASE_MODEL')
  const renamed = model.trunk.huggingFace.renamedIn5.length > 0
  return [
    '## In Python',
    '',
    '```python',
    'from peft import PeftModel',
    `from transformers import ${auto}`,
    '',
    `base = ${auto}.from_pretrained(${source}${head})`,
    'model = PeftModel.from_pretrained(base, "FOLDER_OF_THIS_ADAPTER").eval()',
    '```',
    '',
    ...(renamed
      ? [
          'transformers 4 and 5 call the layers of this network differently. Each tensor is in the file under both',
          'names; peft takes those that it knows and passes over the others.',
          '',
        ]
      : []),
    ...(options.id === 'prefix' && task === 'text-classification'
      ? ['transformers 5 puts no prefix before a text to be sorted: load it with transformers 4.', '']
      : []),
    ...(options.id === 'prompt' && task === 'text-classification' && model.trunk.nextToken
      ? ['Behind a prompt, transformers takes the last token for the end of the text: ask it one text at a time.', '']
      : []),
  ]
}

function withoutPeft(refusal: string): string[] {
  return [
    '## Use it again',
    '',
    `${refusal} This is the studio's own file; bring it back there, with the model that it was trained on.`,
  ]
}
