/** What an original implementation computed: the tensors of a folder under test/fixtures/reference. */
import { readFileSync } from 'node:fs'
import { parseSafetensors } from '../../src/engine/weights/safetensors.ts'
import { type StoredTensor, type TensorFile, widen } from '../../src/engine/weights/tensorFile.ts'

const folder = new URL('../fixtures/reference/', import.meta.url)

export interface Reference {
  /** As float32. */
  values(key: string): Float32Array
  /** Stored as I64. */
  integers(key: string): number[]
  shape(key: string): readonly number[]
}

export function readReference(name: string): Reference {
  const { tensors } = readTensors(`${name}/reference.safetensors`)
  const stored = (key: string): StoredTensor => {
    const tensor = tensors.get(key)
    if (!tensor) throw new Error(`The reference "${name}" has no "${key}".`)
    return tensor
  }
  return {
    values: (key) => widen(stored(key)),
    integers: (key) => integersOf(stored(key)),
    shape: (key) => stored(key).shape,
  }
}

export function readTensors(file: string): TensorFile {
  return parseSafetensors(fixtureBytes(file))
}

export function readJson(file: string): unknown {
  return JSON.parse(readFileSync(new URL(file, folder), 'utf8'))
}

export function fixtureBytes(file: string): ArrayBuffer {
  const bytes = readFileSync(new URL(file, folder))
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer
}

function integersOf({ bytes }: StoredTensor): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: bytes.byteLength / 8 }, (_, index) => Number(view.getBigInt64(index * 8, true)))
}
