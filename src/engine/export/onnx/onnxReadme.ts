/** README.md of an exported graph: what it is, what goes in and comes out, and how it is asked in JavaScript and Python. */
import { methodCard } from '../../../methods/cards.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { TaskCard } from '../../../tasks/taskCard.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import { portNames } from '../trace/traceInputs.ts'
import { cutAt } from '../weights/textFiles.ts'
import type { Graph, Port } from './graph.ts'
import { licenceOf } from './metadata.ts'

export function onnxReadme(tuned: TunedModel, graph: Graph): string {
  const { base, labels, task, method } = tuned
  const { words } = taskCard(task)
  const most = cutAt(tuned)
  const title = words.doing
  const licence = licenceOf(tuned)
  const lines = [
    ...frontMatter(tuned),
    `# ${title.charAt(0).toUpperCase()}${title.slice(1)}, as ONNX`,
    '',
    'Trained with Thaw, in a web page.',
    '',
    ...(base ? [`- Tuned from: ${base.id}${base.revision ? `, revision ${base.revision}` : ''}`] : []),
    ...(licence ? [`- Licence of that model: ${licence}`] : []),
    ...(method ? [`- Method: ${methodCard(method.id).title}`] : []),
    ...(labels.length > 0 ? [`- Classes, in order: ${labels.map((label) => `\`${label}\``).join(', ')}`] : []),
    ...(most === null ? [] : [`- A text is cut at ${most} tokens, as in training`]),
    '',
    '| file | numbers |',
    '| --- | --- |',
    '| `onnx/model.onnx` | 32 bits: answers as in the page |',
    '| `onnx/model_fp16.onnx` | 16 bits, for WebGPU |',
    '| `onnx/model_quantized.onnx` | weights of 8 bits: the smallest |',
    '',
    '| goes in or comes out | type | shape |',
    '| --- | --- | --- |',
    ...[...graph.inputs, ...graph.outputs].map(portLine),
    '',
    ...inTransformersJs(tuned),
    ...inPython(tuned),
  ]
  return `${lines.join('\n')}\n`
}

function frontMatter({ base, task }: TunedModel): string[] {
  return [
    '---',
    'library_name: transformers.js',
    ...(base ? [`base_model: ${JSON.stringify(base.id)}`] : []),
    `pipeline_tag: ${taskCard(task).huggingFace.pipelineTag}`,
    '---',
    '',
  ]
}

function portLine({ name, type, shape }: Port): string {
  return `| \`${name}\` | ${type === 'float' ? 'float32' : type} | [${shape.join(', ')}] |`
}

/** transformers.js has classifiers on networks that read a text from both sides, and on pictures. */
function inTransformersJs(tuned: TunedModel): string[] {
  const { trunk } = tuned.model
  const { headed, huggingFace, input, target } = taskCard(tuned.task)
  if (headed && trunk.input.kind === 'text' && trunk.input.causal)
    return ['transformers.js has no such classifier on this family of networks; onnxruntime runs it anywhere.', '']
  const auto = huggingFace.autoModel
  const reader = input === 'image' ? 'AutoProcessor' : 'AutoTokenizer'
  return [
    '## In JavaScript, with transformers.js',
    '',
    'With this folder where `env.localModelPath` points, or published on the Hub:',
    '',
    '```js',
    `import { ${[auto, reader, ...(input === 'image' ? ['RawImage'] : [])].join(', ')} } from '@huggingface/transformers'`,
    '',
    "const folder = 'FOLDER_OF_THESE_FILES'",
    `const reader = await ${reader}.from_pretrained(folder)`,
    `const model = await ${auto}.from_pretrained(folder) // { dtype: 'q8' } for the smallest file`,
    asked[input],
    ...(target === 'text' ? [] : ['const { logits } = await model(inputs)']),
    told[target],
    '```',
    '',
  ]
}

const asked: Readonly<Record<TaskCard['input'], string>> = {
  image: "const inputs = await reader(await RawImage.read('PICTURE'))",
  text: "const inputs = await reader('A text', { truncation: true })",
  pair: "const inputs = await reader('A text', { text_pair: 'and another one', truncation: true })",
  words: "const inputs = await reader('A sentence', { truncation: true })",
}

const told: Readonly<Record<TaskCard['target'], string>> = {
  class: 'console.log(model.config.id2label[logits.data.indexOf(Math.max(...logits.data))])',
  labels: 'console.log(logits.sigmoid().tolist()) // one probability a label',
  number: 'console.log(logits.data[0])',
  tags: 'console.log(logits.tolist()) // [texts, tokens, tags]',
  text: 'console.log(reader.batch_decode(await model.generate({ ...inputs, max_new_tokens: 40 }), { skip_special_tokens: true }))',
}

const keeping =
  'In onnxruntime, begin with `past_key_values` of no tokens, and give back what came out as `present` with the next token; `attention_mask` is of all tokens so far.'

function inPython({ task, model: { trunk } }: TunedModel): string[] {
  if (taskCard(task).target === 'text') return [keeping]
  const feeds =
    trunk.input.kind === 'image'
      ? `{"${portNames.pixels}": pixels}  # float32 [pictures, 3, height, width], normalised as preprocessor_config.json says`
      : 'dict(tokenizer(["A text"], truncation=True, padding=True, return_tensors="np"))'
  return [
    '## In Python, with onnxruntime',
    '',
    '```python',
    'import onnxruntime',
    ...(trunk.input.kind === 'image' ? [] : ['from transformers import AutoTokenizer']),
    '',
    ...(trunk.input.kind === 'image' ? [] : ['tokenizer = AutoTokenizer.from_pretrained("FOLDER_OF_THESE_FILES")']),
    'session = onnxruntime.InferenceSession("onnx/model.onnx")',
    `feeds = ${feeds}`,
    'names = {port.name for port in session.get_inputs()}',
    'logits, = session.run(["logits"], {name: value for name, value in feeds.items() if name in names})',
    '```',
  ]
}
