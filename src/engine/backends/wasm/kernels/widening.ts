/**
 * Matrices of few bits a value, widened while they are packed for the tile: a strip at a time, which the first cache
 * holds. A matrix is told by words: layout, stride, values to a scale, codes, scales, levels.
 */
import { packB } from './packing'
import { pointer, word } from './simd'
import { tileColumns } from './tile'

/** Words of a matrix. */
export const matrixWords: i32 = 6

const f16: i32 = 0
const bf16: i32 = 1
const int8: i32 = 2

/** Values that are widened together; rows are filled up to whole ones. */
const step: i32 = 16

/* @inline */ function downToStep(at: i32): i32 {
  return at & ~(step - 1)
}

/* @inline */ function upToStep(at: i32): i32 {
  return (at + step - 1) & ~(step - 1)
}

/** Bytes of the strips of `packWidened`: 8 rows of a depth of 448, or 2 rows of 1024 columns and what lies beside them. */
export const stripBytes: usize = 16384

/** Values of one row, from the first on, both whole steps. */
export function widenRun(matrix: usize, row: i32, from: i32, count: i32, to: usize): void {
  const layout = word(matrix, 0)
  const group = word(matrix, 2)
  const codes = pointer(matrix, 3)
  const at = word(matrix, 1) * row + from
  if (layout === f16) widenHalves(codes + 2 * at, count, to)
  else if (layout === bf16) widenBrainHalves(codes + 2 * at, count, to)
  else {
    const scales = pointer(matrix, 4)
    let left = count
    for (let value = at; left > 0; ) {
      const within = min(left, group - (value % group))
      const scale = v128.load32_splat(scales + 4 * (value / group))
      if (layout === int8) widenWhole(codes + value, within, scale, to)
      else widenLevels(codes + (value >> 1), within, scale, pointer(matrix, 5), to)
      value += within
      left -= within
      to += 4 * within
    }
  }
}

function widenHalves(from: usize, count: i32, to: usize): void {
  for (; count > 0; count -= 8, from += 16, to += 32) {
    const bits = v128.load(from)
    v128.store(to, fromHalf(i32x4.extend_low_i16x8_u(bits)))
    v128.store(to, fromHalf(i32x4.extend_high_i16x8_u(bits)), 16)
  }
}

/** Exponent and fraction are moved to their places, and the exponent's other offset is multiplied away; what is infinite or no number stays so. */
/* @inline */ function fromHalf(half: v128): v128 {
  const sign = i32x4.shl(v128.and(half, i32x4.splat(0x8000)), 16)
  const moved = i32x4.shl(v128.and(half, i32x4.splat(0x7fff)), 13)
  const scaled = f32x4.mul(moved, f32x4.splat(5.192296858534828e33)) // 2¹¹²
  const full = i32x4.splat(0x7c00)
  const beyond = v128.and(i32x4.eq(v128.and(half, full), full), i32x4.splat(0x7f800000))
  return v128.or(v128.or(scaled, beyond), sign)
}

/** A brain half is the upper half of a float32. */
function widenBrainHalves(from: usize, count: i32, to: usize): void {
  for (; count > 0; count -= 8, from += 16, to += 32) {
    const bits = v128.load(from)
    v128.store(to, i32x4.shl(i32x4.extend_low_i16x8_u(bits), 16))
    v128.store(to, i32x4.shl(i32x4.extend_high_i16x8_u(bits), 16), 16)
  }
}

function widenWhole(from: usize, count: i32, scale: v128, to: usize): void {
  for (; count > 0; count -= 16, from += 16, to += 64) {
    const bytes = v128.load(from)
    const low = i16x8.extend_low_i8x16_s(bytes)
    const high = i16x8.extend_high_i8x16_s(bytes)
    v128.store(to, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(low)), scale))
    v128.store(to, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(low)), scale), 16)
    v128.store(to, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(high)), scale), 32)
    v128.store(to, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(high)), scale), 48)
  }
}

