/**
 * Named tensors as they lie in a file: raw little-endian bytes with a type and a shape. Readers and the safetensors
 * writer speak this; models get float32 through `widen`. No tfjs here, so that files are checked before anything is
 * allocated on a backend. Every platform with typed arrays that we meet is little-endian (WebAssembly demands it).
 */

/** Bytes of one element, of each type that a file may hold; weights are of the first three, masks and counters of any. */
export const elementBytes = { F32: 4, F16: 2, BF16: 2, F64: 8, I64: 8, I32: 4, I16: 2, I8: 1, U8: 1, BOOL: 1 } as const
export type StoredDtype = keyof typeof elementBytes

/** One tensor of a file; `bytes` is a view into the file and need not be aligned. */
export interface StoredTensor {
  readonly dtype: StoredDtype
  readonly shape: readonly number[]
  readonly bytes: Uint8Array
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

/** A fresh float32 copy of a tensor of weights; other types throw, because no weight is of theirs. */
export function widen(tensor: StoredTensor): Float32Array {
  switch (tensor.dtype) {
    case 'F32':
      return new Float32Array(alignedCopy(tensor.bytes))
    case 'F16':
      return widenHalves(halvesOf(tensor.bytes))
    case 'BF16':
      return widenBrainHalves(halvesOf(tensor.bytes))
    default:
      throw new Error(`internal: cannot widen a tensor of type ${tensor.dtype} to float32`)
  }
}

/** Float32 values as IEEE half-precision bytes, rounded to nearest, ties to even; what is too large becomes infinity. */
export function narrow(values: Float32Array): Uint8Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length)
  const halves = new Uint16Array(values.length)
  for (let i = 0; i < bits.length; i++) halves[i] = halfOf(bits[i] as number)
  return new Uint8Array(halves.buffer)
}

/** Names of the tensors that hold a NaN or an infinity: weights that would poison a run. */
export function scanFinite(file: TensorFile): readonly string[] {
  return [...file.tensors].filter(([, tensor]) => !allFinite(tensor)).map(([name]) => name)
}

/** NaN and infinity are the values whose exponent bits are all set. */
function allFinite({ dtype, bytes }: StoredTensor): boolean {
  switch (dtype) {
    case 'F32':
      return noneFull(wordsOf(bytes), 0x7f800000)
    case 'F16':
      return noneFull(halvesOf(bytes), 0x7c00)
    case 'BF16':
      return noneFull(halvesOf(bytes), 0x7f80)
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

function halvesOf(bytes: Uint8Array): Uint16Array {
  if (bytes.byteOffset % 2 !== 0) return new Uint16Array(alignedCopy(bytes))
  return new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2)
}

function alignedCopy(bytes: Uint8Array): ArrayBuffer {
  const copy = new ArrayBuffer(bytes.byteLength)
  new Uint8Array(copy).set(bytes)
  return copy
}

let halfTable: Float32Array | null = null

/** IEEE half-precision bits as float32 values, each times `scale`. */
export function widenHalves(halves: Uint16Array, values = new Float32Array(halves.length), scale = 1): Float32Array {
  halfTable ??= Float32Array.from({ length: 65536 }, (_, bits) => valueOfHalf(bits))
  const table = halfTable
  for (let i = 0; i < halves.length; i++) values[i] = (table[halves[i] as number] as number) * scale
  return values
}

function valueOfHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >>> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  if (exponent === 0) return sign * fraction * 2 ** -24
  return sign * (1024 + fraction) * 2 ** (exponent - 25)
}

/** A brain half is the upper half of a float32. */
function widenBrainHalves(halves: Uint16Array): Float32Array {
  const bits = new Uint32Array(halves.length)
  for (let i = 0; i < halves.length; i++) bits[i] = (halves[i] as number) << 16
  return new Float32Array(bits.buffer)
}

/** The half-precision bits nearest to a float32 given by its bits. */
function halfOf(bits: number): number {
  const sign = (bits >>> 16) & 0x8000
  const magnitude = bits & 0x7fffffff
  if (magnitude > 0x7f800000) return sign | 0x7e00
  if (magnitude >= 0x477ff000) return sign | 0x7c00 // from 65520 on, halfway between the largest half and 65536
  if (magnitude < 0x38800000) return sign | subnormalHalfOf(magnitude) // below 2^-14
  const roundedUp = magnitude + 0xfff + ((magnitude >>> 13) & 1)
  return sign | ((roundedUp - 0x38000000) >>> 13) // the exponent's bias drops from 127 to 15
}

/** Subnormal halves count units of 2^-24; a carry into 1024 is the smallest normal half, with the right bits. */
function subnormalHalfOf(magnitude: number): number {
  const exponent = magnitude >>> 23
  if (exponent < 102) return 0 // below 2^-25, half a unit
  const significand = (magnitude & 0x7fffff) | 0x800000
  const shift = 126 - exponent
  const units = significand >>> shift
  const rest = significand - (units << shift)
  const half = 1 << (shift - 1)
  return rest > half || (rest === half && (units & 1) === 1) ? units + 1 : units
}
