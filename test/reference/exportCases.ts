/**
 * The rows of the table of exports: networks as runs of every task and method leave them, what they are asked, and what
 * the page answers. `makeExports.ts` writes them, `check_exports.py` has the originals answer.
 */
import * as tf from '@tensorflow/tfjs-core'
import { nodeCodec } from '../../src/commands/nodeCodec.ts'
import type { TunedModel } from '../../src/engine/inference/tunedModel.ts'
import { networkOf } from '../../src/engine/inference/tunedModel.ts'
import { tokenTensors } from '../../src/engine/inputs/inputs.ts'
import { encodeWords } from '../../src/engine/inputs/wordTokens.ts'
import type { LiveModel } from '../../src/engine/models/liveModel.ts'
import { modelForTask } from '../../src/engine/models/modelForTask.ts'
import type { ModelText } from '../../src/engine/models/modelText.ts'
import { forwardOf } from '../../src/engine/models/network.ts'
import { taskHead } from '../../src/engine/models/taskHead.ts'
import { forwardBlocks } from '../../src/engine/models/trunk.ts'
import { initialValues, type ParameterSpec, sizeOf } from '../../src/engine/nn/parameters.ts'
import type { Attachment, MethodOptions } from '../../src/engine/tuning/method.ts'
import { methodEngines } from '../../src/methods/engines.ts'
import type { MethodId } from '../../src/methods/ids.ts'
import type { PredictionInput } from '../../src/shared/domain/answers.ts'
import { seeded } from '../../src/shared/random.ts'
import { taskCard } from '../../src/tasks/cards.ts'
import { taskEngines } from '../../src/tasks/engines.ts'
import type { TaskId } from '../../src/tasks/ids.ts'
import { pngBlob } from '../support/nodeImages.ts'
import { optionsOf } from '../support/tuningNetwork.ts'

export interface ExportCase {
  readonly network: string
  readonly task: TaskId
  readonly method: MethodId
  readonly changed?: Partial<MethodOptions>
}

const ofTexts: readonly TaskId[] = [
  'text-classification',
  'text-multi-label',
  'text-regression',
  'text-pair-classification',
  'text-pair-regression',
  'token-classification',
]
const ofPictures: readonly TaskId[] = ['image-classification', 'image-multi-label', 'image-regression']
const pooled = ['bert-mean', 'bert-max', 'bert-first', 'distilbert-mean', 'distilbert-max']
const rotary = ['llama', 'llama-stretched', 'qwen2', 'qwen3', 'gemma3']

function all(networks: readonly string[], tasks: readonly TaskId[], methods: readonly MethodId[]): ExportCase[] {
  return networks.flatMap((network) =>
    tasks.flatMap((task) => methods.map((method): ExportCase => ({ network, task, method }))),
  )
}

export const exportCases: readonly ExportCase[] = [
  ...all(['bert', 'bert-mean', 'distilbert', 'gpt2', 'gpt-neo'], ofTexts, ['full']),
  ...all(['bert-max', 'bert-first', 'distilbert-mean', 'distilbert-max'], ofTexts.slice(0, 4), ['full']),
  ...all(['bert'], ['text-classification'], ['head', 'bitfit', 'norm', 'lora', 'dora', 'ia3', 'prompt', 'prefix']),
  ...all(['bert-mean'], ['text-classification'], ['lora', 'dora', 'ia3', 'prompt', 'prefix', 'adapter']),
  ...all(pooled.slice(1), ['text-classification'], ['lora']),
  ...all(['distilbert', 'gpt2', 'gpt-neo'], ['text-classification'], ['lora', 'ia3']),
  ...all(['bert', 'distilbert', 'gpt2'], ofTexts.slice(1), ['lora']),
  ...all(['roberta', 'xlm-roberta', 'xlm-roberta-mean'], ofTexts, ['full']),
  ...all(['roberta'], ofTexts, ['lora']),
  ...all(['roberta'], ['text-classification'], ['dora', 'ia3', 'prompt', 'prefix', 'norm', 'adapter']),
  ...all(['xlm-roberta-mean'], ['text-classification'], ['lora', 'prompt']),
  ...all(['modernbert', 'modernbert-mean'], ofTexts, ['full', 'lora']),
  ...all(['modernbert'], ['text-classification'], ['dora', 'ia3', 'prompt', 'prefix', 'norm', 'adapter']),
  ...all(['gpt2', 'gpt-neo'], ['text-generation'], ['full', 'lora', 'prompt', 'prefix']),
  ...all(rotary, ['text-classification'], ['full', 'lora']),
  ...all(rotary, ['text-generation'], ['full', 'lora']),
  ...all(['resnet-basic', 'vit', 'dinov2'], ofPictures, ['full', 'lora']),
  ...all(['deit', 'mobilenet-v2-variant', 'timm-resnet-basic', 'mobilenet-v1'], ['image-classification'], ['full']),
]

