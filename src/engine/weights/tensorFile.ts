/**
 * Named tensors as they lie in a file: raw little-endian bytes with a type and a shape. Readers and the safetensors
 * writer speak this; models get float32 through `widen`. No tfjs here, so that files are checked before anything is
 * allocated on a backend. Every platform with typed arrays that we meet is little-endian (WebAssembly demands it).
 */

import { widenHalves } from '../halfPrecision.ts'

/**
 * Bytes of one element, of each type that a file may hold; weights are of the first four, masks and counters of any.
 * Eighth-size floats are known only so that a file of them is refused for what it is.
 */
export const elementBytes = {
  ...{ F32: 4, F16: 2, BF16: 2, F64: 8 },
  ...{ I64: 8, I32: 4, I16: 2, I8: 1, U64: 8, U32: 4, U16: 2, U8: 1, BOOL: 1 },
  ...{ F8_E4M3: 1, F8_E5M2: 1, F8_E8M0: 1 },
} as const
export type StoredDtype = keyof typeof elementBytes

const weightTypes: ReadonlySet<StoredDtype> = new Set(['F32', 'F16', 'BF16', 'F64'])

/** Whether weights can be of this type. */
export function isWeightType(dtype: StoredDtype): boolean {
  return weightTypes.has(dtype)
}

/** One tensor of a file. */
export interface StoredTensor {
  readonly dtype: StoredDtype
  readonly shape: readonly number[]
  /** A view into the file, which need not be aligned; where the file stays on the device, read anew each time. */
  readonly bytes: Uint8Array
  /** Some of the bytes, read without the others; absent where all are in memory. */
  readonly part?: (from: number, to: number) => Uint8Array
  /** What one step of each row is worth, where weights were rounded to 8 bits (`roundedRows.ts`): I8 alone has it. */
  readonly rowScales?: Float32Array
}

/** Whether it can be widened to weights. */
export function holdsWeights({ dtype, rowScales }: Pick<StoredTensor, 'dtype' | 'rowScales'>): boolean {
  return isWeightType(dtype) || rowScales !== undefined
}

/** Bytes of the whole tensor, which is not read for that. */
export function storedBytes({ dtype, shape }: Pick<StoredTensor, 'dtype' | 'shape'>): number {
  return (elementCount(shape) ?? 0) * elementBytes[dtype]
}

/** Bytes [from, to) of a tensor. */
export function partOf(tensor: StoredTensor, from: number, to: number): Uint8Array {
  return tensor.part ? tensor.part(from, to) : tensor.bytes.subarray(from, to)
}

/** All tensors of a model, by name. */
export interface TensorFile {
  readonly tensors: ReadonlyMap<string, StoredTensor>
  readonly metadata: Readonly<Record<string, string>>
}

/** The number of elements of a shape, or null when the shape is no shape or the product is no exact integer. */
export function elementCount(shape: readonly number[]): number | null {
  let count = 1
  for (const side of shape) {
    if (!Number.isSafeInteger(side) || side < 0) return null
    count *= side
    if (!Number.isSafeInteger(count)) return null
  }
  return count
}

/** A fresh float32 copy of a tensor of weights, rounded where it was finer; other types throw, because no weight is of theirs. */
export function widen(tensor: StoredTensor): Float32Array {
  switch (tensor.dtype) {
    case 'F32':
      return new Float32Array(alignedCopy(tensor.bytes))
    case 'F16':
      return widenHalves(halvesOf(tensor.bytes))
    case 'BF16':
      return widenBrainHalves(halvesOf(tensor.bytes))
    case 'F64':
      return Float32Array.from(new Float64Array(alignedCopy(tensor.bytes)))
    case 'I8':
      if (tensor.rowScales) return widenRows(tensor.bytes, tensor.rowScales)
      throw new Error('internal: cannot widen whole numbers of 8 bits that name no scale')
    default:
      throw new Error(`internal: cannot widen a tensor of type ${tensor.dtype} to float32`)
  }
}

/** Names of the tensors that hold a NaN or an infinity: weights that would poison a run. */
export function scanFinite(file: TensorFile): readonly string[] {
  return [...file.tensors].filter(([, tensor]) => !allFinite(tensor)).map(([name]) => name)
}

/** Bytes that are looked through at a time; whole numbers of any type. */
const lookedThrough = 16 * 2 ** 20

function allFinite(tensor: StoredTensor): boolean {
  if (!isWeightType(tensor.dtype)) return true
  const bytes = storedBytes(tensor)
  for (let from = 0; from < bytes; from += lookedThrough)
    if (!areFinite(tensor.dtype, partOf(tensor, from, Math.min(bytes, from + lookedThrough)))) return false
  return true
}

/** NaN and infinity are the values whose exponent bits are all set. */
function areFinite(dtype: StoredDtype, bytes: Uint8Array): boolean {
  switch (dtype) {
    case 'F32':
      return noneFull(wordsOf(bytes), 0x7f800000)
    case 'F16':
      return noneFull(halvesOf(bytes), 0x7c00)
    case 'BF16':
      return noneFull(halvesOf(bytes), 0x7f80)
    case 'F64':
      return noneFull(upperHalves(bytes), 0x7ff00000)
    default:
      return true
  }
}
/** A plain loop: a call for each of a hundred million weights would take seconds. */
function noneFull(values: Uint32Array | Uint16Array, exponent: number): boolean {
  for (let i = 0; i < values.length; i++) if (((values[i] as number) & exponent) === exponent) return false
  return true
}

/** A view where the bytes lie right, which they do in most files, else a copy. */
function wordsOf(bytes: Uint8Array): Uint32Array {
  if (bytes.byteOffset % 4 !== 0) return new Uint32Array(alignedCopy(bytes))
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4)
}

/** Of each float64 the half with its sign and exponent. */
function upperHalves(bytes: Uint8Array): Uint32Array {
  return wordsOf(bytes).filter((_, at) => at % 2 === 1)
}

function halvesOf(bytes: Uint8Array): Uint16Array {
  if (bytes.byteOffset % 2 !== 0) return new Uint16Array(alignedCopy(bytes))
  return new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2)
}

function alignedCopy(bytes: Uint8Array): ArrayBuffer {
  const copy = new ArrayBuffer(bytes.byteLength)
  new Uint8Array(copy).set(bytes)
  return copy
}

/** Rows of equal length, each by its own scale. */
function widenRows(bytes: Uint8Array, scales: Float32Array): Float32Array {
  const steps = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const values = new Float32Array(steps.length)
  const width = steps.length / Math.max(1, scales.length)
  let at = 0
  for (const scale of scales) for (const end = at + width; at < end; at++) values[at] = (steps[at] as number) * scale
  return values
}

/** A brain half is the upper half of a float32. */
function widenBrainHalves(halves: Uint16Array): Float32Array {
  const bits = new Uint32Array(halves.length)
  for (let i = 0; i < halves.length; i++) bits[i] = (halves[i] as number) << 16
  return new Float32Array(bits.buffer)
}
