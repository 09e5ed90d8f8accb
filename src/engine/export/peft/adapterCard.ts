/** README.md of an exported adapter: what it is, how it was made, and how to use it in Python. */
import { methodCard } from '../../../methods/cards.ts'
import { methodPefts } from '../../../methods/pefts.ts'
import type { Message } from '../../../shared/messages/message.ts'
import { say } from '../../../shared/messages/say.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import type { Adapter } from '../../tuning/adapted.ts'
import type { MethodOptions } from '../../tuning/method.ts'
import { classesLine, codeSpan, licenceLine } from '../readmeParts.ts'
import { snippet } from '../snippet.ts'
import { cutAt, readsOtherwise, spacesWords } from '../weights/textFiles.ts'
import { commitOf } from './peftConfig.ts'

/** `refusal` says why peft cannot load it; null where it can. */
export function adapterCard(tuned: TunedModel, { options, attachment }: Adapter, refusal: Message | null): string {
  const { task } = tuned
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
    ...(tuned.base
      ? [
          `- Base model: ${codeSpan(base)}, revision ${codeSpan(tuned.base.revision || 'main')}`,
          ...licenceLine(tuned.base.id),
        ]
      : []),
    ...classesLine(tuned),
    ...limitWords(tuned),
    '',
    ...(refusal === null ? inPython(tuned, options) : withoutPeft(refusal, readsMerged(tuned, attachment))),
  ]
  return `${lines.join('\n')}\n`
}

function limitWords(tuned: TunedModel): string[] {
  const most = cutAt(tuned)
  if (most !== null) return [`- A text is cut at ${most} tokens, as in training; a longer limit changes the answers`]
  const { windowed, input } = taskCard(tuned.task)
  if (input === 'turns') return [`- Trained on conversations of up to ${tuned.maxTokens} tokens`]
  return windowed ? [`- Trained on windows of ${tuned.maxTokens} tokens`] : []
}

function frontMatter({ base, task }: TunedModel, forPeft: boolean): string[] {
  const fields = [
    ...(forPeft ? ['library_name: peft'] : []),
    ...(base ? [`base_model: ${JSON.stringify(base.id)}`] : []),
    `pipeline_tag: ${taskCard(task).huggingFace.pipelineTag}`,
  ]
  return ['---', ...fields, '---', '']
}

function inPython(tuned: TunedModel, options: MethodOptions): string[] {
  const { task, model } = tuned
  const { adapter } = methodPefts[options.id]
  const notes = adapter?.notes?.(model.trunk, taskCard(task)) ?? []
  const renamed = model.trunk.huggingFace.renamedIn5.length > 0
  const most = cutAt(tuned)
  return [
    '## In Python',
    '',
    ...snippet(tuned, {
      imports: [
        'from peft import PeftModel',
        `from transformers import ${[autoOf(tuned), readerOf(tuned)].sort().join(', ')}`,
      ],
      loads: loadLines(tuned),
      cut: most === null ? '' : `, max_length=${most}`,
      generate: adapter?.generateArguments,
    }),
    '',
    ...(renamed
      ? [
          'transformers 4 and 5 call the layers of this network differently. Each tensor is in the file under both',
          'names; peft takes those that it knows and passes over the others.',
          '',
        ]
      : []),
    ...notes.flatMap((note) => [note, '']),
  ]
}

function autoOf({ task }: TunedModel): string {
  return taskCard(task).huggingFace.autoModel
}

function readerOf({ model }: TunedModel): string {
  return model.trunk.input.kind === 'text' ? 'AutoTokenizer' : 'AutoImageProcessor'
}

/** The base at its commit, with the names of the classes, and the adapter on it. */
function loadLines(tuned: TunedModel): string[] {
  const { base, model, text } = tuned
  const pinned = commitOf(tuned)
  const from = pinned ? 'base, revision=revision' : 'base'
  const reader = readerOf(tuned)
  const most = cutAt(tuned)
  const { input } = model.trunk
  const spaced = spacesWords(tuned.task, model.trunk, text)
  const own = text !== null && readsOtherwise(text, tuned)
  const pad = text && JSON.stringify(text.tokenizer.decode([text.tokenizer.padId], { special: true }))
  return [
    'folder = "FOLDER_OF_THIS_ADAPTER"',
    // The studio's own models lie on no hub.
    `base = ${JSON.stringify(base?.id.includes('/') ? base.id : 'FOLDER_OF_THE_BASE_MODEL')}`,
    ...(pinned ? [`revision = ${JSON.stringify(pinned)}`] : []),
    ...(input.kind === 'text'
      ? [`tokenizer = ${reader}.from_pretrained(${own ? 'folder' : from}${spaced ? ', add_prefix_space=True' : ''})`]
      : [`processor = ${reader}.from_pretrained(${from})`]),
    ...(most !== null && pad ? [`tokenizer.pad_token, tokenizer.padding_side = ${pad}, "right"`] : []),
    ...networkLines(tuned, from),
    ...(most === null ? [] : ['network.config.pad_token_id = tokenizer.pad_token_id']),
    'model = PeftModel.from_pretrained(network, folder).eval()',
  ]
}

function networkLines(tuned: TunedModel, from: string): string[] {
  const { task, labels } = tuned
  const { headed, outputs, huggingFace } = taskCard(task)
  const auto = autoOf(tuned)
  if (!headed) return [`network = ${auto}.from_pretrained(${from})`]
  const named =
    labels.length > 0 ? ['id2label=dict(enumerate(names))', 'label2id={name: i for i, name in enumerate(names)}'] : []
  const problem = huggingFace.problemType ? [`problem_type="${huggingFace.problemType}"`] : []
  const given = [from, `num_labels=${outputs(labels.length)}`, ...named, ...problem, 'ignore_mismatched_sizes=True']
  return [
    ...(labels.length > 0 ? [`names = ${pythonList(labels)}`] : []),
    `network = ${auto}.from_pretrained(`,
    ...given.map((each) => `    ${each},`),
    ')',
  ]
}

/** JSON's strings are Python's, but for halves of pairs of surrogates. */
function pythonList(names: readonly string[]): string {
  return `[${names.map((name) => JSON.stringify(name)).join(', ')}]`
}

/** Whether transformers reads the whole model, with what was learned merged into it. */
export function readsMerged(
  { model: { trunk } }: Pick<TunedModel, 'model'>,
  { merge }: Pick<Adapter['attachment'], 'merge'>,
): boolean {
  return merge !== null && !trunk.huggingFace.limits(undefined).network
}

function withoutPeft(refusal: Message, merges: boolean): string[] {
  return [
    '## Use it again',
    '',
    `${say(refusal)} This is the studio's own file; bring it back there, with the model that it was trained on.`,
    ...(merges
      ? [
          '',
          'In Python, the whole model answers alike: the adapter is merged into it, and its README says how to load it.',
        ]
      : []),
  ]
}
