/** The tuned network as a graph of ONNX, in the folder layout of transformers.js. */
import type * as tf from '@tensorflow/tfjs-core'
import type { ExportedFile } from '../../../shared/domain/files.ts'
import { ThawError } from '../../../shared/messages/errors.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import { breathing } from '../../macrotask.ts'
import { permute } from '../../nn/parameters.ts'
import { adapted } from '../../tuning/adapted.ts'
import type { ExportWatch } from '../exportWatch.ts'
import { filesBeside } from './filesBeside.ts'
import { type Graph, layoutOrders, type Weight } from './graph.ts'
import { lowered } from './lower.ts'
import { metadataOf } from './metadata.ts'
import { precisionsOf } from './precisions.ts'
import { traceNetwork } from './traceNetwork.ts'
import { modelParts, type StoredWeight } from './writeModel.ts'

export async function onnxFiles(tuned: TunedModel, watch: ExportWatch): Promise<ExportedFile[]> {
  const graph = graphOf(tuned)
  const total = graph.weights.reduce((sum, { shape }) => sum + bytesOf(shape), 0)
  if (total > largest) throw new ThawError('export-refused', 'graphTooLarge', { bytes: total, most: largest })
  const precisions = precisionsOf(graph)
  const stored = precisions.map((): StoredWeight[] => [])
  await eachWeight(tuned, graph, watch, (weight, values) => {
    for (const [index, { store }] of precisions.entries()) stored[index]?.push(...store(weight, values))
  })
  const about = { name: tuned.task, producer: 'Thaw', metadata: metadataOf(tuned) }
  const models = precisions.map((precision, index) => ({
    name: precision.file,
    blob: new Blob(modelParts(precision.graph, stored[index] ?? [], about)),
  }))
  return [...filesBeside(tuned, graph), ...models]
}

export function graphOf(tuned: TunedModel): Graph {
  const { steps, outputs } = traceNetwork(tuned)
  return lowered(steps, outputs)
}

/** Of weights: a file of Protocol Buffers ends at 2 GiB. */
const largest = 2 ** 31 - 2 ** 24
/** Milliseconds between two turns of the event loop. */
const turn = 50

/** Every parameter of the graph, laid out as it has it: block by block, so that a large model is never held twice. */
async function eachWeight(
  { model, head, adapter }: TunedModel,
  graph: Graph,
  { signal, onProgress }: ExportWatch,
  take: (weight: Weight, values: Float32Array) => void,
): Promise<void> {
  const merged = adapter?.attachment.merge?.(adapted(model, adapter).weight) ?? new Map<string, tf.Tensor>()
  const asked = new Map(graph.weights.map((weight) => [weight.name, weight]))
  const total = graph.weights.reduce((sum, { shape }) => sum + bytesOf(shape), 0)
  const breathe = breathing(turn)
  let done = 0
  const give = async (name: string, tensor: () => tf.Tensor) => {
    const weight = asked.get(name)
    if (!weight) return
    signal.throwIfAborted()
    take(weight, laidOut(weight, (await tensor().data()) as Float32Array))
    done += bytesOf(weight.shape)
    onProgress(done, total)
    await breathe()
  }
  try {
    for (const block of model.trunk.blocks) {
      for (const { name } of block.parameters) await give(name, () => merged.get(name) ?? model.weight(name))
      model.rest(block)
    }
    for (const [name, tensor] of [...(adapter?.values ?? []), ...head]) await give(name, () => tensor)
  } finally {
    for (const tensor of merged.values()) tensor.dispose()
  }
}

function bytesOf(shape: readonly number[]): number {
  return 4 * shape.reduce((size, side) => size * side, 1)
}

function laidOut({ shape, layout }: Weight, values: Float32Array): Float32Array {
  const order = layoutOrders[layout]
  return order ? permute(values, shape, order) : values
}
