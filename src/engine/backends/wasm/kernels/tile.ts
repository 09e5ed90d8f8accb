/** A block of A times a panel of B, tile by tile of C. */
import { fma } from './simd'
import { fromBias, fromC, fromZero } from './start'

/** Rows of a tile: with 8 columns its 10 sums, the row of B and one value of A just fit V8's 15 registers. */
export const tileRows: i32 = 5
export const tileColumns: i32 = 8

/** The rows of one block of A, all packed, times one panel of B. */
export function packed(
  rows: i32,
  columns: i32,
  deep: i32,
  a: usize,
  b: usize,
  bStep: usize,
  c: usize,
  cRow: usize,
  start: i32,
  bias: usize,
  spareTile: usize,
): void {
  for (; rows >= tileRows && columns === tileColumns; rows -= tileRows, a += 4 * tileRows * deep, c += tileRows * cRow)
    tile(deep, a, 4 * tileRows, b, bStep, c, cRow, start, bias)
  for (; rows > 0; rows -= tileRows, a += 4 * tileRows * deep, c += tileRows * cRow) {
    tile(deep, a, 4 * tileRows, b, bStep, spareTile, 4 * tileColumns, fromZero, 0)
    finish(min(tileRows, rows), columns, spareTile, c, cRow, start, bias)
  }
}

/** The same with A as it lies, by rows; only rows left over at the end are packed. */
export function asItIs(
  rows: i32,
  columns: i32,
  deep: i32,
  a: usize,
  aRow: usize,
  edge: usize,
  b: usize,
  bStep: usize,
  c: usize,
  cRow: usize,
  start: i32,
  bias: usize,
  spareTile: usize,
): void {
  const whole = columns === tileColumns
  edge += 4 * (rows - (rows % tileRows)) * deep
  for (; rows >= tileRows; rows -= tileRows, a += tileRows * aRow, c += tileRows * cRow) {
    const at = whole ? c : spareTile
    const step = whole ? cRow : 4 * tileColumns
    tileOfRows(deep, a, aRow, b, bStep, at, step, whole ? start : fromZero, bias)
    if (!whole) finish(tileRows, columns, spareTile, c, cRow, start, bias)
  }
  if (rows > 0) packed(rows, columns, deep, edge, b, bStep, c, cRow, start, bias, spareTile)
}

/** A tile that hangs over an edge was computed beside C: its valid part goes there. */
function finish(rows: i32, columns: i32, from: usize, c: usize, cRow: usize, start: i32, bias: usize): void {
  for (let row = 0; row < rows; row++, c += cRow, from += 4 * tileColumns)
    for (let column = 0; column < columns; column++) {
      let sum = load<f32>(from + 4 * column)
      if (start === fromC) sum += load<f32>(c + 4 * column)
      else if (start === fromBias) sum += load<f32>(bias + 4 * column)
      store<f32>(c + 4 * column, sum)
    }
}

