/** Float32 to IEEE half-precision and back: files of weights and kept features both hold halves. */

/** Float32 values as IEEE half-precision bytes, rounded to nearest, ties to even; what is too large becomes infinity. */
export function narrow(values: Float32Array, halves = new Uint16Array(values.length)): Uint8Array<ArrayBuffer> {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length)
  for (let i = 0; i < bits.length; i++) halves[i] = halfOf(bits[i] as number)
  return new Uint8Array(halves.buffer, halves.byteOffset, halves.byteLength)
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
