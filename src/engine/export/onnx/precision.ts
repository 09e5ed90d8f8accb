import type { Graph, Weight } from './graph.ts'
import type { StoredWeight } from './writeModel.ts'

/** One form of a graph. */
export interface Precision {
  /** As transformers.js looks for it. */
  readonly file: string
  readonly graph: Graph
  /** What is written of a weight, whose values lie as the graph has them. */
  store(weight: Weight, values: Float32Array): StoredWeight[]
}
