/** Eigenvalues and vectors of a small symmetric matrix by Jacobi's rotations (Golub & Van Loan, §8.5). */
export interface Eigen {
  /** Descending. */
  readonly values: readonly number[]
  /** Of length 1, in the order of the values. */
  readonly vectors: readonly Float64Array[]
}

const mostSweeps = 60

/** @param matrix rows; it is left as it is */
export function symmetricEigen(matrix: readonly Float64Array[]): Eigen {
  const size = matrix.length
  const a = matrix.map((row) => row.slice())
  const turned = a.map((_, i) => Float64Array.from({ length: size }, (_, j) => Number(i === j)))
  for (let sweep = 0; sweep < mostSweeps && !isDiagonal(a); sweep++)
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) rotate(a, turned, p, q)
  const order = a.map((_, i) => i).sort((i, j) => at(a, j, j) - at(a, i, i))
  return {
    values: order.map((i) => at(a, i, i)),
    vectors: order.map((i) => Float64Array.from(turned, (row) => row[i] as number)),
  }
}

function at(a: readonly Float64Array[], i: number, j: number): number {
  return (a[i] as Float64Array)[j] as number
}

function isDiagonal(a: readonly Float64Array[]): boolean {
  let all = 0
  let diagonal = 0
  for (const [i, row] of a.entries()) {
    for (const value of row) all += value ** 2
    diagonal += at(a, i, i) ** 2
  }
  return all - diagonal <= 1e-30 * all
}

/** Makes a[p][q] zero; the columns of `turned` follow. */
function rotate(a: readonly Float64Array[], turned: readonly Float64Array[], p: number, q: number): void {
  const apart = at(a, p, q)
  if (apart === 0) return
  const theta = (at(a, q, q) - at(a, p, p)) / (2 * apart)
  const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1))
  const cosine = 1 / Math.hypot(tangent, 1)
  const sine = tangent * cosine
  turnColumns(a, p, q, cosine, sine)
  turnRows(a, p, q, cosine, sine)
  turnColumns(turned, p, q, cosine, sine)
}

function turnColumns(m: readonly Float64Array[], p: number, q: number, cosine: number, sine: number): void {
  for (const row of m) {
    const [x, y] = [row[p] as number, row[q] as number]
    row[p] = cosine * x - sine * y
    row[q] = sine * x + cosine * y
  }
}

function turnRows(m: readonly Float64Array[], p: number, q: number, cosine: number, sine: number): void {
  const [first, second] = [m[p] as Float64Array, m[q] as Float64Array]
  for (let i = 0; i < first.length; i++) {
    const [x, y] = [first[i] as number, second[i] as number]
    first[i] = cosine * x - sine * y
    second[i] = sine * x + cosine * y
  }
}
