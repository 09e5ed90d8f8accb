/** README.md of an exported model: what it is, how a text is cut, and how it is loaded so that it answers as in the page. */

import { methodCard } from '../../../methods/cards.ts'
import { capital } from '../../../shared/messages/capital.ts'
import { say } from '../../../shared/messages/say.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import type { OwnClassifier } from '../../models/ownClassifier.ts'
import { baseLines, classesLine } from '../readmeParts.ts'
import { snippet } from '../snippet.ts'
import { cutAt, spacesWords } from './textFiles.ts'

/** @param own the classifier of ours that comes along; absent where transformers' own reads the network rightly. */
export function modelReadme(tuned: TunedModel, own: OwnClassifier | undefined): string {
  const { task, method } = tuned
  const most = cutAt(tuned)
  const { doing } = taskCard(task).words
  const lines = [
    ...frontMatter(tuned, own),
    `# ${capital(doing)}`,
    '',
    'Trained with Thaw, in a web page.',
    '',
    ...baseLines(tuned),
    ...(method ? [`- Method: ${methodCard(method.id).title}, merged into the weights`] : []),
    ...classesLine(tuned),
    ...(most === null ? [] : [`- A text is cut at ${most} tokens, as in training; a longer limit changes the answers`]),
    ...(own ? [`- A text's vector is ${poolings[own.pooling]}, which transformers' own classifier does not read`] : []),
    '',
    ...inPython(tuned, own),
    '## In Thaw',
    '',
    'Drop the zip, or its files, on the page as a model of your own.',
  ]
  return `${lines.join('\n')}\n`
}

const poolings: Readonly<Record<OwnClassifier['pooling'], string>> = {
  mean: 'the mean of its tokens',
  max: 'the largest of each feature over its tokens',
  first: 'the plain state of its first token',
}

function frontMatter({ base, task }: TunedModel, own: OwnClassifier | undefined): string[] {
  return [
    '---',
    'library_name: transformers',
    `pipeline_tag: ${taskCard(task).huggingFace.pipelineTag}`,
    ...(base ? [`base_model: ${JSON.stringify(base.id)}`] : []),
    ...(own ? ['tags:', '- sentence-transformers', '- custom_code'] : []),
    '---',
    '',
  ]
}

function inPython(tuned: TunedModel, own: OwnClassifier | undefined): string[] {
  const { trunk } = tuned.model
  const { network } = trunk.huggingFace.limits(undefined)
  if (network) return ['## In Python', '', say(network.adapter), '']
  const auto = taskCard(tuned.task).huggingFace.autoModel
  const ofText = trunk.input.kind === 'text'
  const reader = ofText ? 'AutoTokenizer' : 'AutoImageProcessor'
  const trusted = own ? ', trust_remote_code=True' : ''
  return [
    '## In Python',
    '',
    ...(own ? ownWords(own) : []),
    ...snippet(tuned, {
      imports: [`from transformers import ${[auto, reader].sort().join(', ')}`],
      loads: [
        'folder = "FOLDER_OF_THESE_FILES"',
        ofText
          ? `tokenizer = ${reader}.from_pretrained(folder${spaced(tuned)})`
          : `processor = ${reader}.from_pretrained(folder)`,
        `model = ${auto}.from_pretrained(folder${trusted}).eval()`,
      ],
      cut: '',
    }),
    '',
    ...(cutAt(tuned) === null
      ? []
      : [
          'Without `truncation=True`, and in a `pipeline` without it, transformers does not cut texts at the limit.',
          '',
        ]),
    ...(own ? withSentenceTransformers(tuned) : []),
  ]
}

function spaced({ task, text, model: { trunk } }: TunedModel): string {
  return spacesWords(task, trunk, text) ? ', add_prefix_space=True' : ''
}

function ownWords({ className, dropoutField }: OwnClassifier): string[] {
  return [
    `\`modeling_thaw.py\` holds the class, \`${className}\`; \`trust_remote_code=True\` lets transformers use it. Without it`,
    `transformers would make its own classifier, which reads another layer: \`${dropoutField}\` in config.json is a number`,
    'that no dropout can be, so that it stops with "dropout probability has to be between 0 and 1" and does not answer wrongly.',
    '',
  ]
}

function withSentenceTransformers(tuned: TunedModel): string[] {
  const { target, input } = taskCard(tuned.task)
  const read = { class: '.softmax(-1)', labels: '.sigmoid()', number: '[:, 0]', tags: '', text: '' }[target]
  return [
    'sentence-transformers reads the folder without any program of ours. Its last layer is the head, so that what it',
    'calls an embedding are the answers:',
    '',
    '```python',
    'from sentence_transformers import SentenceTransformer',
    '',
    'folder = "FOLDER_OF_THESE_FILES"',
    'model = SentenceTransformer(folder).eval()',
    '',
    input === 'pair'
      ? 'examples = [("A text of yours", "and another one")]'
      : 'examples = ["A text of yours", "and another one"]',
    `answers = model.encode(examples, convert_to_tensor=True)${read}`,
    'print(answers)',
    '```',
    '',
  ]
}
