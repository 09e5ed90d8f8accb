/** The tuned network as a graph of ONNX, in the folder layout of transformers.js. */
import type { ExportedFile } from '../../../shared/domain/files.ts'
import { ThawError } from '../../../shared/messages/errors.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import { permute } from '../../nn/parameters.ts'
import type { ExportWatch } from '../exportWatch.ts'
import { bytesOfAll, eachWeight } from '../trace/eachWeight.ts'
import { traceNetwork } from '../trace/traceNetwork.ts'
import { filesBeside } from './filesBeside.ts'
import { type Graph, layoutOrders, type Weight } from './graph.ts'
import { lowered } from './lower.ts'
import { metadataOf } from './metadata.ts'
import { precisionsOf } from './precisions.ts'
import { modelParts, type StoredWeight } from './writeModel.ts'

export async function onnxFiles(tuned: TunedModel, watch: ExportWatch): Promise<ExportedFile[]> {
  const graph = graphOf(tuned)
  const asked = new Map(graph.weights.map((weight) => [weight.name, weight]))
  const shapes = new Map(graph.weights.map(({ name, shape }) => [name, shape]))
  const total = bytesOfAll(shapes.values())
  if (total > largest) throw new ThawError('export-refused', 'graphTooLarge', { bytes: total, most: largest })
  const precisions = precisionsOf(graph)
  const stored = precisions.map((): StoredWeight[] => [])
  await eachWeight(tuned, shapes, watch, (name, values) => {
    const weight = asked.get(name) as Weight
    const laid = laidOut(weight, values)
    for (const [index, { store }] of precisions.entries()) stored[index]?.push(...store(weight, laid))
  })
  const about = { name: tuned.task, producer: 'Thaw', metadata: metadataOf(tuned) }
  const models = precisions.map((precision, index) => ({
    name: precision.file,
    blob: new Blob(modelParts(precision.graph, stored[index] ?? [], about)),
  }))
  return [...filesBeside(tuned, graph), ...models]
}

export function graphOf(tuned: TunedModel): Graph {
  const { steps, outputs } = traceNetwork(tuned, 'onnx')
  return lowered(steps, outputs)
}

/** Of weights: a file of Protocol Buffers ends at 2 GiB. */
const largest = 2 ** 31 - 2 ** 24

function laidOut({ shape, layout }: Weight, values: Float32Array): Float32Array {
  const order = layoutOrders[layout]
  return order ? permute(values, shape, order) : values
}
