/**
 * The strongest directions of a matrix, by a randomised range finder with power iterations (Halko et al. 2011, algorithms
 * 4.4 and 5.1); the products run on the backend, the small factors on the host.
 */
import * as tf from '@tensorflow/tfjs-core'
import { seeded } from '../../shared/random.ts'
import { flat } from './pairs.ts'

const oversampling = 8
const iterations = 6

/** A [.. × in, rank] and B [rank, out] with scale · A B the best approximation of the kernel at that rank; row-major. */
export async function principalPair(
  kernel: tf.Tensor,
  rank: number,
  scale: number,
): Promise<{ a: Float32Array; b: Float32Array }> {
  const matrix = flat(kernel)
  const [rows, columns] = matrix.shape
  const width = Math.min(rank + oversampling, rows, columns)
  const random = seeded('principal directions')
  const start = Float32Array.from({ length: columns * width }, () => random.normal())
  let basis = await product(matrix, start, [columns, width], false)
  orthonormalise(basis, rows, width)
  for (let turn = 0; turn < iterations; turn++) {
    const back = await product(matrix, basis, [rows, width], true)
    orthonormalise(back, columns, width)
    basis = await product(matrix, back, [columns, width], false)
    orthonormalise(basis, rows, width)
  }
  const small = await product(matrix, basis, [rows, width], true) // (Qᵀ W)ᵀ: [columns, width]
  matrix.dispose()
  const { values, vectors } = eigen(gram(small, columns, width), width)
  const a = new Float32Array(rows * rank)
  const b = new Float32Array(rank * columns)
  for (let at = 0; at < Math.min(rank, width); at++) {
    const singular = Math.sqrt(Math.max(0, values[at] as number))
    if (singular < 1e-12) break
    const root = Math.sqrt(singular / scale)
    for (let row = 0; row < rows; row++) {
      let sum = 0
      for (let k = 0; k < width; k++) sum += (basis[row * width + k] as number) * (vectors[k * width + at] as number)
      a[row * rank + at] = sum * root
    }
    for (let column = 0; column < columns; column++) {
      let sum = 0
      for (let k = 0; k < width; k++) sum += (small[column * width + k] as number) * (vectors[k * width + at] as number)
      b[at * columns + column] = (sum / singular) * root
    }
  }
  return { a, b }
}

async function product(
  matrix: tf.Tensor2D,
  values: Float32Array,
  shape: [number, number],
  transposed: boolean,
): Promise<Float32Array> {
  const result = tf.tidy(() => tf.matMul(transposed ? tf.transpose(matrix) : matrix, tf.tensor2d(values, shape)))
  const data = (await result.data()) as Float32Array
  result.dispose()
  return data.slice()
}

/** Gram and Schmidt, twice over, in place: columns of [rows, width] become orthonormal, or zero where they depend. */
function orthonormalise(values: Float32Array, rows: number, width: number): void {
  const dot = (i: number, j: number) => {
    let sum = 0
    for (let row = 0; row < rows; row++)
      sum += (values[row * width + i] as number) * (values[row * width + j] as number)
    return sum
  }
  for (let column = 0; column < width; column++) {
    const before = Math.sqrt(dot(column, column))
    for (let pass = 0; pass < 2; pass++)
      for (let other = 0; other < column; other++) {
        const share = dot(other, column)
        for (let row = 0; row < rows; row++)
          values[row * width + column] =
            (values[row * width + column] as number) - share * (values[row * width + other] as number)
      }
    const length = Math.sqrt(dot(column, column))
    const factor = length > 1e-6 * before && length > 0 ? 1 / length : 0
    for (let row = 0; row < rows; row++)
      values[row * width + column] = (values[row * width + column] as number) * factor
  }
}

/** MᵀM of [rows, width]. */
function gram(values: Float32Array, rows: number, width: number): Float64Array {
  const result = new Float64Array(width * width)
  for (let row = 0; row < rows; row++)
    for (let i = 0; i < width; i++)
      for (let j = 0; j < width; j++)
        result[i * width + j] =
          (result[i * width + j] as number) + (values[row * width + i] as number) * (values[row * width + j] as number)
  return result
}

/** Eigenvalues of a symmetric matrix, largest first, and their vectors as columns (cyclic Jacobi). */
function eigen(matrix: Float64Array, size: number): { values: number[]; vectors: Float64Array } {
  const m = matrix.slice()
  const v = Float64Array.from({ length: size * size }, (_, at) => (at % (size + 1) === 0 ? 1 : 0))
  const get = (of: Float64Array, i: number, j: number) => of[i * size + j] as number
  const rotate = (of: Float64Array, [i, j]: [number, number], [k, l]: [number, number], c: number, s: number) => {
    const [x, y] = [get(of, i, j), get(of, k, l)]
    of[i * size + j] = c * x - s * y
    of[k * size + l] = s * x + c * y
  }
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0
    for (let p = 0; p < size; p++)
      for (let q = p + 1; q < size; q++) {
        off += get(m, p, q) ** 2
        if (Math.abs(get(m, p, q)) < 1e-300) continue
        const theta = (get(m, q, q) - get(m, p, p)) / (2 * get(m, p, q))
        const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
        const c = 1 / Math.sqrt(t * t + 1)
        const s = t * c
        for (let k = 0; k < size; k++) rotate(m, [k, p], [k, q], c, s)
        for (let k = 0; k < size; k++) rotate(m, [p, k], [q, k], c, s)
        for (let k = 0; k < size; k++) rotate(v, [k, p], [k, q], c, s)
      }
    if (off < 1e-24) break
  }
  const order = Array.from({ length: size }, (_, at) => at).sort((i, j) => get(m, j, j) - get(m, i, i))
  const vectors = new Float64Array(size * size)
  order.forEach((from, to) => {
    for (let row = 0; row < size; row++) vectors[row * size + to] = get(v, row, from)
  })
  return { values: order.map((at) => get(m, at, at)), vectors }
}
