/**
 * The rows of JavaScript in the table of exports: every case as ONNX, read in Node by transformers.js, or, where it has
 * no class of the kind, by onnxruntime-web with its tokenizers. What these answer is held to the page's answers.
 */
import { readFile } from 'node:fs/promises'
import type * as Library from '@huggingface/transformers'
import * as ort from 'onnxruntime-web'
import { nodeCodec } from '../../src/commands/nodeCodec.ts'
import { unwatched } from '../../src/engine/export/exportWatch.ts'
import { onnxFiles } from '../../src/engine/export/onnx/exportOnnx.ts'
import { disposeTuned, type TunedModel } from '../../src/engine/inference/tunedModel.ts'
import { encodeWords } from '../../src/engine/inputs/wordTokens.ts'
import type { ModelText } from '../../src/engine/models/modelText.ts'
import { ThawError } from '../../src/shared/messages/errors.ts'
import { taskCard } from '../../src/tasks/cards.ts'
import { taskEngines } from '../../src/tasks/engines.ts'
import type { TaskCard } from '../../src/tasks/taskCard.ts'
import { pngBlob } from '../support/nodeImages.ts'
import { byName } from '../support/sampleAnswers.ts'
import { type ModelShelf, modelShelf } from '../support/transformersJs.ts'
import {
  type Asked,
  caseName,
  type ExportCase,
  examplesOf,
  exportCases,
  pageAnswers,
  tunedCase,
} from './exportCases.ts'
import { exportNetwork } from './exportNetworks.ts'

export interface Row {
  readonly case: string
  readonly target: string
  readonly reader: string
  readonly text: string
  readonly failed: boolean
}

const tolerance = 1e-4
const target = 'onnx'

/** @param parts of names of cases; all where none is given. */
export async function javascriptReadings(
  parts: readonly string[],
): Promise<{ versions: string; rows: readonly Row[] }> {
  const shelf = await modelShelf()
  try {
    const chosen = exportCases.filter(
      (each) => parts.length === 0 || parts.some((part) => caseName(each).includes(part)),
    )
    const rows: Row[] = []
    for (const each of chosen) rows.push(await read(each, shelf))
    const { version } = shelf.library.env
    return { versions: `transformers.js ${version} and onnxruntime-web in Node ${process.versions.node}`, rows }
  } finally {
    await shelf.close()
  }
}

async function read(each: ExportCase, shelf: ModelShelf): Promise<Row> {
  const name = caseName(each)
  const { model, text } = await exportNetwork(each.network).open()
  const tuned = await tunedCase(each, model, text)
  const row = { case: name, target, failed: false }
  try {
    // A name of the Hub holds no two dashes, and transformers.js takes it for no model's.
    const id = name.replaceAll('--', '_')
    await shelf.put(id, await onnxFiles(tuned, unwatched))
    const reader = hasClass(tuned) ? 'transformers.js' : 'onnxruntime-web'
    const { apart, asked, of } = await compared(tuned, id, shelf)
    const some = asked < of ? `, ${asked} of ${of}: it cuts a longer text’s last mark off` : ''
    return {
      ...row,
      reader,
      text: `${apart === 0 ? 'equal' : apart.toExponential(0)}${some}`,
      failed: !(apart <= tolerance),
    }
  } catch (error) {
    if (!(error instanceof ThawError)) throw error
    return { ...row, reader: 'none', text: `refused: ${error.message} ${error.advice}` }
  } finally {
    disposeTuned(tuned)
  }
}

function hasClass({ task, model: { trunk } }: TunedModel): boolean {
  return !(taskCard(task).headed && trunk.input.kind === 'text' && trunk.input.causal)
}

interface Compared {
  readonly apart: number
  /** Examples that reached the network as the page feeds it. */
  readonly asked: number
  readonly of: number
}

interface Logits {
  readonly dims: readonly number[]
  readonly data: ArrayLike<number>
}

type Inputs = Readonly<Record<string, Library.Tensor>>

async function compared(tuned: TunedModel, name: string, shelf: ModelShelf): Promise<Compared> {
  const answers = await pageAnswers(tuned)
  const isPicture = tuned.model.trunk.input.kind === 'image'
  const examples: readonly (Asked | Blob)[] = isPicture ? [picture(tuned)] : examplesOf(tuned.task)
  const ask = hasClass(tuned) ? await byLibrary(tuned, name, shelf) : await byRuntime(name, shelf)
  let [apart, asked] = [0, 0]
  for (const [at, example] of examples.entries()) {
    const expected = example instanceof Blob ? await pictureAnswer(tuned, example) : (answers[at] ?? [])
    const inputs = await inputsOf(tuned, name, shelf, example)
    if (!inputs) continue
    asked++
    apart = Math.max(apart, furthest(answersOf(tuned, example, await ask(inputs)), expected))
  }
  return { apart: asked === 0 ? Number.NaN : apart, asked, of: examples.length }
}

