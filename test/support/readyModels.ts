/** The embedded models with heads that were fitted to a sample at once: answers that mean something, without a run. */
import { readFile } from 'node:fs/promises'
import * as tf from '@tensorflow/tfjs-core'
import { nodeCodec, pngOf } from '../../src/commands/nodeCodec.ts'
import { classMeans } from '../../src/engine/evaluate/nearestMean.ts'
import type { TunedModel } from '../../src/engine/inference/tunedModel.ts'
import { type Activations, inputTensor, tokenTensors } from '../../src/engine/inputs/inputs.ts'
import { preparePixels } from '../../src/engine/inputs/preprocess.ts'
import { encodeText } from '../../src/engine/inputs/tokenStore.ts'
import { loadModel, trunkOf } from '../../src/engine/models/liveModel.ts'
import { textOf } from '../../src/engine/models/modelText.ts'
import { runFrozen } from '../../src/engine/train/features.ts'
import { readFolderModel } from '../../src/engine/weights/modelFiles.ts'
import type { TaskId } from '../../src/tasks/ids.ts'
import { entriesOf } from './archives.ts'

export interface ReadyModel<Example> {
  readonly tuned: TunedModel
  /** None that the head was fitted to. */
  readonly asked: readonly Example[]
}

const each = 12

/** The picture book, as PNGs: every reader of those sees the same pixels. */
export async function readyPictures(): Promise<ReadyModel<Blob>> {
  const entries = await entriesOf(await readFile('public/samples/picture-book.zip'))
  const pictures = await Promise.all(
    entries.map(async ({ path, bytes }) => {
      const { width, height, data } = await nodeCodec.decode(new Blob([new Uint8Array(bytes)]), 1)
      return { label: path.split('/')[0] ?? '', example: pngOf(width, height, 4, data) }
    }),
  )
  const { model, text } = await opened('thaw-vision', ['preprocessor_config.json'])
  const { input } = model.trunk
  if (input.kind !== 'image') throw new Error('thaw-vision reads pictures')
  const { preprocessing } = input
  const activations = async (picture: Blob) => {
    const pixels = await nodeCodec.decode(picture, preprocessing.size)
    return { x: inputTensor([preparePixels(pixels, preprocessing)], preprocessing), mask: null }
  }
  return fitted(pictures, activations, { task: 'image-classification', model, text, maxTokens: 0 })
}

export async function readyTexts(): Promise<ReadyModel<string>> {
  const table = await readFile('public/samples/questions.csv', 'utf8')
  const rows = table.trim().split('\n').slice(1)
  const texts = rows.map((row) => {
    const [, example = '', label = ''] = /^"?(.*?)"?,([a-z]+)\r?$/.exec(row) ?? []
    return { label, example }
  })
  const { model, text } = await opened('thaw-text', ['tokenizer.json', 'tokenizer_config.json'])
  if (!text) throw new Error('thaw-text has a tokenizer')
  const { tokenizer } = text
  const activations = async (written: string) => {
    const { ids } = encodeText(written, tokenizer, 128)
    return tokenTensors([{ ids, weights: null }], tokenizer.padId)
  }
  return fitted(texts, activations, { task: 'text-classification', model, text, maxTokens: 128 })
}

async function opened(name: string, beside: readonly string[]) {
  const names = ['config.json', 'model.safetensors', ...beside]
  const files = await Promise.all(
    names.map(async (path) => ({
      path,
      file: new Blob([new Uint8Array(await readFile(`public/models/${name}/${path}`))]),
    })),
  )
  const read = await readFolderModel(files)
  const trunk = trunkOf(read)
  return { model: loadModel(trunk, read.weights), text: textOf(read, trunk) }
}

interface Labelled<Example> {
  readonly label: string
  readonly example: Example
}

/** The head says which class's mean lies nearest, by a linear layer: 2·x·mean − |mean|², sharpened. */
async function fitted<Example>(
  examples: readonly Labelled<Example>[],
  activations: (example: Example) => Promise<Activations>,
  { task, model, text, maxTokens }: Pick<TunedModel, 'model' | 'text' | 'maxTokens'> & { readonly task: TaskId },
): Promise<ReadyModel<Example>> {
  const labels = [...new Set(examples.map(({ label }) => label))].sort()
  const known = labels.flatMap((label) => examples.filter((one) => one.label === label).slice(0, each))
  const { trunk } = model
  const features = async ({ example }: Labelled<Example>) => {
    const { x, mask } = await activations(example)
    const network = { trunk, weight: model.weight, rest: model.rest }
    const found = runFrozen({ network, line: trunk.blocks.length, readout: trunk.pool }, x, mask)
    mask?.dispose()
    const values = new Float32Array(await found.data())
    found.dispose()
    return values
  }
  const rows: Float32Array[] = []
  for (const one of known) rows.push(await features(one))
  const means = classMeans({ rows, labels: known.map(({ label }) => labels.indexOf(label)) })
  const sharpness = 0.5 / spread(rows)
  const [kernel, bias] = trunk.classifier.parameters(labels.length)
  const columns = labels.map((_, label) => means.get(label) ?? new Float64Array())
  const width = columns[0]?.length ?? 0
  const weights = Float32Array.from({ length: width * labels.length }, (_, at) => {
    return 2 * sharpness * (columns[at % labels.length]?.[Math.floor(at / labels.length)] ?? 0)
  })
  const shifts = columns.map((mean) => -sharpness * mean.reduce((sum, value) => sum + value ** 2, 0))
  const head = new Map([
    [kernel?.name ?? '', tf.tensor(weights, [width, labels.length])],
    [bias?.name ?? '', tf.tensor1d(shifts)],
  ])
  const asked = labels.flatMap((label) => examples.filter((one) => one.label === label).slice(each, each + 5))
  return {
    tuned: { task, model, text, maxTokens, labels, head, adapter: null },
    asked: asked.slice(0, 20).map(({ example }) => example),
  }
}

/** Of the features, so that answers are neither certain nor all alike. */
function spread(rows: readonly Float32Array[]): number {
  const width = rows[0]?.length ?? 1
  let sum = 0
  for (let column = 0; column < width; column++) {
    const values = rows.map((row) => row[column] ?? 0)
    const mean = values.reduce((all, value) => all + value, 0) / values.length
    sum += values.reduce((all, value) => all + (value - mean) ** 2, 0) / values.length
  }
  return sum / 8
}