/** The heart. One step of the depth at a time: unrolled, V8 would fetch ahead more than its registers hold. */
function tile(
  deep: i32,
  a: usize,
  aStep: usize,
  b: usize,
  bStep: usize,
  c: usize,
  cRow: usize,
  start: i32,
  bias: usize,
): void {
  let s00 = f32x4.splat(0)
  let s01 = s00
  let s10 = s00
  let s11 = s00
  let s20 = s00
  let s21 = s00
  let s30 = s00
  let s31 = s00
  let s40 = s00
  let s41 = s00
  if (start === fromBias) {
    s00 = s10 = s20 = s30 = s40 = v128.load(bias)
    s01 = s11 = s21 = s31 = s41 = v128.load(bias, 16)
  } else if (start === fromC) {
    s00 = v128.load(c)
    s01 = v128.load(c, 16)
    s10 = v128.load(c + cRow)
    s11 = v128.load(c + cRow, 16)
    s20 = v128.load(c + 2 * cRow)
    s21 = v128.load(c + 2 * cRow, 16)
    s30 = v128.load(c + 3 * cRow)
    s31 = v128.load(c + 3 * cRow, 16)
    s40 = v128.load(c + 4 * cRow)
    s41 = v128.load(c + 4 * cRow, 16)
  }
  for (; deep > 0; deep--) {
    const b0 = v128.load(b)
    const b1 = v128.load(b, 16)
    const a0 = v128.load32_splat(a)
    s00 = fma(a0, b0, s00)
    s01 = fma(a0, b1, s01)
    const a1 = v128.load32_splat(a, 4)
    s10 = fma(a1, b0, s10)
    s11 = fma(a1, b1, s11)
    const a2 = v128.load32_splat(a, 8)
    s20 = fma(a2, b0, s20)
    s21 = fma(a2, b1, s21)
    const a3 = v128.load32_splat(a, 12)
    s30 = fma(a3, b0, s30)
    s31 = fma(a3, b1, s31)
    const a4 = v128.load32_splat(a, 16)
    s40 = fma(a4, b0, s40)
    s41 = fma(a4, b1, s41)
    a += aStep
    b += bStep
  }
  v128.store(c, s00)
  v128.store(c, s01, 16)
  v128.store(c + cRow, s10)
  v128.store(c + cRow, s11, 16)
  v128.store(c + 2 * cRow, s20)
  v128.store(c + 2 * cRow, s21, 16)
  v128.store(c + 3 * cRow, s30)
  v128.store(c + 3 * cRow, s31, 16)
  v128.store(c + 4 * cRow, s40)
  v128.store(c + 4 * cRow, s41, 16)
}

/** The same where A's rows have their values side by side. */
function tileOfRows(
  deep: i32,
  a: usize,
  aRow: usize,
  b: usize,
  bStep: usize,
  c: usize,
  cRow: usize,
  start: i32,
  bias: usize,
): void {
  let s00 = f32x4.splat(0)
  let s01 = s00
  let s10 = s00
  let s11 = s00
  let s20 = s00
  let s21 = s00
  let s30 = s00
  let s31 = s00
  let s40 = s00
  let s41 = s00
  if (start === fromBias) {
    s00 = s10 = s20 = s30 = s40 = v128.load(bias)
    s01 = s11 = s21 = s31 = s41 = v128.load(bias, 16)
  } else if (start === fromC) {
    s00 = v128.load(c)
    s01 = v128.load(c, 16)
    s10 = v128.load(c + cRow)
    s11 = v128.load(c + cRow, 16)
    s20 = v128.load(c + 2 * cRow)
    s21 = v128.load(c + 2 * cRow, 16)
    s30 = v128.load(c + 3 * cRow)
    s31 = v128.load(c + 3 * cRow, 16)
    s40 = v128.load(c + 4 * cRow)
    s41 = v128.load(c + 4 * cRow, 16)
  }
  for (; deep > 0; deep--) {
    const b0 = v128.load(b)
    const b1 = v128.load(b, 16)
    const a0 = v128.load32_splat(a)
    s00 = fma(a0, b0, s00)
    s01 = fma(a0, b1, s01)
    const a1 = v128.load32_splat(a + aRow)
    s10 = fma(a1, b0, s10)
    s11 = fma(a1, b1, s11)
    const a2 = v128.load32_splat(a + 2 * aRow)
    s20 = fma(a2, b0, s20)
    s21 = fma(a2, b1, s21)
    const a3 = v128.load32_splat(a + 3 * aRow)
    s30 = fma(a3, b0, s30)
    s31 = fma(a3, b1, s31)
    const a4 = v128.load32_splat(a + 4 * aRow)
    s40 = fma(a4, b0, s40)
    s41 = fma(a4, b1, s41)
    a += 4
    b += bStep
  }
  v128.store(c, s00)
  v128.store(c, s01, 16)
  v128.store(c + cRow, s10)
  v128.store(c + cRow, s11, 16)
  v128.store(c + 2 * cRow, s20)
  v128.store(c + 2 * cRow, s21, 16)
  v128.store(c + 3 * cRow, s30)
  v128.store(c + 3 * cRow, s31, 16)
  v128.store(c + 4 * cRow, s40)
  v128.store(c + 4 * cRow, s41, 16)
}