async function byLibrary({ task }: TunedModel, name: string, { library }: ModelShelf) {
  const { autoModel } = taskCard(task).huggingFace
  const model = await library[autoModel as 'AutoModel'].from_pretrained(name, { dtype: 'fp32' })
  return async (inputs: Inputs): Promise<Logits> => ((await model(inputs)) as { logits: Logits }).logits
}

async function byRuntime(name: string, { pathOf }: ModelShelf) {
  const session = await ort.InferenceSession.create(new Uint8Array(await readFile(pathOf(name, 'onnx/model.onnx'))))
  return async (inputs: Inputs): Promise<Logits> => {
    const feeds = Object.fromEntries(
      session.inputNames.map((port) => {
        const { data, dims } = inputs[port] as Library.Tensor
        return [port, new ort.Tensor('int64', data as BigInt64Array, [...dims])]
      }),
    )
    return (await session.run(feeds)).logits as unknown as Logits
  }
}

/** Null where a text is cut, and not as the page cuts it. */
async function inputsOf(
  tuned: TunedModel,
  name: string,
  { library }: ModelShelf,
  example: Asked | Blob,
): Promise<Inputs | null> {
  if (example instanceof Blob) {
    const processor = await library.AutoProcessor.from_pretrained(name)
    return (await processor(await library.RawImage.fromBlob(example))) as Inputs
  }
  const tokenizer = await library.AutoTokenizer.from_pretrained(name)
  const { input } = taskCard(tuned.task)
  const [first = '', second = ''] = typeof example === 'string' ? [example] : example
  // A space stands before each word, which tokenizers of bytes take into it (`encodeWords`).
  const text = input === 'words' && typeof example !== 'string' ? ` ${example.join(' ')}` : first
  const pair = input === 'pair' ? { text_pair: second } : {}
  const inputs = tokenizer(text, { ...pair, truncation: true, return_token_type_ids: true }) as Inputs
  const ids = Array.from(inputs.input_ids?.data as BigInt64Array, Number)
  const own = pageIds(tuned, example)
  if (own === null || ids.join() === own.join()) return inputs
  if (own.length < tuned.maxTokens) throw new Error(`${name} reads "${text}" as ${ids}, the page as ${own}.`)
  return null
}

/** Null where texts are not cut. */
function pageIds({ task, text, maxTokens }: TunedModel, example: Asked): readonly number[] | null {
  const { input, target: kind } = taskCard(task)
  if (kind === 'text' || !text) return null
  const [first = '', second = ''] = typeof example === 'string' ? [example] : example
  if (input === 'words') return [...encodeWords([...example], text.tokenizer, maxTokens).ids]
  const content =
    input === 'pair' ? ({ kind: 'pair', first, second } as const) : ({ kind: 'text', prompt: '', text: first } as const)
  return [...taskEngines[task].tokensOf(content, text, maxTokens).ids]
}

/** As the page's answers are written (`pageAnswers`). */
function answersOf(tuned: TunedModel, example: Asked | Blob, { dims, data }: Logits): number[] {
  const width = dims.at(-1) ?? 0
  const row = (at: number) => Array.from({ length: width }, (_, place) => data[at * width + place] as number)
  const kinds: Readonly<Record<TaskCard['target'], () => number[]>> = {
    class: () => softmax(row(0)),
    labels: () => row(0).map((value) => 1 / (1 + Math.exp(-value))),
    number: () => row(0),
    tags: () => startsOf(tuned, example as readonly string[]).flatMap((start) => softmax(row(start))),
    text: () => row((dims[1] ?? 1) - 1),
  }
  return kinds[taskCard(tuned.task).target]()
}

function startsOf({ text, maxTokens }: TunedModel, words: readonly string[]): number[] {
  return [...encodeWords(words, (text as ModelText).tokenizer, maxTokens).starts].filter((start) => start >= 0)
}

/** As large as the network reads it before the middle is cut out, so that no runtime makes it smaller in its own way. */
function picture({ model: { trunk } }: TunedModel): Blob {
  const { size, cropShare } = (trunk.input as Extract<typeof trunk.input, { kind: 'image' }>).preprocessing
  const side = Math.max(size, Math.floor(size / cropShare))
  return pngBlob(side, side, (x, y) => [(9 * x) % 256, (5 * y) % 256, (x * y) % 256])
}

async function pictureAnswer(tuned: TunedModel, image: Blob): Promise<number[]> {
  const answer = await taskEngines[tuned.task].predict(tuned, { kind: 'image', image }, nodeCodec)
  if (answer.kind === 'number') return [answer.value]
  const named = byName(answer)
  return tuned.labels.map((label) => named[label] ?? Number.NaN)
}

function furthest(ours: readonly number[], theirs: readonly number[]): number {
  if (ours.length !== theirs.length) return Number.NaN
  const largest = Math.max(1, ...theirs.map(Math.abs))
  return Math.max(...ours.map((value, at) => Math.abs(value - (theirs[at] ?? Number.NaN)))) / largest
}

function softmax(logits: readonly number[]): number[] {
  const most = Math.max(...logits)
  const weights = logits.map((value) => Math.exp(value - most))
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return weights.map((weight) => weight / sum)
}
