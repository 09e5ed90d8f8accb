/** Numbers as a GGUF file holds them: in 32 or 16 bits, or as blocks of 32 that share a scale (Q8_0). */
import { ThawError } from '../../../shared/messages/errors.ts'
import { narrow } from '../../halfPrecision.ts'
import type { GgufType } from './ggufFile.ts'

/** Values of a block that share a scale. */
export const blockSize = 32
/** A scale of 16 bits, and a byte a value. */
const blockBytes = 2 + blockSize

export function storedBytes(type: GgufType, values: number): number {
  return { F32: 4 * values, F16: 2 * values, Q8_0: (values / blockSize) * blockBytes }[type]
}

/** @throws ThawError `export-refused` naming a tensor with a number that the type cannot hold. */
export function stored(type: GgufType, values: Float32Array, name: string): Uint8Array<ArrayBuffer> {
  return forms[type](values, name)
}

type Form = (values: Float32Array, name: string) => Uint8Array<ArrayBuffer>

const forms: Readonly<Record<GgufType, Form>> = {
  F32: ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength),
  F16(values, name) {
    refuseBeyond(values, largestHalf, name)
    return narrow(values)
  },
  Q8_0(values, name) {
    refuseBeyond(values, 127 * largestHalf, name)
    return inBlocks(values)
  },
}

/** From halfway between the largest half and the next power of two on, a half is infinity. */
const largestHalf = 65_520

function refuseBeyond(values: Float32Array, limit: number, name: string): void {
  for (const value of values)
    if (!(Math.abs(value) < limit)) throw new ThawError('export-refused', 'ggufNumberTooLarge', { name, value })
}

/** The first number whose inverse single precision holds, with room. */
const smallest = 2 ** -126

/** Each step in single precision, as ggml's `quantize_row_q8_0_ref` takes it: the bytes are its bytes. */
function inBlocks(values: Float32Array): Uint8Array<ArrayBuffer> {
  const blocks = values.length / blockSize
  const bytes = new Uint8Array(blocks * blockBytes)
  const whole = new Int8Array(bytes.buffer)
  const scales = new Float32Array(blocks)
  for (let block = 0; block < blocks; block++) {
    const from = block * blockSize
    let largest = 0
    for (let at = from; at < from + blockSize; at++) largest = Math.max(largest, Math.abs(values[at] as number))
    const scale = Math.fround(largest / 127)
    // The inverse of a scale this small is infinite; its values are as good as none.
    const inverse = scale < smallest ? 0 : Math.fround(1 / scale)
    scales[block] = scale
    const to = block * blockBytes + 2
    for (let at = 0; at < blockSize; at++)
      whole[to + at] = rounded(Math.fround((values[from + at] as number) * inverse))
  }
  const halves = narrow(scales)
  for (let block = 0; block < blocks; block++) bytes.set(halves.subarray(2 * block, 2 * block + 2), block * blockBytes)
  return bytes
}

/** Halves away from zero. */
function rounded(value: number): number {
  const size = Math.abs(value)
  const floor = Math.floor(size)
  return Math.sign(value) * (floor + Math.floor(2 * (size - floor)))
}
