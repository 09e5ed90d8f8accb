/** The forms of one graph that are written: as it is, with half of the bits, with weights in 8 of them. */
import { eightBits } from './eightBits.ts'
import type { Graph } from './graph.ts'
import { halved } from './halved.ts'
import type { Precision } from './precision.ts'
import { bytesOf, storedAs } from './storedWeight.ts'

export function precisionsOf(graph: Graph): readonly Precision[] {
  return [plain(graph), halved(graph), eightBits(graph)]
}

function plain(graph: Graph): Precision {
  return {
    file: 'onnx/model.onnx',
    graph,
    tensors: (weight) => [storedAs(weight, 'float')],
    store: (_, values) => [[bytesOf(values)]],
  }
}
