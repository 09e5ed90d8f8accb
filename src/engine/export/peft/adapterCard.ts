/** README.md of an exported adapter: what it is, how it was made, and how to use it in Python. */
import { methodCard } from '../../../methods/cards.ts'
import { methodPefts } from '../../../methods/pefts.ts'
import type { Message } from '../../../shared/messages/message.ts'
import { say } from '../../../shared/messages/say.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import type { Adapter } from '../../tuning/adapted.ts'
import type { MethodOptions } from '../../tuning/method.ts'

/** `refusal` says why peft cannot load it; null where it can. */
export function adapterCard(tuned: TunedModel, { options }: Adapter, refusal: Message | null): string {
  const { labels, task } = tuned
  const base = tuned.base?.id ?? 'the model that it was trained on'
  const { title, settingWords } = methodCard(options.id)
  const { sites: _, ...settings } = options
  const words = settingWords?.(settings)
  const lines = [
    ...frontMatter(tuned, refusal === null),
    `# ${title} adapter for ${base}`,
    '',
    `Trained with Thaw, in a web page, for ${taskCard(task).words.doing}.`,
    '',
    `- Method: ${title}${words ? `, ${words}` : ''}`,
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

function inPython({ task, base, labels, model, constants }: TunedModel, options: MethodOptions): string[] {
  const { headed, outputs, huggingFace } = taskCard(task)
  const { autoModel: auto, problemType } = huggingFace
  const problem = problemType ? `, problem_type="${problemType}"` : ''
  const head = headed ? `, num_labels=${outputs(labels.length)}${problem}, ignore_mismatched_sizes=True` : ''
  const source = JSON.stringify(base?.id ?? 'FOLDER_OF_THE_BASE_MODEL')
  const notes = methodPefts[options.id].adapter?.notes?.(model.trunk, taskCard(task)) ?? []
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
    ...notes.flatMap((note) => [note, '']),
    ...(constants?.shift ?? []).flatMap((shift) => [
      `Add ${shift} to each answer: this network’s head has no bias to hold it.`,
      '',
    ]),
  ]
}

function withoutPeft(refusal: Message): string[] {
  return [
    '## Use it again',
    '',
    `${say(refusal)} This is the studio's own file; bring it back there, with the model that it was trained on.`,
  ]
}
