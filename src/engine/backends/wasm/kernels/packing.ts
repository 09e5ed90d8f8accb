/** Blocks of A and B → panels, in the order in which a tile reads them. */
import { storeTransposed } from './simd'
import { tileColumns, tileRows } from './tile'

/** Rows of A [rows, deep] → panels of 5 rows, [deep, 5] of the [panel, 5] of each; rows past the edge are 0. */
export function packA(
  rows: i32,
  deep: i32,
  a: usize,
  aRow: usize,
  aColumn: usize,
  to: usize,
  panel: i32,
  edgeOnly: bool,
): void {
  const whole = rows - (rows % tileRows)
  if (edgeOnly) {
    // Whole tiles are read where they lie.
  } else if (aColumn === 4)
    for (let row = 0; row < whole; row += tileRows) packRows(deep, a + row * aRow, aRow, to + 4 * row * panel)
  else packColumns(whole, deep, a, aColumn, to, 4 * tileRows * panel)
  if (whole < rows) packEdge(rows - whole, tileRows, deep, a + whole * aRow, aRow, aColumn, to + 4 * whole * panel)
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
function packColumns(rows: i32, deep: i32, a: usize, aColumn: usize, to: usize, panel: usize): void {
  for (; deep > 0; deep--, a += aColumn, to += 20) {
    const end = a + 4 * rows
    for (let at = a, out = to; at < end; at += 20, out += panel) {
      v128.store(out, v128.load(at))
      store<f32>(out, load<f32>(at, 16), 16)
    }
  }
}

/** B [deep, columns] → panels of 8 columns, [deep, 8] of the [panel, 8] of each; columns past the edge are 0. */
export function packB(
  columns: i32,
  deep: i32,
  b: usize,
  bRow: usize,
  bColumn: usize,
  to: usize,
  panel: i32,
  edgeOnly: bool,
): void {
  const whole = columns & ~(tileColumns - 1)
  if (edgeOnly) {
    // Whole panels are read where they lie.
  } else if (bColumn === 4) packPanels(whole, deep, b, bRow, to, 4 * tileColumns * panel)
  else
    for (let column = 0; column < whole; column += tileColumns)
      packTurned(deep, b + column * bColumn, bColumn, to + 4 * column * panel)
  if (whole < columns)
    packEdge(columns - whole, tileColumns, deep, b + whole * bColumn, bColumn, bRow, to + 4 * whole * panel)
}

/** Two rows at a time, so that each line of the cache is written whole. */
function packPanels(columns: i32, deep: i32, b: usize, bRow: usize, to: usize, panel: usize): void {
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
    storeTransposed(
      v128.load(b),
      v128.load(b + bColumn),
      v128.load(b + 2 * bColumn),
      v128.load(b + 3 * bColumn),
      to,
      32,
    )
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
    for (let column = 0; column < tileColumns; column++) store<f32>(to + 4 * column, load<f32>(b + column * bColumn))
}

/** What is left of a panel of `width`, filled up with zeros; `side` is the step to the panel's next row or column. */
function packEdge(used: i32, width: i32, deep: i32, from: usize, side: usize, along: usize, to: usize): void {
  for (let inner = 0; inner < deep; inner++, from += along)
    for (let place = 0; place < width; place++, to += 4)
      store<f32>(to, place < used ? load<f32>(from + place * side) : 0)
}
