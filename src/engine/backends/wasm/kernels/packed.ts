/** Products with a matrix of few bits a value (widening.ts), and rows of it. */
import { besideInPanels, depth, gemm, inBlocks, strips } from './gemm'
import { pointer, word } from './simd'
import { fromBias, fromC, fromZero, startOnly } from './start'
import { fewDots } from './vectors'
import { matrixWords, widenRun } from './widening'

/** A [m, k] · P or, transposed, A · Pᵀ, + A₂ [m, k₂] · B₂ + bias. Chunk by chunk, as in `multiply`. */
export function multiplyPacked(args: usize, begin: i32, end: i32, scratch: usize): void {
  const m = word(args, 0)
  const n = word(args, 1)
  const rowsEach = word(args, 2)
  const columnsEach = word(args, 3)
  const bias = pointer(args, 4)
  const c = pointer(args, 5)
  const k = word(args, 6)
  const a = pointer(args, 7)
  const transposed = word(args, 8) !== 0
  const matrix = args + 4 * 9
  const beside = matrix + 4 * matrixWords
  const k2 = word(beside, 0)
  const b2Row = pointer(beside, 3)
  const b2Column = pointer(beside, 4)
  const cRow: usize = 4 * n
  const aRow: usize = 4 * k
  const a2Row: usize = 4 * k2
  const start = bias ? fromBias : fromZero
  const across = (n + columnsEach - 1) / columnsEach
  for (let chunk = begin; chunk < end; chunk++) {
    const row = (chunk / across) * rowsEach
    const column = (chunk % across) * columnsEach
    const rows = min(rowsEach, m - row)
    const columns = min(columnsEach, n - column)
    const to = c + row * cRow + 4 * column
    const shift = bias + 4 * column
    const left = a + row * aRow
    const a2 = pointer(beside, 1) + row * a2Row
    const b2 = pointer(beside, 2) + column * b2Column
    const within = besideInPanels(k2, columns)
    if (k === 0) startOnly(rows, columns, to, cRow, start, shift)
    else if (rows <= 2 && transposed)
      dotsOfFew(rows, columns, k, left, aRow, matrix, column, to, cRow, start, shift, scratch)
    else
      inBlocks(
        rows,
        columns,
        k,
        left,
        aRow,
        4,
        column, // of a packed matrix a column's number stands where else its address does
        0,
        1,
        matrix,
        transposed,
        within ? k2 : 0,
        a2,
        a2Row,
        4,
        b2,
        b2Row,
        b2Column,
        to,
        cRow,
        start,
        shift,
        scratch,
      )
    const added = within && k > 0 && !(rows <= 2 && transposed)
    if (k2 > 0 && !added) gemm(rows, columns, k2, a2, a2Row, 4, b2, b2Row, b2Column, to, cRow, fromC, 0, scratch)
  }
}

/** Rows of the matrix that are widened at a time for `dotsOfFew`. */
const dots: i32 = 8

/** Few rows of A times the transpose: rows of the matrix from `column` on, some at a time, are read once. */
function dotsOfFew(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aRow: usize,
  matrix: usize,
  column: i32,
  c: usize,
  cRow: usize,
  start: i32,
  bias: usize,
  scratch: usize,
): void {
  const values = scratch + strips
  for (let at = 0; at < n; at += dots) {
    const side = min(dots, n - at)
    for (let inner = 0; inner < k; inner += depth) {
      const deep = min(depth, k - inner)
      const long = (deep + 15) & ~15
      const each: usize = 4 * long
      for (let row = 0; row < side; row++) widenRun(matrix, column + at + row, inner, long, values + row * each)
      const from = inner === 0 ? start : fromC
      fewDots(m, side, deep, a + 4 * inner, aRow, values, each, c + 4 * at, cRow, from, bias + 4 * at)
    }
  }
}

/** Values of a row that are widened at a time. */
const piece: i32 = 1024

/** Rows of the matrix by their numbers → [count, columns]; a chunk is `each` of them. */
export function pickRows(args: usize, begin: i32, end: i32, scratch: usize): void {
  const count = word(args, 0)
  const each = word(args, 1)
  const columns = word(args, 2)
  const ids = pointer(args, 3)
  const to = pointer(args, 4)
  const matrix = args + 4 * 5
  const values = scratch + strips
  const stop = min(count, end * each)
  for (let at = begin * each; at < stop; at++) {
    const row = load<i32>(ids + 4 * at)
    for (let from = 0; from < columns; from += piece) {
      const long = min(piece, columns - from)
      const out = to + 4 * (<usize>columns * at + from)
      if (long % 16 === 0) {
        widenRun(matrix, row, from, long, out)
        continue
      }
      widenRun(matrix, row, from, (long + 15) & ~15, values)
      memory.copy(out, values, 4 * long)
    }
  }
}
