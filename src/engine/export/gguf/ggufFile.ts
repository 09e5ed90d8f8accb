/** A GGUF file (version 3): what stands before its tensors, and where each of them lies. Reference: ggml `docs/gguf.md`. */
import { joinBytes } from '../../joinBytes.ts'
import type { GgufKeys, GgufValue } from '../../models/llamaCpp.ts'

/** Tensors begin at multiples of it, as readers take it unless a file says otherwise. */
const alignment = 32

/** Element types of tensors, as ggml numbers them. */
export const elementTypes = { F32: 0, F16: 1, Q8_0: 8 } as const
export type GgufType = keyof typeof elementTypes

export interface GgufTensor {
  readonly name: string
  /** The innermost side first, as ggml counts them. */
  readonly sides: readonly number[]
  readonly type: GgufType
  readonly byteLength: number
}

/** Everything before the first tensor's bytes. */
export function ggufHead(keys: GgufKeys, tensors: readonly GgufTensor[]): Uint8Array<ArrayBuffer> {
  const parts = [
    bytes('GGUF'),
    number32(3),
    number64(tensors.length),
    number64(Object.keys(keys).length),
    ...Object.entries(keys).flatMap(([key, value]) => [text(key), ...valueParts(value)]),
  ]
  let offset = 0
  for (const { name, sides, type, byteLength } of tensors) {
    parts.push(text(name), number32(sides.length), ...sides.map(number64))
    parts.push(number32(elementTypes[type]), number64(offset))
    offset += byteLength + padding(byteLength).byteLength
  }
  const length = parts.reduce((sum, { byteLength }) => sum + byteLength, 0)
  return joinBytes([...parts, padding(length)])
}

/** What follows so many bytes, so that the next tensor is aligned. */
export function padding(byteLength: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array((alignment - (byteLength % alignment)) % alignment)
}

/** Of values in the file, as GGUF numbers them. */
const valueTypes = { uint32: 4, int32: 5, float32: 6, bool: 7, string: 8, array: 9 } as const

function valueParts(value: GgufValue): Uint8Array<ArrayBuffer>[] {
  switch (value.type) {
    case 'uint32':
      return [number32(valueTypes.uint32), number32(value.value)]
    case 'float32':
      return [number32(valueTypes.float32), raw(Float32Array.of(value.value))]
    case 'bool':
      return [number32(valueTypes.bool), Uint8Array.of(Number(value.value))]
    case 'string':
      return [number32(valueTypes.string), text(value.value)]
    case 'numbers': {
      const values = value.of === 'int32' ? Int32Array.from(value.values) : Float32Array.from(value.values)
      return [...arrayHead(value.of, values.length), raw(values)]
    }
    case 'bools':
      return [...arrayHead('bool', value.values.length), Uint8Array.from(value.values, Number)]
    case 'strings':
      return [...arrayHead('string', value.values.length), ...value.values.map(text)]
    default:
      return value satisfies never
  }
}

function arrayHead(of: keyof typeof valueTypes, length: number): Uint8Array<ArrayBuffer>[] {
  return [number32(valueTypes.array), number32(valueTypes[of]), number64(length)]
}

function text(value: string): Uint8Array<ArrayBuffer> {
  const encoded = bytes(value)
  return joinBytes([number64(encoded.byteLength), encoded])
}

const encoder = new TextEncoder()

function bytes(value: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(value)
}

function number32(value: number): Uint8Array<ArrayBuffer> {
  return raw(Uint32Array.of(value))
}

function number64(value: number): Uint8Array<ArrayBuffer> {
  return raw(BigUint64Array.of(BigInt(value)))
}

/** As they lie in memory: every machine that runs a page is little-endian, as the file is. */
function raw({ buffer, byteOffset, byteLength }: ArrayBufferView<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer, byteOffset, byteLength)
}
