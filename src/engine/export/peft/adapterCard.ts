/** README.md of an exported adapter: what it is, how it was made, and how to use it in Python. */
import { methodCard } from '../../../methods/cards.ts'
import { taskCard } from '../../../tasks/cards.ts'
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
    `Trained with Thaw, in a web page, for ${taskCard(task).words.doing}.`,
    '',
    `- Method: ${title}${settings(options)}`,
    ...(tuned.base ? [`- Base model: ${base}, revision ${tuned.base.revision || 'main'}`] : []),
    ...(labels.length > 0 ? [`- Classes, in order: ${labels.map((label) => `\`${label}\``).join(', ')}`] : []),
    ...(taskCard(task).input === 'image' ? [] : [`- Texts were cut at ${tuned.maxTokens} tokens`]),
    '',
    ...(refusal === null ? inPython(tuned, options) : withoutPeft(refusal)),
  ]
  return `${lines.join('\n')}\n`
}

function frontMatter({ base, task }: TunedModel, forPeft: boolean): string[] {
  const fields = [
    ...(forPeft ? ['library_name: peft'] : []),
    ...(base ? [`base_model: ${JSON.stringify(base.id)}`] : []),
    `pipeline_tag: ${taskCard(task).huggingFace.pipelineTag}`,
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

function inPython({ task, base, labels, model }: TunedModel, options: MethodOptions): string[] {
  const { headed, outputs, huggingFace } = taskCard(task)
  const { autoModel: auto, problemType } = huggingFace
  const problem = problemType ? `, problem_type="${problemType}"` : ''
  const head = headed ? `, num_labels=${outputs(labels.length)}${problem}, ignore_mismatched_sizes=True` : ''
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
    ...(options.id === 'prefix' && headed
      ? ['transformers 5 puts no prefix before a text to be sorted: load it with transformers 4.', '']
      : []),
    ...(options.id === 'prompt' && headed && model.trunk.nextToken
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
