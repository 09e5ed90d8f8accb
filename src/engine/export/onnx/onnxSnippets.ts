/** How an exported graph is asked: with transformers.js, with onnxruntime in a page, with onnxruntime in Python. Each is run by a test. */
import { taskCard } from '../../../tasks/cards.ts'
import type { TaskCard } from '../../../tasks/taskCard.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import type { Preprocessing } from '../../inputs/preprocess.ts'
import { portNames } from '../trace/traceInputs.ts'
import { cutAt } from '../weights/textFiles.ts'

export function snippets(tuned: TunedModel): string[] {
  return [...inTransformersJs(tuned), ...inPages(tuned), ...inPython(tuned)]
}

const folder = 'FOLDER_OF_THESE_FILES'

type Input = TaskCard['input']
type Target = TaskCard['target']

/** transformers.js has classifiers on networks that read a text from both sides, and on pictures. */
function inTransformersJs(tuned: TunedModel): string[] {
  const { trunk } = tuned.model
  const card = taskCard(tuned.task)
  if (card.headed && trunk.input.kind === 'text' && trunk.input.causal)
    return ['transformers.js has no such classifier on this family of networks; onnxruntime runs it anywhere.', '']
  return [
    '## In JavaScript, with transformers.js',
    '',
    'With this folder where `env.localModelPath` points, or published on the Hub:',
    '',
    '```js',
    ...(byPipeline(card) ? pipelineLines(tuned) : modelLines(card)),
    '```',
    '',
    ...(card.input === 'image' ? [resized, ''] : []),
    ...cutWords(tuned),
  ]
}

/** Python's tokenizers, as the page, cut before the mark at the end; transformers.js cuts it off. */
function cutWords(tuned: TunedModel): string[] {
  const most = cutAt(tuned)
  if (most === null || tuned.text?.tokenizer.after.length === 0) return []
  return [
    `Of a text of more than ${most} tokens transformers.js drops the mark at the end, too, which the network has always seen: give it shorter ones where answers have to be the page’s to the last digit.`,
    '',
  ]
}

const resized =
  'A picture that is larger than the network reads is made smaller by the runtime, each in its own way: an answer may then differ from the page’s by a percent or so. Give transformers.js pictures that are upright and opaque: outside a browser it does not turn them as their camera says, and it drops transparency, where Thaw lays a picture on white.'

/** Its pipelines read one text or one picture, give no number, and take the labels of a picture for classes. */
function byPipeline({ input, target }: TaskCard): boolean {
  return input !== 'pair' && target !== 'number' && !(input === 'image' && target === 'labels')
}

const smaller = "// 'fp16' and 'q8' take the smaller files."

function pipelineLines({ task, labels }: TunedModel): string[] {
  const { huggingFace, input, target } = taskCard(task)
  const all = input === 'image' ? `{ top_k: ${labels.length} }` : '{ top_k: null }'
  const piece = target === 'text' && input === 'text' ? "'A beginning'" : pieces[input]
  const how: Readonly<Record<Target, string>> = {
    ...{ class: `, ${all}`, labels: `, ${all}`, number: '', tags: '' },
    text: ', { max_new_tokens: 40, do_sample: false }',
  }
  return [
    "import { pipeline } from '@huggingface/transformers'",
    '',
    smaller,
    `const ask = await pipeline('${huggingFace.pipelineTag}', '${folder}', { dtype: 'fp32' })`,
    `console.log(await ask(${piece}${how[target]}))`,
  ]
}

const pieces: Readonly<Record<Input, string>> = {
  image: "'PICTURE'",
  text: "'A text'",
  pair: '',
  words: "'A sentence'",
  turns: "[{ role: 'user', content: 'A question' }]",
}