/** Each code picks its level byte by byte: the four bytes of all 16 levels lie in a register each. */
function widenLevels(from: usize, count: i32, scale: v128, levels: usize, to: usize): void {
  const t0 = v128.load(levels)
  const t1 = v128.load(levels, 16)
  const t2 = v128.load(levels, 32)
  const t3 = v128.load(levels, 48)
  const low = v128.shuffle<i8>(t0, t1, 0, 4, 8, 12, 16, 20, 24, 28, 1, 5, 9, 13, 17, 21, 25, 29)
  const lowNext = v128.shuffle<i8>(t2, t3, 0, 4, 8, 12, 16, 20, 24, 28, 1, 5, 9, 13, 17, 21, 25, 29)
  const high = v128.shuffle<i8>(t0, t1, 2, 6, 10, 14, 18, 22, 26, 30, 3, 7, 11, 15, 19, 23, 27, 31)
  const highNext = v128.shuffle<i8>(t2, t3, 2, 6, 10, 14, 18, 22, 26, 30, 3, 7, 11, 15, 19, 23, 27, 31)
  const first = v128.shuffle<i64>(low, lowNext, 0, 2)
  const second = v128.shuffle<i64>(low, lowNext, 1, 3)
  const third = v128.shuffle<i64>(high, highNext, 0, 2)
  const fourth = v128.shuffle<i64>(high, highNext, 1, 3)
  for (; count > 0; count -= 16, from += 8, to += 64) {
    const bytes = v128.load64_zero(from)
    const upper = i8x16.shr_u(bytes, 4)
    const lower = v128.and(bytes, i8x16.splat(15))
    const picks = v128.shuffle<i8>(upper, lower, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
    const p0 = i8x16.swizzle(first, picks)
    const p1 = i8x16.swizzle(second, picks)
    const p2 = i8x16.swizzle(third, picks)
    const p3 = i8x16.swizzle(fourth, picks)
    const a = v128.shuffle<i8>(p0, p1, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
    const b = v128.shuffle<i8>(p2, p3, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
    const c = v128.shuffle<i8>(p0, p1, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
    const d = v128.shuffle<i8>(p2, p3, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
    v128.store(to, f32x4.mul(v128.shuffle<i16>(a, b, 0, 8, 1, 9, 2, 10, 3, 11), scale))
    v128.store(to, f32x4.mul(v128.shuffle<i16>(a, b, 4, 12, 5, 13, 6, 14, 7, 15), scale), 16)
    v128.store(to, f32x4.mul(v128.shuffle<i16>(c, d, 0, 8, 1, 9, 2, 10, 3, 11), scale), 32)
    v128.store(to, f32x4.mul(v128.shuffle<i16>(c, d, 4, 12, 5, 13, 6, 14, 7, 15), scale), 48)
  }
}

/** `packB` of the matrix or, transposed, of its transpose: B's rows from `inner`, its columns from `column` on. */
export function packWidened(
  columns: i32,
  deep: i32,
  matrix: usize,
  transposed: bool,
  inner: i32,
  column: i32,
  to: usize,
  panel: i32,
  strips: usize,
): void {
  if (transposed) {
    const start = downToStep(inner)
    const long = upToStep(inner + deep) - start
    const each: usize = 4 * long
    const values = strips + 4 * (inner - start)
    for (let at = 0; at < columns; at += tileColumns) {
      const side = min(tileColumns, columns - at)
      for (let row = 0; row < side; row++) widenRun(matrix, column + at + row, start, long, strips + row * each)
      packB(side, deep, values, 4, each, to + 4 * at * panel, panel, false)
    }
    return
  }
  const start = downToStep(column)
  const long = upToStep(column + columns) - start
  const each: usize = 4 * long
  const values = strips + 4 * (column - start)
  for (let at = 0; at < deep; at += 2, to += 8 * tileColumns) {
    const rows = min(2, deep - at)
    for (let row = 0; row < rows; row++) widenRun(matrix, inner + at + row, start, long, strips + row * each)
    packB(columns, rows, values, each, 4, to, panel, false)
  }
}
