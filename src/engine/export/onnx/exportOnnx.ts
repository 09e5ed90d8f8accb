/** The tuned network as a graph of ONNX, in the folder layout of transformers.js. */
import type { ExportedFile } from '../../../shared/domain/files.ts'
import { ThawError } from '../../../shared/messages/errors.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import { permute } from '../../nn/parameters.ts'
import type { ExportWatch } from '../exportWatch.ts'
import { bytesOfAll, weightOrder, weightsOf } from '../trace/eachWeight.ts'
import { traceNetwork } from '../trace/traceNetwork.ts'
import { writtenFiles } from '../writtenFiles.ts'
import { filesBeside } from './filesBeside.ts'
import { type Graph, layoutOrders, type Weight } from './graph.ts'
import { lowered } from './lower.ts'
import { metadataOf } from './metadata.ts'
import type { Precision } from './precision.ts'
import { precisionsOf } from './precisions.ts'
import type { Part } from './protobuf.ts'
import { type ModelText, modelParts } from './writeModel.ts'

/** One form after the other, each weight fetched when its place in the file has come. */
export async function onnxFiles(tuned: TunedModel, watch: ExportWatch): Promise<ExportedFile[]> {
  const graph = graphOf(tuned)
  const total = bytesOfGraph(graph)
  const about = { name: tuned.task, producer: 'Thaw', metadata: metadataOf(tuned) }
  const precisions = precisionsOf(graph)
  const models = precisions.map((precision, at) => {
    const onProgress = (done: number) => watch.onProgress(at * total + done, precisions.length * total)
    return { name: precision.file, pieces: piecesOf(tuned, precision, about, { ...watch, onProgress }) }
  })
  return [...filesBeside(tuned, graph), ...(await writtenFiles(watch.store, models))]
}

async function* piecesOf(
  tuned: TunedModel,
  precision: Precision,
  about: ModelText,
  watch: ExportWatch,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const order = new Map(weightOrder(tuned).map((name, at) => [name, at]))
  const weights = [...precision.graph.weights].sort((a, b) => (order.get(a.name) ?? 0) - (order.get(b.name) ?? 0))
  const parts: Part[] = modelParts(precision.graph, weights.flatMap(precision.tensors), about)
  let at = 0
  function* before() {
    while (parts[at] instanceof Uint8Array) yield parts[at++] as Uint8Array<ArrayBuffer>
  }
  function* placed(name: string, bytes: Uint8Array<ArrayBuffer>) {
    if (parts[at++]?.byteLength !== bytes.byteLength) throw new Error(`internal: "${name}" does not fit into its place`)
    yield bytes
    yield* before()
  }
  const asked = new Map(weights.map((weight) => [weight.name, weight]))
  const shapes = new Map(weights.map(({ name, shape }) => [name, shape]))
  yield* before()
  for await (const [name, values] of weightsOf(tuned, shapes, watch)) {
    const weight = asked.get(name) as Weight
    for (const bytes of precision.store(weight, laidOut(weight, values))) yield* placed(name, bytes)
  }
}

export function graphOf(tuned: TunedModel): Graph {
  const { steps, outputs } = traceNetwork(tuned, 'onnx')
  return lowered(steps, outputs)
}

/** Of its weights in 32 bits. @throws ThawError `export-refused` where one file cannot hold them. */
export function bytesOfGraph({ weights }: Graph): number {
  const bytes = bytesOfAll(weights.map(({ shape }) => shape))
  if (bytes > largest) throw new ThawError('export-refused', 'graphTooLarge', { bytes, most: largest })
  return bytes
}

/** Of weights: a file of Protocol Buffers ends at 2 GiB. */
const largest = 2 ** 31 - 2 ** 24

function laidOut({ shape, layout }: Weight, values: Float32Array): Float32Array {
  const order = layoutOrders[layout]
  return order ? permute(values, shape, order) : values
}
