/** Products of one row or two: B is read as it lies, once for each. */
import { fma, sumOfLanes } from './simd'
import { startOnly } from './start'

/** Vectors times a matrix stored by rows: each row of B is read once, as it lies. */
export function fewRows(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aRow: usize,
  aColumn: usize,
  b: usize,
  bRow: usize,
  c: usize,
  cRow: usize,
  start: i32,
  bias: usize,
): void {
  startOnly(m, n, c, cRow, start, bias)
  for (; m > 0; m--, a += aRow, c += cRow) {
    const stop = c + 4 * n
    let inner = 0
    for (; inner + 4 <= k; inner += 4) {
      const from = a + inner * aColumn
      const a0 = v128.load32_splat(from)
      const a1 = v128.load32_splat(from + aColumn)
      const a2 = v128.load32_splat(from + 2 * aColumn)
      const a3 = v128.load32_splat(from + 3 * aColumn)
      let row = b + inner * bRow
      let to = c
      for (; to + 16 <= stop; to += 16, row += 16) {
        const low = fma(a0, v128.load(row), fma(a1, v128.load(row + bRow), v128.load(to)))
        v128.store(to, f32x4.add(low, fma(a2, v128.load(row + 2 * bRow), f32x4.mul(a3, v128.load(row + 3 * bRow)))))
      }
      for (; to < stop; to += 4, row += 4)
        store<f32>(
          to,
          load<f32>(to) +
            load<f32>(from) * load<f32>(row) +
            load<f32>(from + aColumn) * load<f32>(row + bRow) +
            load<f32>(from + 2 * aColumn) * load<f32>(row + 2 * bRow) +
            load<f32>(from + 3 * aColumn) * load<f32>(row + 3 * bRow),
        )
    }
    for (; inner < k; inner++) {
      const value = load<f32>(a + inner * aColumn)
      for (let to = c, row = b + inner * bRow; to < stop; to += 4, row += 4)
        store<f32>(to, load<f32>(to) + value * load<f32>(row))
    }
  }
}

/** Vectors times a matrix stored by columns: four columns of B are read at a time, as they lie. */
export function fewDots(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aRow: usize,
  b: usize,
  bColumn: usize,
  c: usize,
  cRow: usize,
  start: i32,
  bias: usize,
): void {
  startOnly(m, n, c, cRow, start, bias)
  for (; m > 0; m--, a += aRow, c += cRow) {
    let column = 0
    for (; column + 4 <= n; column += 4) {
      const at = c + 4 * column
      v128.store(at, f32x4.add(v128.load(at), fourDots(k, a, b + column * bColumn, bColumn)))
    }
    for (; column < n; column++) {
      const at = c + 4 * column
      // The same column four times over.
      store<f32>(at, load<f32>(at) + f32x4.extract_lane(fourDots(k, a, b + column * bColumn, 0), 0))
    }
  }
}

function fourDots(k: i32, a: usize, b: usize, bColumn: usize): v128 {
  let s0 = f32x4.splat(0)
  let s1 = s0
  let s2 = s0
  let s3 = s0
  const end = a + 4 * k
  for (; a + 16 <= end; a += 16, b += 16) {
    const values = v128.load(a)
    s0 = fma(values, v128.load(b), s0)
    s1 = fma(values, v128.load(b + bColumn), s1)
    s2 = fma(values, v128.load(b + 2 * bColumn), s2)
    s3 = fma(values, v128.load(b + 3 * bColumn), s3)
  }
  let sums = f32x4(sumOfLanes(s0), sumOfLanes(s1), sumOfLanes(s2), sumOfLanes(s3))
  for (; a < end; a += 4, b += 4) {
    let values = v128.load32_zero(b)
    values = v128.load_lane<f32>(b + bColumn, values, 1)
    values = v128.load_lane<f32>(b + 2 * bColumn, values, 2)
    values = v128.load_lane<f32>(b + 3 * bColumn, values, 3)
    sums = fma(v128.load32_splat(a), values, sums)
  }
  return sums
}
