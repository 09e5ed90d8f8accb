/** The file's own 16 bits as they lie; a file of float32 is rounded to half precision, or to brain halves where it is too large for that. */
import { narrow } from '../../halfPrecision.ts'
import { forEachRow, heldRows, largestOf, type PackFormat, type Rows, strideOf } from './packFormat.ts'

/** From here on a number rounds to the infinity of half precision. */
const beyondHalf = 65520

export const halves: PackFormat = {
  pack(source) {
    const { rows, columns } = source
    const stride = strideOf(columns)
    const bits = new Uint16Array(rows * stride)
    const kind = source.halves?.kind ?? (fitsHalf(source) ? 'f16' : 'bf16')
    if (source.halves) {
      for (const [from, to] of heldRows(source)) {
        const some = source.halves.bits(from, to)
        for (let row = from; row < to; row++)
          bits.set(some.subarray((row - from) * columns, (row - from + 1) * columns), row * stride)
      }
    } else
      forEachRow(source, (values, row) =>
        bits.set(kind === 'f16' ? halvesOf(values) : brainHalves(values), row * stride),
      )
    const codes = new Uint8Array(bits.buffer)
    return { layout: kind, rows, columns, stride, group: stride, codes, scales: null, levels: null }
  },
}

function fitsHalf(source: Rows): boolean {
  let fits = true
  forEachRow(source, (values) => {
    fits &&= largestOf(values, 0, values.length) < beyondHalf
  })
  return fits
}

function halvesOf(values: Float32Array): Uint16Array {
  return new Uint16Array(narrow(values.slice()).buffer)
}

/** To nearest, ties to even; what is no number stays none. */
function brainHalves(values: Float32Array): Uint16Array {
  const words = new Uint32Array(values.slice().buffer)
  return Uint16Array.from(words, (word) => {
    if ((word & 0x7fffffff) > 0x7f800000) return (word >>> 16) | 0x40
    return (word + 0x7fff + ((word >>> 16) & 1)) >>> 16
  })
}
