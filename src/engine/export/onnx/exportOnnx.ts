/** The tuned network as a graph of ONNX, in the folder layout of transformers.js. */
import type { ExportedFile } from '../../../shared/domain/files.ts'
import { ThawError } from '../../../shared/messages/errors.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import { permute, sizeOf } from '../../nn/parameters.ts'
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

/** All forms in one pass: each weight is read once, when its place in the files has come. */
export async function onnxFiles(tuned: TunedModel, watch: ExportWatch): Promise<ExportedFile[]> {
  const graph = graphOf(tuned)
  bytesOfGraph(graph)
  const about = { name: tuned.task, producer: 'Thaw', metadata: metadataOf(tuned) }
  const weights = inOrder(tuned, graph)
  const forms = precisionsOf(graph).map((precision) => ({
    file: precision.file,
    parts: new Parts(precision, weights, about),
  }))
  const written = await writtenFiles(
    watch.store,
    forms.map(({ file }) => file),
    async (give) => {
      for (const [at, { parts }] of forms.entries()) for (const piece of parts.before()) await give(at, piece)
      for await (const [weight, values] of laidOut(tuned, weights, watch))
        for (const [at, { parts }] of forms.entries())
          for (const piece of parts.of(weight, values)) await give(at, piece)
    },
  )
  return [...filesBeside(tuned, graph), ...written]
}

/** As their values come. */
function inOrder(tuned: TunedModel, { weights }: Graph): Weight[] {
  const order = new Map(weightOrder(tuned).map((name, at) => [name, at]))
  return [...weights].sort((a, b) => (order.get(a.name) ?? 0) - (order.get(b.name) ?? 0))
}

/** Values as the graph has them, which are written over once the next are asked for. */
async function* laidOut(
  tuned: TunedModel,
  weights: readonly Weight[],
  watch: ExportWatch,
): AsyncGenerator<readonly [Weight, Float32Array]> {
  const asked = new Map(weights.map((weight) => [weight.name, weight]))
  const shapes = new Map(weights.map(({ name, shape }) => [name, shape]))
  const turned = weights.filter(({ layout }) => layoutOrders[layout]).map(({ shape }) => sizeOf(shape))
  const scratch = new Float32Array(Math.max(0, ...turned))
  for await (const [name, values] of weightsOf(tuned, shapes, watch)) {
    const weight = asked.get(name) as Weight
    const order = layoutOrders[weight.layout]
    yield [weight, order ? permute(values, weight.shape, order, scratch.subarray(0, values.length)) : values]
  }
}

/** One form's file as it comes about. */
class Parts {
  readonly #precision: Precision
  readonly #parts: readonly Part[]
  #at = 0

  constructor(precision: Precision, weights: readonly Weight[], about: ModelText) {
    this.#precision = precision
    this.#parts = modelParts(precision.graph, weights.flatMap(precision.tensors), about)
  }

  /** What stands before the next weight. */
  *before(): Generator<Uint8Array<ArrayBuffer>> {
    for (let part = this.#parts[this.#at]; part instanceof Uint8Array; part = this.#parts[++this.#at]) yield part
  }

  /** A weight, and what stands before the next one. */
  *of(weight: Weight, values: Float32Array): Generator<Uint8Array<ArrayBuffer>> {
    for (const tensor of this.#precision.store(weight, values)) {
      let left = this.#parts[this.#at++]?.byteLength ?? 0
      for (const piece of tensor) {
        left -= piece.byteLength
        yield piece
      }
      if (left !== 0) throw new Error(`internal: "${weight.name}" does not fit into its place`)
      yield* this.before()
    }
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
