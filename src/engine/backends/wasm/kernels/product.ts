/** Products of matrices, alone or many at once, cut into chunks of rows and columns of the result. */
import { gemmOfTwo } from './gemm'
import { pointer, word } from './simd'
import { fromBias, fromZero } from './start'

/**
 * C = A · B + A₂ · B₂ + bias, then ReLU (1) or ReLU6 (2), for each matrix of a batch; the second pair is optional.
 * Chunk by chunk: a batch's parts of columns lie side by side, then its parts of rows.
 */
export function multiply(args: usize, begin: i32, end: i32, scratch: usize): void {
  const m = word(args, 0)
  const n = word(args, 1)
  const rowsEach = word(args, 2)
  const columnsEach = word(args, 3)
  const bias = pointer(args, 4)
  const activation = word(args, 5)
  const c = pointer(args, 6)
  const first = args + 4 * 7
  const second = args + 4 * 16
  const across = (n + columnsEach - 1) / columnsEach
  const parts = across * ((m + rowsEach - 1) / rowsEach)
  for (let chunk = begin; chunk < end; chunk++) {
    const batch = chunk / parts
    const part = chunk % parts
    const row = (part / across) * rowsEach
    const column = (part % across) * columnsEach
    const rows = min(rowsEach, m - row)
    const columns = min(columnsEach, n - column)
    const to = c + 4 * (<usize>n * (<usize>m * batch + row) + column)
    const start = bias ? fromBias : fromZero
    gemmOfTwo(
      rows,
      columns,
      word(first, 0),
      leftOf(first, batch, row),
      pointer(first, 2),
      pointer(first, 3),
      rightOf(first, batch, column),
      pointer(first, 6),
      pointer(first, 7),
      word(second, 0),
      leftOf(second, batch, row),
      pointer(second, 2),
      pointer(second, 3),
      rightOf(second, batch, column),
      pointer(second, 6),
      pointer(second, 7),
      to,
      4 * n,
      start,
      bias + 4 * column,
      scratch,
    )
    if (activation) activate(rows, columns, to, 4 * n, activation === 2 ? 6 : f32.MAX_VALUE)
  }
}

/* Words of a pair: k; of A its address and the strides of row, column and batch; of B the same. */

/* @inline */ function leftOf(pair: usize, batch: i32, row: i32): usize {
  return pointer(pair, 1) + row * pointer(pair, 2) + batch * pointer(pair, 4)
}

/* @inline */ function rightOf(pair: usize, batch: i32, column: i32): usize {
  return pointer(pair, 5) + column * pointer(pair, 7) + batch * pointer(pair, 8)
}

/** max(0, min(x, most)), NaN staying NaN. */
export function activate(rows: i32, columns: i32, c: usize, cRow: usize, most: f32): void {
  for (; rows > 0; rows--, c += cRow) {
    const end = c + 4 * columns
    let at = c
    for (; at + 16 <= end; at += 16)
      v128.store(at, f32x4.pmin(f32x4.pmax(v128.load(at), f32x4.splat(0)), f32x4.splat(most)))
    for (; at < end; at += 4) store<f32>(at, min(max(load<f32>(at), 0), most))
  }
}
