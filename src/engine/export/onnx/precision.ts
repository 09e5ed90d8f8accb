import type { Graph, Weight } from './graph.ts'
import type { StoredTensor } from './writeModel.ts'

export type Pieces = Iterable<Uint8Array<ArrayBuffer>>

/** One form of a graph. */
export interface Precision {
  /** As transformers.js looks for it. */
  readonly file: string
  readonly graph: Graph
  /** What is written of a weight. */
  tensors(weight: Weight): readonly StoredTensor[]
  /** The bytes of each of these, of values that lie as the graph has them. A piece is written over once the next is asked for. */
  store(weight: Weight, values: Float32Array): readonly Pieces[]
}
