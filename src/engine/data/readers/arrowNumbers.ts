/** Numbers, decimals and times of Arrow's columns, read where they stand. */
import type { ArrowTypeDetail } from './arrowFields.ts'

/** Numbers in bytes, the low byte first. A DataView throws a RangeError beyond its end. */
export class Values {
  readonly #unpack: () => Uint8Array
  #bytes: Uint8Array | null = null
  #view: DataView | null = null

  /** Unpacked with the first look, which columns that are passed over never take. */
  constructor(unpack: () => Uint8Array) {
    this.#unpack = unpack
  }

  get bytes(): Uint8Array {
    this.#bytes ??= this.#unpack()
    return this.#bytes
  }

  get view(): DataView {
    const { bytes } = this
    this.#view ??= new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    return this.#view
  }

  int(at: number, bits: number, signed: boolean): number | bigint {
    if (bits === 8) return signed ? this.view.getInt8(at) : this.view.getUint8(at)
    if (bits === 16) return signed ? this.view.getInt16(2 * at, true) : this.view.getUint16(2 * at, true)
    if (bits === 32) return signed ? this.view.getInt32(4 * at, true) : this.view.getUint32(4 * at, true)
    if (bits === 64) return signed ? this.view.getBigInt64(8 * at, true) : this.view.getBigUint64(8 * at, true)
    throw new RangeError(`numbers of ${bits} bits`)
  }

  place(at: number, bits: 32 | 64): number {
    return Number(this.int(at, bits, true))
  }

  bit(at: number): boolean {
    return ((this.view.getUint8(at >> 3) >> (at % 8)) & 1) === 1
  }

  /** The bytes of a stretch that lies within. */
  between(start: number, end: number): Uint8Array {
    if (!(start >= 0 && start <= end && end <= this.bytes.length))
      throw new RangeError(`a cell at ${start} to ${end} of ${this.bytes.length} bytes`)
    return this.bytes.subarray(start, end)
  }
}

export function floats(values: Values, bits: number): (row: number) => unknown {
  if (bits === 64) return (row) => values.view.getFloat64(8 * row, true)
  if (bits === 32) return (row) => values.view.getFloat32(4 * row, true)
  return (row) => halfFloat(values.view.getUint16(2 * row, true))
}

/** IEEE 754's 16 bits: a sign, 5 of the exponent, 10 of the fraction. */
function halfFloat(half: number): number {
  const sign = half >> 15 === 1 ? -1 : 1
  const [exponent, fraction] = [(half >> 10) & 31, half & 1023]
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15))
}

/** As they are written, all digits kept. */
export function decimals(values: Values, { bits, scale }: ArrowTypeDetail): (row: number) => unknown {
  const words = bits / 32
  if (![1, 2, 4, 8].includes(words)) throw new RangeError(`decimals of ${bits} bits`)
  return (row) => {
    let number = BigInt(values.place(row * words + words - 1, 32))
    for (let word = words - 2; word >= 0; word--)
      number = (number << 32n) | BigInt(values.int(row * words + word, 32, false))
    const digits = String(number < 0n ? -number : number)
    const sign = number < 0n ? '-' : ''
    if (scale <= 0 || scale > 1000) return `${sign}${digits}${scale < 0 ? `e${-scale}` : ''}`
    const padded = digits.padStart(scale + 1, '0')
    return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`
  }
}

/** Months, or days and milliseconds, or months, days and nanoseconds. */
export function intervals(values: Values, unit: number): (row: number) => unknown {
  if (unit === 0) return (row) => values.place(row, 32)
  if (unit === 1) return (row) => [values.place(2 * row, 32), values.place(2 * row + 1, 32)]
  return (row) => [values.place(4 * row, 32), values.place(4 * row + 1, 32), values.place(2 * row + 1, 64)]
}

/** @param unit 0 for seconds to 3 for nanoseconds */
export function inMilliseconds(value: number | bigint, unit: number): number {
  if (unit <= 1) return Number(value) * (unit === 0 ? 1000 : 1)
  const each = unit === 2 ? 1000n : 1_000_000n
  // Downwards, before 1970 too.
  const whole = BigInt(value) / each
  return Number(BigInt(value) < 0n && whole * each !== BigInt(value) ? whole - 1n : whole)
}

export function isoTime(milliseconds: number): string | null {
  const time = new Date(milliseconds)
  return Number.isNaN(time.valueOf()) ? null : time.toISOString()
}
