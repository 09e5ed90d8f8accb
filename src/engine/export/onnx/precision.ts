import type { Graph, Weight } from './graph.ts'
import type { StoredTensor } from './writeModel.ts'

/** One form of a graph. */
export interface Precision {
  /** As transformers.js looks for it. */
  readonly file: string
  readonly graph: Graph
  /** What is written of a weight. */
  tensors(weight: Weight): readonly StoredTensor[]
  /** The bytes of each of these, of values that lie as the graph has them. */
  store(weight: Weight, values: Float32Array): readonly Uint8Array<ArrayBuffer>[]
}
