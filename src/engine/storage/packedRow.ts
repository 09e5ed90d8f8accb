/**
 * A row of features as it is kept, in memory and in files alike: half-precision where that is close enough, else the
 * float32 as it is. A row is scaled by a power of two, which costs nothing of its precision, so that its largest value
 * lies near the top of what a half can hold: every value down to 2⁻²⁸ of the largest then keeps all its 11 bits.
 */
import { narrow, widenHalves } from '../halfPrecision.ts'

export interface PackedRow {
  /** Float16 scaled by 2^exponent, or float32 and unscaled. */
  readonly half: boolean
  readonly exponent: number
  /** Of a text's row with its tokens; null where a row is all of one size. */
  readonly tokens: number | null
  /** Begins at an even place of its buffer. */
  readonly bytes: Uint8Array<ArrayBuffer>
}

/**
 * The most that rounding may cost: ‖rounded − row‖ against ‖row − its mean over the last axis‖, which is what a layer
 * norm leaves of it. A half's own rounding is at most 2⁻¹¹ of a value, so that only rows on a large common offset fail.
 */
const tolerance = 1e-3

/** @param width of the last axis. Decided by the row alone, so that it is kept alike whoever computes it. */
export function packRow(values: Float32Array, { tokens, width }: { tokens: number | null; width: number }): PackedRow {
  const exponent = topExponent - exponentOf(values)
  const scaled = new Float32Array(values.length)
  const scale = 2 ** exponent
  for (let at = 0; at < values.length; at++) scaled[at] = (values[at] as number) * scale
  const bytes = narrow(scaled)
  const row = { half: true, exponent, tokens, bytes }
  if (Number.isFinite(scale) && isClose(widened(row), values, width)) return row
  const copy = values.slice()
  return { half: false, exponent: 0, tokens, bytes: new Uint8Array(copy.buffer) }
}

export function widened(row: PackedRow): Float32Array {
  const values = new Float32Array(row.bytes.byteLength / (row.half ? 2 : 4))
  widenInto(row, values, 0)
  return values
}

/** Writes the row's values from `at` on. */
export function widenInto({ half, exponent, bytes }: PackedRow, target: Float32Array, at: number): void {
  const { buffer, byteOffset, byteLength } = bytes
  if (!half) {
    new Uint8Array(target.buffer, target.byteOffset + 4 * at, byteLength).set(bytes)
    return
  }
  const halves = new Uint16Array(buffer, byteOffset, byteLength / 2)
  const values = target.subarray(at, at + halves.length) as Float32Array<ArrayBuffer>
  widenHalves(halves, values, 2 ** -exponent)
}

/** Largest values are brought to [2¹⁴, 2¹⁵): a half ends at 65504. */
const topExponent = 14

/** Of the largest magnitude, as 2^exponent; 0 of a row of zeros. Not finite where a value is not. */
function exponentOf(values: Float32Array): number {
  let most = 0
  for (let at = 0; at < values.length; at++) {
    const magnitude = Math.abs(values[at] as number)
    if (!(magnitude <= most)) most = magnitude
  }
  return most === 0 ? topExponent : Math.floor(Math.log2(most))
}

function isClose(rounded: Float32Array, values: Float32Array, width: number): boolean {
  let [error, spread] = [0, 0]
  for (let from = 0; from < values.length; from += width) {
    let sum = 0
    for (let at = from; at < from + width; at++) sum += values[at] as number
    const mean = width > 1 ? sum / width : 0
    for (let at = from; at < from + width; at++) {
      const value = values[at] as number
      error += ((rounded[at] as number) - value) ** 2
      spread += (value - mean) ** 2
    }
  }
  return Math.sqrt(error) <= tolerance * Math.sqrt(spread)
}
