/** 8 bits, symmetric: of each row the largest magnitude is 127 steps. */
import { forEachRow, largestOf, type PackFormat, strideOf } from './packFormat.ts'

const most = 127

export const wholeNumbers: PackFormat = {
  pack(source) {
    const { rows, columns } = source
    const stride = strideOf(columns)
    const steps = new Int8Array(rows * stride)
    const scales = new Float32Array(rows)
    forEachRow(source, (values, row) => {
      const scale = Math.fround(largestOf(values, 0, columns) / most)
      scales[row] = scale
      if (scale === 0) return
      for (let at = 0; at < columns; at++) steps[row * stride + at] = roundEven((values[at] as number) / scale)
    })
    const codes = new Uint8Array(steps.buffer)
    return { layout: 'int8', rows, columns, stride, group: stride, codes, scales, levels: null }
  },
}

/** To the nearest whole number, halves to the even one, as torch and numpy round. */
export function roundEven(value: number): number {
  const below = Math.floor(value)
  const rest = value - below
  if (rest === 0.5) return below + (below & 1)
  return rest < 0.5 ? below : below + 1
}
