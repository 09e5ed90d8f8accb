import { type ElementType, storedShape, type Weight } from './graph.ts'
import type { StoredWeight } from './writeModel.ts'

/** A weight in its own shape, held by a Blob: a browser need not keep it in memory. */
export function storedAs(weight: Weight, type: ElementType, bytes: ArrayBufferView): StoredWeight {
  return { name: weight.name, type, shape: storedShape(weight), bytes: new Blob([bytes as Uint8Array<ArrayBuffer>]) }
}
