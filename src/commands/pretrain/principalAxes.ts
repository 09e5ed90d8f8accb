// biome-ignore-all lint/style/noNonNullAssertion: loops over arrays whose bounds they hold
/** Principal component analysis: the directions in which rows differ most. */

export interface Axes {
  readonly mean: Float64Array
  /** [count, width], each of unit length; the first explains most. */
  readonly axes: readonly Float64Array[]
  /** Share of the variance that these explain. */
  readonly explained: number
}

/** @param rows [rows, width] */
export function principalAxes(rows: Float32Array, width: number, count: number): Axes {
  const total = rows.length / width
  const mean = new Float64Array(width)
  for (let at = 0; at < rows.length; at++) mean[at % width]! += rows[at]! / total
  const covariance = Array.from({ length: width }, () => new Float64Array(width))
  const centred = new Float64Array(width)
  for (let row = 0; row < total; row++) {
    for (let i = 0; i < width; i++) centred[i] = rows[row * width + i]! - mean[i]!
    for (let i = 0; i < width; i++) {
      const line = covariance[i]!
      for (let j = 0; j <= i; j++) line[j]! += (centred[i]! * centred[j]!) / total
    }
  }
  for (let i = 0; i < width; i++) for (let j = 0; j < i; j++) covariance[j]![i] = covariance[i]![j]!
  const { values, vectors } = symmetricEigen(covariance)
  const order = [...values.keys()].sort((a, b) => values[b]! - values[a]!).slice(0, count)
  const whole = values.reduce((sum, value) => sum + value, 0)
  return {
    mean,
    axes: order.map((at) => Float64Array.from(vectors, (line) => line[at]!)),
    explained: order.reduce((sum, at) => sum + values[at]!, 0) / whole,
  }
}

/** Rows along the axes, [rows, axes]: minus the mean where `centred`. */
export function along(
  rows: Float32Array,
  { mean, axes }: Axes,
  { centred }: { readonly centred: boolean },
): Float32Array {
  const width = mean.length
  const total = rows.length / width
  const found = new Float32Array(total * axes.length)
  for (let row = 0; row < total; row++)
    for (const [at, axis] of axes.entries()) {
      let sum = 0
      for (let i = 0; i < width; i++) sum += (rows[row * width + i]! - (centred ? mean[i]! : 0)) * axis[i]!
      found[row * axes.length + at] = sum
    }
  return found
}

/** Jacobi's method, sweep by sweep, until what is off the diagonal is nothing. Columns of `vectors` are eigenvectors. */
function symmetricEigen(matrix: Float64Array[]): { values: Float64Array; vectors: Float64Array[] } {
  const size = matrix.length
  const a = matrix.map((line) => line.slice())
  const vectors = a.map((_, i) => Float64Array.from({ length: size }, (_, j) => Number(i === j)))
  const scale = a.reduce((sum, line, i) => sum + line[i]! ** 2, 0)
  for (let sweep = 0; sweep < 30; sweep++) {
    let off = 0
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) off += a[p]![q]! ** 2
    if (off <= 1e-18 * scale) break
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) rotate(a, vectors, p, q)
  }
  return { values: Float64Array.from(a, (line, i) => line[i]!), vectors }
}

/** Turns rows and columns p and q so that their common entry becomes 0. */
function rotate(a: Float64Array[], vectors: Float64Array[], p: number, q: number): void {
  const common = a[p]![q]!
  if (common === 0) return
  const theta = (a[q]![q]! - a[p]![p]!) / (2 * common)
  const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
  const c = 1 / Math.sqrt(t * t + 1)
  const s = t * c
  const [lineP, lineQ] = [a[p]!, a[q]!]
  for (let k = 0; k < a.length; k++) {
    const [x, y] = [lineP[k]!, lineQ[k]!]
    lineP[k] = c * x - s * y
    lineQ[k] = s * x + c * y
  }
  for (let k = 0; k < a.length; k++) {
    const line = a[k]!
    const [x, y] = [line[p]!, line[q]!]
    line[p] = c * x - s * y
    line[q] = s * x + c * y
    const vector = vectors[k]!
    const [u, v] = [vector[p]!, vector[q]!]
    vector[p] = c * u - s * v
    vector[q] = s * u + c * v
  }
}
