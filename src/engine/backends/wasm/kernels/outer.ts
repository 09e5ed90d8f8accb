/**
 * Products over a long depth with few rows or columns, as the gradients of a low-rank pair: a sum of outer products,
 * for which the large factor is read as it lies, once for each eight of those.
 */
import { fma, storeTransposed } from './simd'
import { fromC, fromZero, startOnly } from './start'

/** Columns of B, or rows of A, at a time: six depths of them fill 12 of 15 registers, beside two sums and a value of A. */
export const outerWidth: i32 = 8
/** So many rows of sums, 16 kB, stay in the first cache. */
const rowsAtATime: i32 = 512

/** C [m, n] = A · B + start, A [m, k] stored by columns and B [k, n] by rows; n is a multiple of 8. */
export function tallOuter(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aColumn: usize,
  b: usize,
  bRow: usize,
  c: usize,
  cRow: usize,
  start: i32,
  bias: usize,
): void {
  startOnly(m, n, c, cRow, start, bias)
  for (let row = 0; row < m; row += rowsAtATime)
    for (let column = 0; column < n; column += outerWidth)
      outerSums(
        min(rowsAtATime, m - row),
        k,
        a + 4 * row,
        aColumn,
        b + 4 * column,
        bRow,
        c + row * cRow + 4 * column,
        cRow,
      )
}

/** The same where m is a multiple of 8: what is summed is C transposed. */
export function wideOuter(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aColumn: usize,
  b: usize,
  bRow: usize,
  c: usize,
  cRow: usize,
  start: i32,
  bias: usize,
  scratch: usize,
): void {
  for (let column = 0; column < n; column += rowsAtATime) {
    const columns = min(rowsAtATime, n - column)
    for (let row = 0; row < m; row += outerWidth) {
      const to = c + row * cRow + 4 * column
      startTurned(columns, to, cRow, start, bias + 4 * column, scratch)
      outerSums(columns, k, b + 4 * column, bRow, a + 4 * row, aColumn, scratch, 4 * outerWidth)
      turn(columns, scratch, to, cRow)
    }
  }
}

/** What the sums [columns, 8] start from. */
function startTurned(columns: i32, c: usize, cRow: usize, start: i32, bias: usize, to: usize): void {
  if (start === fromZero) {
    memory.fill(to, 0, 4 * outerWidth * columns)
    return
  }
  for (; columns > 0; columns--, c += 4, bias += 4)
    for (let row = 0; row < outerWidth; row++, to += 4)
      store<f32>(to, load<f32>(start === fromC ? c + row * cRow : bias))
}

/** Sums [columns, 8] → C [8, columns]. */
function turn(columns: i32, from: usize, c: usize, cRow: usize): void {
  for (; columns >= 4; columns -= 4, from += 128, c += 16) {
    storeTransposed(v128.load(from), v128.load(from, 32), v128.load(from, 64), v128.load(from, 96), c, cRow)
    const half = from + 16
    const low = c + 4 * cRow
    storeTransposed(v128.load(half), v128.load(half, 32), v128.load(half, 64), v128.load(half, 96), low, cRow)
  }
  for (; columns > 0; columns--, c += 4)
    for (let row = 0; row < outerWidth; row++, from += 4) store<f32>(c + row * cRow, load<f32>(from))
}

/** C [m, 8] += Σ over the depth of what A has there, lying side by side, times what B has; six depths at a time. */
function outerSums(m: i32, k: i32, a: usize, aColumn: usize, b: usize, bRow: usize, c: usize, cRow: usize): void {
  const step2 = 2 * aColumn
  const step3 = 3 * aColumn
  const step4 = 4 * aColumn
  const step5 = 5 * aColumn
  for (; k >= 6; k -= 6, a += 6 * aColumn) {
    const b00 = v128.load(b)
    const b01 = v128.load(b, 16)
    b += bRow
    const b10 = v128.load(b)
    const b11 = v128.load(b, 16)
    b += bRow
    const b20 = v128.load(b)
    const b21 = v128.load(b, 16)
    b += bRow
    const b30 = v128.load(b)
    const b31 = v128.load(b, 16)
    b += bRow
    const b40 = v128.load(b)
    const b41 = v128.load(b, 16)
    b += bRow
    const b50 = v128.load(b)
    const b51 = v128.load(b, 16)
    b += bRow
    const end = a + 4 * m
    for (let at = a, to = c; at < end; at += 4, to += cRow) {
      const a0 = v128.load32_splat(at)
      let s0 = fma(a0, b00, v128.load(to))
      let s1 = fma(a0, b01, v128.load(to, 16))
      const a1 = v128.load32_splat(at + aColumn)
      s0 = fma(a1, b10, s0)
      s1 = fma(a1, b11, s1)
      const a2 = v128.load32_splat(at + step2)
      s0 = fma(a2, b20, s0)
      s1 = fma(a2, b21, s1)
      const a3 = v128.load32_splat(at + step3)
      s0 = fma(a3, b30, s0)
      s1 = fma(a3, b31, s1)
      const a4 = v128.load32_splat(at + step4)
      s0 = fma(a4, b40, s0)
      s1 = fma(a4, b41, s1)
      const a5 = v128.load32_splat(at + step5)
      s0 = fma(a5, b50, s0)
      s1 = fma(a5, b51, s1)
      v128.store(to, s0)
      v128.store(to, s1, 16)
    }
  }
  for (; k > 0; k--, a += aColumn, b += bRow) {
    const b0 = v128.load(b)
    const b1 = v128.load(b, 16)
    const end = a + 4 * m
    for (let at = a, to = c; at < end; at += 4, to += cRow) {
      const a0 = v128.load32_splat(at)
      v128.store(to, fma(a0, b0, v128.load(to)))
      v128.store(to, fma(a0, b1, v128.load(to, 16)), 16)
    }
  }
}