function modelLines({ huggingFace, input, target }: TaskCard): string[] {
  const reader = input === 'image' ? 'AutoProcessor' : 'AutoTokenizer'
  const more = [...(input === 'image' ? ['RawImage'] : []), ...(target === 'class' ? ['softmax'] : [])]
  const names = [huggingFace.autoModel, reader, ...more]
  return [
    `import { ${names.join(', ')} } from '@huggingface/transformers'`,
    '',
    `const reader = await ${reader}.from_pretrained('${folder}')`,
    smaller,
    `const model = await ${huggingFace.autoModel}.from_pretrained('${folder}', { dtype: 'fp32' })`,
    asked[input],
    'const { logits } = await model(inputs)',
    told[target],
  ]
}

const told: Readonly<Record<Target, string>> = {
  class: 'console.log([...softmax(logits.data)])',
  labels: 'console.log(logits.sigmoid().tolist()) // one probability a label',
  number: 'console.log(logits.data[0])',
  tags: 'console.log(logits.tolist())',
  text: 'console.log(logits.dims)',
}

const asked: Readonly<Record<Input, string>> = {
  image: "const inputs = await reader(await RawImage.read('PICTURE'))",
  text: "const inputs = await reader('A text', { truncation: true })",
  pair: "const inputs = await reader('A text', { text_pair: 'and another one', truncation: true, return_token_type_ids: true })",
  words: "const inputs = await reader('A sentence', { truncation: true })",
  turns:
    "const inputs = reader.apply_chat_template([{ role: 'user', content: 'A question' }], { add_generation_prompt: true, return_dict: true })",
}

function inPages(tuned: TunedModel): string[] {
  const { input } = tuned.model.trunk
  const card = taskCard(tuned.task)
  if (card.target === 'text') return []
  return [
    '## In a page, with onnxruntime-web alone',
    '',
    '```js',
    "import * as ort from 'onnxruntime-web'",
    ...(input.kind === 'image' ? picturesInPages(input.preprocessing) : textsInPages(card, cutAt(tuned))),
    'const { logits } = await session.run(feeds)',
    'console.log(logits.dims, [...logits.data])',
    '```',
    '',
  ]
}

function textsInPages({ input }: TaskCard, most: number | null): string[] {
  const pair = input === 'pair' ? ", text_pair: 'and another one'" : ''
  return [
    "import { Tokenizer } from '@huggingface/tokenizers'",
    '',
    `const folder = '${folder}'`,
    "const json = async (name) => (await fetch(folder + '/' + name)).json()",
    "const tokenizer = new Tokenizer(await json('tokenizer.json'), await json('tokenizer_config.json'))",
    "const session = await ort.InferenceSession.create(folder + '/onnx/model.onnx')",
    `// The tokenizer does not cut: give it no more than ${most} tokens.`,
    `const read = tokenizer.encode(${pieces.text}, { return_token_type_ids: true${pair} })`,
    "const row = (values) => new ort.Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length])",
    'const all = { input_ids: row(read.ids), attention_mask: row(read.attention_mask), token_type_ids: row(read.token_type_ids) }',
    'const feeds = Object.fromEntries(session.inputNames.map((name) => [name, all[name]]))',
  ]
}

function picturesInPages({ size, cropShare, mean, std }: Preprocessing): string[] {
  return [
    '',
    `const folder = '${folder}'`,
    "const session = await ort.InferenceSession.create(folder + '/onnx/model.onnx')",
    "const picture = await createImageBitmap(await (await fetch('PICTURE')).blob())",
    '// The middle of it, as large as the network reads.',
    `const [size, mean, std] = [${size}, [${mean.join(', ')}], [${std.join(', ')}]]`,
    `const side = Math.min(picture.width, picture.height)${cropShare === 1 ? '' : ` * ${cropShare}`}`,
    "const context = new OffscreenCanvas(size, size).getContext('2d')",
    '// What is transparent lies on white, as in Thaw.',
    "context.fillStyle = 'white'",
    'context.fillRect(0, 0, size, size)',
    'context.drawImage(picture, (picture.width - side) / 2, (picture.height - side) / 2, side, side, 0, 0, size, size)',
    'const { data } = context.getImageData(0, 0, size, size)',
    'const area = size * size',
    'const pixel = (at, channel) => (data[4 * at + channel] / 255 - mean[channel]) / std[channel]',
    'const pixels = Float32Array.from({ length: 3 * area }, (_, at) => pixel(at % area, Math.floor(at / area)))',
    `const feeds = { ${portNames.pixels}: new ort.Tensor('float32', pixels, [1, 3, size, size]) }`,
  ]
}

