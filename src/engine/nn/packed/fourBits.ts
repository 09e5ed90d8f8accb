/** Four bits a value, two to a byte, each group of a row by a scale of its own. */
import { forEachRow, largestOf, type PackFormat, strideOf } from './packFormat.ts'

export interface FourBits {
  /** Values that share a scale. */
  readonly group: number
  /** What the 16 codes are worth before they are scaled. */
  readonly levels: Float32Array<ArrayBuffer>
  /** The code of 0, which fills rows up. */
  readonly zero: number
  /** A group's scale, by its largest magnitude. */
  scaleOf(largest: number): number
  /** Of a value, by the reciprocal of its scale in float32. */
  codeOf(value: number, scale: number): number
}

export function fourBits({ group, levels, zero, scaleOf, codeOf }: FourBits): PackFormat {
  return {
    pack(source) {
      const { rows, columns } = source
      const stride = strideOf(columns, group)
      const codes = new Uint8Array((rows * stride) / 2).fill(zero * 17)
      const scales = new Float32Array((rows * stride) / group)
      forEachRow(source, (values, row) => {
        for (let from = 0; from < columns; from += group) {
          const to = Math.min(columns, from + group)
          const scale = Math.fround(scaleOf(largestOf(values, from, to)))
          const start = row * stride + from
          scales[start / group] = scale
          if (scale === 0) continue
          for (let at = from; at < to; at++) {
            const code = codeOf(values[at] as number, scale)
            const place = (row * stride + at) >> 1
            const byte = codes[place] as number
            codes[place] = at % 2 === 0 ? (byte & 15) | (code << 4) : (byte & 240) | code
          }
        }
      })
      return { layout: 'levels', rows, columns, stride, group, codes, scales, levels }
    },
  }
}
