import { type ElementType, storedShape, type Weight } from './graph.ts'
import type { StoredTensor } from './writeModel.ts'

/** A weight in its own shape. */
export function storedAs(weight: Weight, type: ElementType): StoredTensor {
  return { name: weight.name, type, shape: storedShape(weight) }
}

/** Values that are turned into bytes at once: a table of tokens may have hundreds of millions. */
export const pieceSize = 2 ** 20

/** The bytes of numbers. */
export function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength)
}
