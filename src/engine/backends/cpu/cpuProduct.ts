/**
 * Matrix products in plain JavaScript. tfjs's own loop finds both places anew for every factor; here both matrices are
 * laid out in panels first, so that the innermost loop reads in order and keeps eight sums in registers.
 */
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu'
import { broadcast_util, type TensorInfo, util } from '@tensorflow/tfjs-core'
import { mendKernel, type RawCall } from '../replaceKernel.ts'

/** Needs `@tensorflow/tfjs-backend-cpu` imported before. Other types than float32 are left to tfjs's kernel. */
export function registerCpuProduct(): void {
  mendKernel('cpu', 'BatchMatMul', productOfBatches)
}

/** a [..., m, k] · b [..., k, n] → [..., m, n], either transposed. */
function productOfBatches({ inputs, backend, attrs }: RawCall): TensorInfo | null {
  const { a, b } = inputs as { readonly a: TensorInfo; readonly b: TensorInfo }
  const { transposeA, transposeB } = attrs as unknown as { transposeA: boolean; transposeB: boolean }
  if (a.dtype !== 'float32' || b.dtype !== 'float32') return null
  const cpu = backend as MathBackendCPU
  const [left, right] = [factorOf(cpu, a, transposeA), factorOf(cpu, b, !transposeB)]
  if (left.depth !== right.depth) return null
  const outer = broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2))
  const output = new Float32Array(Math.max(left.matrices, right.matrices) * left.count * right.count)
  if (Math.min(left.count, right.count) < fewestLines) multiplyLines(left, right, output)
  else multiplyPanels(left, right, output)
  return cpu.makeTensorInfo([...outer, left.count, right.count], 'float32', output)
}

/** Narrower products are made without panels, which would cost more than they save; to the bit the same values. */
const fewestLines = 8
const rowsOfTile = 2
const columnsOfTile = 4

/** Matrices as the lines that products are summed along: rows of a, columns of b. */
interface Factor {
  readonly values: Float32Array
  readonly matrices: number
  /** Lines of a matrix, and values of a line. */
  readonly count: number
  readonly depth: number
  /** From a line to the next, and from a value of a line to the next. */
  readonly step: number
  readonly stride: number
}

function factorOf(cpu: MathBackendCPU, { dataId, shape }: TensorInfo, areColumns: boolean): Factor {
  const [rows, columns] = shape.slice(-2) as [number, number]
  const values = cpu.data.get(dataId).values as Float32Array
  const matrices = util.sizeFromShape(shape.slice(0, -2))
  return areColumns
    ? { values, matrices, count: columns, depth: rows, step: 1, stride: columns }
    : { values, matrices, count: rows, depth: columns, step: columns, stride: 1 }
}

/** Where a matrix begins, those of a smaller batch taking turns. */
function startOf({ matrices, count, depth }: Factor, matrix: number): number {
  return (matrix % matrices) * count * depth
}

function multiplyLines(left: Factor, right: Factor, output: Float32Array): void {
  const [height, width] = [left.count, right.count]
  for (let to = 0; to < output.length; to++) {
    const matrix = Math.floor(to / (height * width))
    let a = startOf(left, matrix) + (Math.floor(to / width) % height) * left.step
    let b = startOf(right, matrix) + (to % width) * right.step
    let sum = 0
    for (let at = 0; at < left.depth; at++, a += left.stride, b += right.stride)
      sum += (left.values[a] as number) * (right.values[b] as number)
    output[to] = sum
  }
}

function multiplyPanels(left: Factor, right: Factor, output: Float32Array): void {
  const size = left.count * right.count
  const [rowsAt, columnsAt] = [panelsOf(left, rowsOfTile), panelsOf(right, columnsOfTile)]
  for (let matrix = 0; matrix * size < output.length; matrix++) {
    const into = output.subarray(matrix * size, (matrix + 1) * size)
    sumTiles({ rows: rowsAt(matrix), columns: columnsAt(matrix), depth: left.depth, into, width: right.count })
  }
}

/** Gives a matrix as panels of `tile` lines, [panels, depth, tile], the last one filled up with zeros. */
function panelsOf(factor: Factor, tile: number): (matrix: number) => Float64Array {
  const { values, count, depth, step, stride } = factor
  const panels = new Float64Array(Math.ceil(count / tile) * tile * depth)
  let held = -1
  return (matrix) => {
    const start = startOf(factor, matrix)
    if (held === start) return panels
    held = start
    for (let line = 0; line < count; line++) {
      const within = line % tile
      let to = (line - within) * depth + within
      let from = start + line * step
      for (let at = 0; at < depth; at++, from += stride, to += tile) panels[to] = values[from] as number
    }
    return panels
  }
}

interface Panels {
  readonly rows: Float64Array
  readonly columns: Float64Array
  readonly depth: number
  /** [rows, width] */
  readonly into: Float32Array
  readonly width: number
}

function sumTiles(panels: Panels): void {
  const { depth, into, width } = panels
  const sums = new Float64Array(rowsOfTile * columnsOfTile)
  const height = into.length / width
  for (let row = 0; row < height; row += rowsOfTile)
    for (let column = 0; column < width; column += columnsOfTile) {
      sumTile(panels, row * depth, column * depth, sums)
      const tall = Math.min(rowsOfTile, height - row)
      const wide = Math.min(columnsOfTile, width - column)
      for (let y = 0; y < tall; y++)
        for (let x = 0; x < wide; x++) into[(row + y) * width + column + x] = sums[y * columnsOfTile + x] as number
    }
}

/** sums [2, 4] of the panels that begin at `row` and `column`. */
function sumTile({ rows, columns, depth }: Panels, row: number, column: number, sums: Float64Array): void {
  let s0 = 0
  let s1 = 0
  let s2 = 0
  let s3 = 0
  let s4 = 0
  let s5 = 0
  let s6 = 0
  let s7 = 0
  for (let at = 0, a = row, b = column; at < depth; at++, a += rowsOfTile, b += columnsOfTile) {
    const b0 = columns[b] as number
    const b1 = columns[b + 1] as number
    const b2 = columns[b + 2] as number
    const b3 = columns[b + 3] as number
    const a0 = rows[a] as number
    s0 += a0 * b0
    s1 += a0 * b1
    s2 += a0 * b2
    s3 += a0 * b3
    const a1 = rows[a + 1] as number
    s4 += a1 * b0
    s5 += a1 * b1
    s6 += a1 * b2
    s7 += a1 * b3
  }
  sums[0] = s0
  sums[1] = s1
  sums[2] = s2
  sums[3] = s3
  sums[4] = s4
  sums[5] = s5
  sums[6] = s6
  sums[7] = s7
}
