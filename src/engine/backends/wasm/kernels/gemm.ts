/**
 * Matrix product in the manner of Goto and van de Geijn (2008): blocks of A and B are packed into panels that the caches
 * hold, and a small tile of C is kept in registers while a panel of each streams by. All strides are in bytes.
 */
import { fma, storeTransposed, sumOfLanes } from './simd'

/** Rows of a tile: with 8 columns its 10 sums, the row of B and one value of A just fit V8's 15 registers. */
const tileRows: i32 = 5
const tileColumns: i32 = 8
/** A panel of B, 8 columns of this depth, takes a third of a 32 kB first cache. */
const depth: i32 = 384
/** A block of A, 123 kB, stays in the second cache. */
const blockRows: i32 = 80
const blockColumns: i32 = 1024

const packedA: usize = 4 * tileRows * depth
const packedB: usize = 4 * tileColumns * depth
const spare: usize = 4 * tileRows * tileColumns

/** Bytes of scratch that `gemm` needs. */
export const gemmScratch: usize =
  spare + (blockRows / tileRows) * packedA + (blockColumns / tileColumns) * packedB

/** What a tile of C starts from. */
export const fromZero: i32 = 0
export const fromC: i32 = 1
export const fromBias: i32 = 2

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
  if (k == 0) return startOnly(m, n, c, cRow, start, bias)
  if (m <= 2 && bColumn == 4) return fewRows(m, n, k, a, aRow, aColumn, b, bRow, c, cRow, start, bias)
  if (m <= 2 && aColumn == 4) return fewDots(m, n, k, a, aRow, b, bColumn, c, cRow, start, bias)
  // Packing pays when what is packed is read often.
  const asIsA = n <= 2 * tileColumns && aColumn == 4
  const asIsB = m <= 2 * tileRows && bColumn == 4
  const leftPanels = scratch + spare
  const rightPanels = leftPanels + (blockRows / tileRows) * packedA
  for (let column = 0; column < n; column += blockColumns) {
    const columns = min(blockColumns, n - column)
    for (let inner = 0; inner < k; inner += depth) {
      const deep = min(depth, k - inner)
      const right = b + inner * bRow + column * bColumn
      packB(columns, deep, right, bRow, bColumn, rightPanels, asIsB)
      for (let row = 0; row < m; row += blockRows) {
        const rows = min(blockRows, m - row)
        const left = a + row * aRow + inner * aColumn
        packA(rows, deep, left, aRow, aColumn, leftPanels, asIsA)
        const to = c + row * cRow + 4 * column
        const from = inner == 0 ? start : fromC
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

/** A product over nothing is the start itself. */
function startOnly(m: i32, n: i32, c: usize, cRow: usize, start: i32, bias: usize): void {
  if (start == fromC) return
  for (let row = 0; row < m; row++) {
    if (start == fromBias) memory.copy(c + row * cRow, bias, 4 * n)
    else memory.fill(c + row * cRow, 0, 4 * n)
  }
}

/** Vectors times a matrix stored by rows: each row of B is read once, as it lies. */
function fewRows(
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
function fewDots(
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

/** The rows of one block of A, all packed, times one panel of B. */
function packed(
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
  for (; rows >= tileRows && columns == tileColumns; rows -= tileRows, a += 4 * tileRows * deep, c += tileRows * cRow)
    tile(deep, a, 4 * tileRows, b, bStep, c, cRow, start, bias)
  for (; rows > 0; rows -= tileRows, a += 4 * tileRows * deep, c += tileRows * cRow) {
    tile(deep, a, 4 * tileRows, b, bStep, spareTile, 4 * tileColumns, fromZero, 0)
    finish(min(tileRows, rows), columns, spareTile, c, cRow, start, bias)
  }
}

/** The same with A as it lies, by rows; only rows left over at the end are packed. */
function asItIs(
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
  const whole = columns == tileColumns
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
      if (start == fromC) sum += load<f32>(c + 4 * column)
      else if (start == fromBias) sum += load<f32>(bias + 4 * column)
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
  if (start == fromBias) {
    s00 = s10 = s20 = s30 = s40 = v128.load(bias)
    s01 = s11 = s21 = s31 = s41 = v128.load(bias, 16)
  } else if (start == fromC) {
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
  if (start == fromBias) {
    s00 = s10 = s20 = s30 = s40 = v128.load(bias)
    s01 = s11 = s21 = s31 = s41 = v128.load(bias, 16)
  } else if (start == fromC) {
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

/** Rows of A [rows, deep] → panels of 5 rows, [deep, 5] each; rows past the edge are 0. */
function packA(rows: i32, deep: i32, a: usize, aRow: usize, aColumn: usize, to: usize, edgeOnly: bool): void {
  const whole = rows - (rows % tileRows)
  if (edgeOnly) {
    // Whole tiles are read where they lie.
  } else if (aColumn == 4)
    for (let row = 0; row < whole; row += tileRows) packRows(deep, a + row * aRow, aRow, to + 4 * row * deep)
  else packColumns(whole, deep, a, aColumn, to)
  if (whole < rows) packEdge(rows - whole, tileRows, deep, a + whole * aRow, aRow, aColumn, to + 4 * whole * deep)
}

/** Five rows, each with its values side by side. */
function packRows(deep: i32, a: usize, aRow: usize, to: usize): void {
  const end = a + 4 * deep
  for (; a + 16 <= end; a += 16, to += 80) {
    storeTransposed(v128.load(a), v128.load(a + aRow), v128.load(a + 2 * aRow), v128.load(a + 3 * aRow), to, 20)
    const last = v128.load(a + 4 * aRow)
    v128.store_lane<f32>(to, last, 0, 16)
    v128.store_lane<f32>(to, last, 1, 36)
    v128.store_lane<f32>(to, last, 2, 56)
    v128.store_lane<f32>(to, last, 3, 76)
  }
  for (; a < end; a += 4, to += 20) {
    store<f32>(to, load<f32>(a))
    store<f32>(to, load<f32>(a + aRow), 4)
    store<f32>(to, load<f32>(a + 2 * aRow), 8)
    store<f32>(to, load<f32>(a + 3 * aRow), 12)
    store<f32>(to, load<f32>(a + 4 * aRow), 16)
  }
}

/** Rows of a transposed matrix lie side by side at each depth: all are read there before the next. */
function packColumns(rows: i32, deep: i32, a: usize, aColumn: usize, to: usize): void {
  const panel: usize = 4 * tileRows * deep
  for (; deep > 0; deep--, a += aColumn, to += 20) {
    const end = a + 4 * rows
    for (let at = a, out = to; at < end; at += 20, out += panel) {
      v128.store(out, v128.load(at))
      store<f32>(out, load<f32>(at, 16), 16)
    }
  }
}

/** B [deep, columns] → panels of 8 columns, [deep, 8] each; columns past the edge are 0. */
function packB(
  columns: i32,
  deep: i32,
  b: usize,
  bRow: usize,
  bColumn: usize,
  to: usize,
  edgeOnly: bool,
): void {
  const whole = columns & ~(tileColumns - 1)
  if (edgeOnly) {
    // Whole panels are read where they lie.
  } else if (bColumn == 4) packPanels(whole, deep, b, bRow, to)
  else
    for (let column = 0; column < whole; column += tileColumns)
      packTurned(deep, b + column * bColumn, bColumn, to + (4 * column) * deep)
  if (whole < columns)
    packEdge(columns - whole, tileColumns, deep, b + whole * bColumn, bColumn, bRow, to + (4 * whole) * deep)
}

/** Two rows at a time, so that each line of the cache is written whole. */
function packPanels(columns: i32, deep: i32, b: usize, bRow: usize, to: usize): void {
  const panel: usize = 32 * deep
  let inner = 0
  for (; inner + 2 <= deep; inner += 2, b += 2 * bRow, to += 64) {
    let out = to
    const end = b + 4 * columns
    for (let at = b; at < end; at += 32, out += panel) {
      v128.store(out, v128.load(at))
      v128.store(out, v128.load(at, 16), 16)
      v128.store(out, v128.load(at + bRow), 32)
      v128.store(out, v128.load(at + bRow, 16), 48)
    }
  }
  if (inner < deep)
    for (let column = 0; column < columns; column += tileColumns, to += panel) {
      v128.store(to, v128.load(b + 4 * column))
      v128.store(to, v128.load(b + 4 * column, 16), 16)
    }
}

/** Eight columns of a transposed matrix: each column's values lie side by side. */
function packTurned(deep: i32, b: usize, bColumn: usize, to: usize): void {
  const end = b + 4 * deep
  const next = 4 * bColumn
  for (; b + 16 <= end; b += 16, to += 128) {
    storeTransposed(v128.load(b), v128.load(b + bColumn), v128.load(b + 2 * bColumn), v128.load(b + 3 * bColumn), to, 32)
    const far = b + next
    storeTransposed(
      v128.load(far),
      v128.load(far + bColumn),
      v128.load(far + 2 * bColumn),
      v128.load(far + 3 * bColumn),
      to + 16,
      32,
    )
  }
  for (; b < end; b += 4, to += 32)
    for (let column = 0; column < tileColumns; column++)
      store<f32>(to + 4 * column, load<f32>(b + column * bColumn))
}

/** What is left of a panel of `width`, filled up with zeros; `side` is the step to the panel's next row or column. */
function packEdge(used: i32, width: i32, deep: i32, from: usize, side: usize, along: usize, to: usize): void {
  for (let inner = 0; inner < deep; inner++, from += along)
    for (let place = 0; place < width; place++, to += 4)
      store<f32>(to, place < used ? load<f32>(from + place * side) : 0)
}