function inPython(tuned: TunedModel): string[] {
  const card = taskCard(tuned.task)
  const { input } = tuned.model.trunk
  const lines = input.kind === 'image' ? picturesInPython(input.preprocessing) : textsInPython(card)
  return [
    '## In Python, with onnxruntime',
    '',
    '```python',
    ...(card.target === 'text' ? writingInPython : lines),
    '```',
  ]
}

/** What reads texts, after the imports of its own. */
const openedInPython = [
  'import onnxruntime',
  'from transformers import AutoTokenizer',
  '',
  `folder = "${folder}"`,
  'tokenizer = AutoTokenizer.from_pretrained(folder)',
  'session = onnxruntime.InferenceSession(f"{folder}/onnx/model.onnx")',
]

function textsInPython({ input }: TaskCard): string[] {
  const texts = input === 'pair' ? '["A text"], ["and another one"]' : '["A text"]'
  return [
    ...openedInPython,
    `feeds = dict(tokenizer(${texts}, truncation=True, padding=True, return_tensors="np"))`,
    'names = {port.name for port in session.get_inputs()}',
    'logits, = session.run(["logits"], {name: value for name, value in feeds.items() if name in names})',
    'print(logits)',
  ]
}

function picturesInPython({ size, cropShare, mean, std, resample }: Preprocessing): string[] {
  return [
    'import numpy',
    'import onnxruntime',
    'from PIL import Image, ImageOps',
    '',
    `folder = "${folder}"`,
    'session = onnxruntime.InferenceSession(f"{folder}/onnx/model.onnx")',
    '# Upright, and on white where it is transparent, as in the page.',
    'picture = ImageOps.exif_transpose(Image.open("PICTURE")).convert("RGBA")',
    'picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB")',
    '# The middle of it, as large as the network reads.',
    `size, shorter = ${size}, ${Math.max(size, Math.floor(size / cropShare))}`,
    'scale = shorter / min(picture.size)',
    `picture = picture.resize([int(side * scale) for side in picture.size], Image.Resampling.${resample.toUpperCase()})`,
    'left, top = [(side - size) // 2 for side in picture.size]',
    'pixels = numpy.asarray(picture.crop((left, top, left + size, top + size)), "float32") / 255',
    `pixels = (pixels - numpy.array([${mean.join(', ')}], "float32")) / numpy.array([${std.join(', ')}], "float32")`,
    `logits, = session.run(["logits"], {"${portNames.pixels}": pixels.transpose(2, 0, 1)[None]})`,
    'print(logits)',
  ]
}

/** Keys and values of the tokens before are kept, so that each token is computed once. */
const writingInPython = [
  'import numpy',
  ...openedInPython,
  'names = [port.name for port in session.get_outputs()]',
  'past = {',
  '    port.name: numpy.zeros((1, port.shape[1], 0, port.shape[3]), "float32")',
  '    for port in session.get_inputs()',
  '    if port.name.startswith("past_key_values.")',
  '}',
  'ids = new = tokenizer("A beginning", return_tensors="np")["input_ids"].astype("int64")',
  'for _ in range(20):',
  '    places = numpy.arange(ids.shape[1] - new.shape[1], ids.shape[1])[None]',
  '    feeds = {"input_ids": new, "attention_mask": numpy.ones_like(ids), "position_ids": places, **past}',
  '    found = dict(zip(names, session.run(names, feeds)))',
  '    past = {name: found[name.replace("past_key_values", "present")] for name in past}',
  '    new = found["logits"][:, -1:].argmax(-1)',
  '    ids = numpy.concatenate([ids, new], 1)',
  'print(tokenizer.decode(ids[0]))',
]