export function caseName({ network, task, method }: ExportCase): string {
  return `${network}--${task}--${method}`
}

/** Texts are cut here, of 64 tokens that the networks could read. */
const maxTokens = 24

export function tunedCase(each: ExportCase, opened: LiveModel, text: ModelText | null): Promise<TunedModel> {
  const { task, method, changed = {} } = each
  return tuned({ ...each, options: optionsOf(method, task, changed) }, modelForTask(opened, task), text)
}

async function tuned(
  { network, task, options }: ExportCase & { readonly options: MethodOptions },
  model: LiveModel,
  text: ModelText | null,
): Promise<TunedModel> {
  const { trunk } = model
  const attachment = methodEngines[options.id].attach(trunk, options)
  for (const name of attachment.trainables) model.put(name, moved(model.weight(name), name))
  const added = await addedValues(attachment, model)
  const { fewestNames, target } = taskCard(task)
  const labels =
    fewestNames === 0 ? [] : target === 'tags' ? ['B-THING', 'I-THING', 'O'] : ['one', 'two "three"', 'four']
  const specs = taskHead(trunk, task, labels.length)
  const head = new Map(specs.map((spec) => [spec.name, drawn(spec)]))
  const bare = !specs.some(({ role }) => role === 'bias')
  const constants = {
    ...(target === 'labels' && { thresholds: [0.3, 0.5, 0.7] }),
    ...(target === 'number' && bare && { shift: [2.5] }),
  }
  return {
    ...{ task, model, head, labels, text, method: options, base: { id: network, revision: 'main' } },
    adapter: added.size > 0 ? { options, attachment, values: added } : null,
    maxTokens: text ? maxTokens : 0,
    ...(Object.keys(constants).length > 0 && { constants }),
  }
}

async function addedValues(attachment: Attachment, model: LiveModel): Promise<Map<string, tf.Tensor>> {
  const first = await attachment.first(model.weight)
  return new Map(
    attachment.added.map((spec) => {
      const begin = first.get(spec.name) ?? initialValues(spec, seeded('added').fork(spec.name))
      const start = tf.tensor(begin, [...spec.shape])
      return [spec.name, spec.trained ? moved(start, spec.name) : start]
    }),
  )
}

function moved(start: tf.Tensor, name: string): tf.Tensor {
  const random = seeded('moved').fork(name)
  const factors = Float32Array.from({ length: start.size }, () => 0.7 + 0.6 * random.next())
  const shifts = Float32Array.from({ length: start.size }, () => 0.05 * random.normal())
  return tf.tidy(() => tf.add(tf.mul(start, tf.tensor(factors, start.shape)), tf.tensor(shifts, start.shape)))
}

function drawn(spec: ParameterSpec): tf.Tensor {
  const random = seeded('head').fork(spec.name)
  const values = Float32Array.from({ length: sizeOf(spec.shape) }, () => 0.4 * random.normal())
  return tf.tensor(values, [...spec.shape])
}

/** Short, of the limit, over the limit, and over all that the networks could read. */
const short = "The keeper doesn't wait for the ships, and the fog lifts before noon."
const longer = `${short} He counts them twice; none is missing, though the captain swore that one had gone down.`
const longest = `${longer} ${longer} ${short} Who counted the lamps, the ropes, the boats along the wall?`
const texts = ['Ships!', short, longer, longest]

export type Asked = string | readonly string[]

