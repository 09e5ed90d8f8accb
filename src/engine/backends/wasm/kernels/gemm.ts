/**
 * Matrix product in the manner of Goto and van de Geijn (2008): blocks of A and B are packed into panels that the caches
 * hold, and a small tile of C is kept in registers while a panel of each streams by. All strides are in bytes.
 */
import { outerWidth, tallOuter, wideOuter } from './outer'
import { packA, packB } from './packing'
import { fromC, startOnly } from './start'
import { asItIs, packed, tileColumns, tileRows } from './tile'
import { fewDots, fewRows } from './vectors'
import { packWidened, stripBytes } from './widening'

/** A panel of B, 8 columns of this depth, takes a third of a 32 kB first cache. */
export const depth: i32 = 384
/** What a second pair of factors may add to that. */
const addedDepth: i32 = 64
/** A block of A, 123 to 143 kB, stays in the second cache. */
const blockRows: i32 = 80
const blockColumns: i32 = 1024

const packedA: usize = 4 * tileRows * (depth + addedDepth)
const packedB: usize = 4 * tileColumns * (depth + addedDepth)
const spare: usize = 4 * tileRows * tileColumns

/** Where in the scratch a matrix of few bits is widened, strip by strip. */
export const strips: usize = spare + (blockRows / tileRows) * packedA + (blockColumns / tileColumns) * packedB

/** Bytes of scratch that `gemm` needs. */
export const gemmScratch: usize = strips + stripBytes

/**
 * C [m, n] = A [m, k] · B [k, n] + what `start` says (bias is [n]). One stride of A and one of B is 4: both orders of
 * storage are welcome. Columns of C lie side by side.
 */
export function gemm(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aRow: usize,
  aColumn: usize,
  b: usize,
  bRow: usize,
  bColumn: usize,
  c: usize,
  cRow: usize,
  start: i32,
  bias: usize,
  scratch: usize,
): void {
  if (k === 0) {
    startOnly(m, n, c, cRow, start, bias)
    return
  }
  if (m <= 2 && bColumn === 4) {
    fewRows(m, n, k, a, aRow, aColumn, b, bRow, c, cRow, start, bias)
    return
  }
  if (m <= 2 && aColumn === 4) {
    fewDots(m, n, k, a, aRow, b, bColumn, c, cRow, start, bias)
    return
  }
  if (aRow === 4 && bColumn === 4 && k >= deepForSums) {
    if (n <= mostOfSums && n % outerWidth === 0) {
      tallOuter(m, n, k, a, aColumn, b, bRow, c, cRow, start, bias)
      return
    }
    if (m <= mostOfSums && m % outerWidth === 0) {
      wideOuter(m, n, k, a, aColumn, b, bRow, c, cRow, start, bias, scratch)
      return
    }
  }
  inBlocks(m, n, k, a, aRow, aColumn, b, bRow, bColumn, 0, false, 0, 0, 0, 0, 0, 0, 0, c, cRow, start, bias, scratch)
}

/** C = A · B + A₂ · B₂ + what `start` says. A second pair of small inner size is added in the first's last pass. */
export function gemmOfTwo(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aRow: usize,
  aColumn: usize,
  b: usize,
  bRow: usize,
  bColumn: usize,
  k2: i32,
  a2: usize,
  a2Row: usize,
  a2Column: usize,
  b2: usize,
  b2Row: usize,
  b2Column: usize,
  c: usize,
  cRow: usize,
  start: i32,
  bias: usize,
  scratch: usize,
): void {
  if (k > 0 && k2 > 0 && k2 <= addedDepth && m > fewOfA && n > fewOfB) {
    inBlocks(
      m,
      n,
      k,
      a,
      aRow,
      aColumn,
      b,
      bRow,
      bColumn,
      0,
      false,
      k2,
      a2,
      a2Row,
      a2Column,
      b2,
      b2Row,
      b2Column,
      c,
      cRow,
      start,
      bias,
      scratch,
    )
    return
  }
  gemm(m, n, k, a, aRow, aColumn, b, bRow, bColumn, c, cRow, start, bias, scratch)
  if (k2 > 0) gemm(m, n, k2, a2, a2Row, a2Column, b2, b2Row, b2Column, c, cRow, fromC, 0, scratch)
}

/** Depth from which a sum of outer products pays, and the rows of A or columns of B up to which it does. */
const deepForSums: i32 = 48
const mostOfSums: i32 = 16
/** Rows of A and columns of B up to which the other matrix is read where it lies: packing pays when it is read often. */
const fewOfA: i32 = 2 * tileRows
const fewOfB: i32 = 2 * tileColumns

/** Whether a second pair can stand in the last panels of a first whose B is always packed. */
export function besideInPanels(k2: i32, n: i32): bool {
  return k2 > 0 && k2 <= addedDepth && n > fewOfB
}

/**
 * The second pair, if there is one (k2 > 0), lengthens the last panels of the first. Where a matrix of few bits takes
 * the place of B, `b` is the number of its first column, with steps of 0 and 1.
 */
export function inBlocks(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aRow: usize,
  aColumn: usize,
  b: usize,
  bRow: usize,
  bColumn: usize,
  matrix: usize,
  transposed: bool,
  k2: i32,
  a2: usize,
  a2Row: usize,
  a2Column: usize,
  b2: usize,
  b2Row: usize,
  b2Column: usize,
  c: usize,
  cRow: usize,
  start: i32,
  bias: usize,
  scratch: usize,
): void {
  const asIsA = n <= fewOfB && aColumn === 4
  const asIsB = m <= fewOfA && bColumn === 4
  const leftPanels = scratch + spare
  const rightPanels = leftPanels + (blockRows / tileRows) * packedA
  for (let column = 0; column < n; column += blockColumns) {
    const columns = min(blockColumns, n - column)
    for (let inner = 0; inner < k; inner += depth) {
      const first = min(depth, k - inner)
      const second = inner + first === k ? k2 : 0
      const deep = first + second
      const right = b + inner * bRow + column * bColumn
      if (matrix)
        packWidened(columns, first, matrix, transposed, inner, <i32>right, rightPanels, deep, scratch + strips)
      else packB(columns, first, right, bRow, bColumn, rightPanels, deep, asIsB)
      if (second)
        packB(columns, k2, b2 + column * b2Column, b2Row, b2Column, rightPanels + 4 * tileColumns * first, deep, false)
      for (let row = 0; row < m; row += blockRows) {
        const rows = min(blockRows, m - row)
        const left = a + row * aRow + inner * aColumn
        packA(rows, first, left, aRow, aColumn, leftPanels, deep, asIsA)
        if (second) packA(rows, k2, a2 + row * a2Row, a2Row, a2Column, leftPanels + 4 * tileRows * first, deep, false)
        const to = c + row * cRow + 4 * column
        const from = inner === 0 ? start : fromC
        for (let at = 0; at < columns; at += tileColumns) {
          const whole = columns - at >= tileColumns
          const panel = whole && asIsB ? right + 4 * at : rightPanels + 4 * at * deep
          const panelStep = whole && asIsB ? bRow : 4 * tileColumns
          const width = min(tileColumns, columns - at)
          const shift = bias + 4 * (column + at)
          const tiles = to + 4 * at
          if (asIsA)
            asItIs(rows, width, deep, left, aRow, leftPanels, panel, panelStep, tiles, cRow, from, shift, scratch)
          else packed(rows, width, deep, leftPanels, panel, panelStep, tiles, cRow, from, shift, scratch)
        }
      }
    }
  }
}