export function examplesOf(task: TaskId): readonly Asked[] {
  const { input, target } = taskCard(task)
  if (input === 'image') return pictures.map((_, index) => `picture${index}.png`)
  if (target === 'text') return texts.slice(0, 2)
  if (input === 'pair') return texts.flatMap((one) => texts.map((other) => [one, other] as const))
  return input === 'words' ? texts.map((text) => text.split(' ')) : texts
}

/** Of other sides than the networks look at, wide and tall. */
export const pictures: readonly Blob[] = [
  [40, 40],
  [61, 47],
  [33, 70],
].map(([width = 0, height = 0], index) => {
  const random = seeded('pictures').fork(String(index))
  const waves = Array.from({ length: 3 }, () => [random.next(), random.next(), random.next()] as const)
  return pngBlob(width, height, (x, y) => {
    const [red = 0, green = 0, blue = 0] = waves.map(([across, down, start]) => {
      return Math.round(127 + 120 * Math.sin(0.4 * across * x + 0.4 * down * y + 6 * start))
    })
    return [red, green, blue]
  })
})

/** A list of numbers for each example: probabilities, a number, tags of the first words, or the next token's logits. */
export async function pageAnswers(tuned: TunedModel): Promise<number[][]> {
  const { target, input } = taskCard(tuned.task)
  const answers: number[][] = []
  for (const [index, asked] of examplesOf(tuned.task).entries()) {
    if (target === 'text') answers.push(await nextTokens(tuned, asked as string))
    else if (target === 'tags') answers.push(await tagsOfWords(tuned, asked as readonly string[]))
    else answers.push(await predicted(tuned, input === 'image' ? (pictures[index] as Blob) : asked))
  }
  return answers
}

async function predicted(tuned: TunedModel, asked: Blob | Asked): Promise<number[]> {
  const answer = await taskEngines[tuned.task].predict(tuned, inputOf(asked), nodeCodec)
  if (answer.kind === 'number') return [answer.value]
  if (answer.kind === 'tags') throw new Error('Words are asked otherwise.')
  const named = answer.kind === 'classes' ? answer.classes : answer.labels
  return tuned.labels.map((label) => named.find(({ name }) => name === label)?.probability as number)
}

function inputOf(asked: Blob | Asked): PredictionInput {
  if (asked instanceof Blob) return { kind: 'image', image: asked }
  if (typeof asked === 'string') return { kind: 'text', text: asked }
  return { kind: 'pair', first: asked[0] ?? '', second: asked[1] ?? '' }
}

/** Of each word that fits, the probabilities of all tags, one after the other. */
async function tagsOfWords(tuned: TunedModel, words: readonly string[]): Promise<number[]> {
  const { tokenizer } = tuned.text as ModelText
  const { ids, starts } = encodeWords(words, tokenizer, tuned.maxTokens)
  const shares = tf.tidy(() => {
    const network = networkOf(tuned)
    const { trunk } = network
    const { x } = tokenTensors([{ ids, weights: null }], tokenizer.padId)
    const f = forwardOf(network)
    const states = forwardBlocks(trunk, f, x, 0, trunk.blocks.length) as tf.Tensor3D
    const places = [...starts].filter((start) => start >= 0)
    const rows = tf.gather(tf.reshape(states, [states.shape[1], states.shape[2]]), tf.tensor1d(places, 'int32'))
    return tf.softmax(trunk.classifier.forward(f, rows as tf.Tensor2D))
  })
  return [...(await shares.data())]
}

/** The logits of the token that follows a text. */
async function nextTokens(tuned: TunedModel, start: string): Promise<number[]> {
  const { tokenizer } = tuned.text as ModelText
  const ids = tokenizer.encode(start, { special: false })
  const logits = tf.tidy(() => {
    const network = networkOf(tuned)
    const { x } = tokenTensors([{ ids, weights: null }], tokenizer.padId)
    const f = forwardOf(network)
    const states = forwardBlocks(network.trunk, f, x, 0, network.trunk.blocks.length) as tf.Tensor3D
    const all = network.trunk.nextToken?.(f, states) as tf.Tensor3D
    return tf.slice(all, [0, all.shape[1] - 1, 0], [1, 1, -1])
  })
  return [...(await logits.data())]
}
