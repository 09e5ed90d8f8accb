/**
 * The plane on which rows of numbers vary most (principal component analysis), by block power iteration with a
 * Rayleigh–Ritz step (Halko et al. 2011): a few directions more than the two that are wanted, so that the two converge
 * fast. Deterministic: the start is drawn from a fixed seed, and of each axis the largest entry is positive. On the
 * host, in double precision.
 */
import { seeded } from '../../shared/random.ts'
import { macrotask } from '../macrotask.ts'
import { symmetricEigen } from './symmetricEigen.ts'

export interface PrincipalPlane {
  /** Of each row, in the rows' own units. */
  readonly points: readonly (readonly [number, number])[]
  /** Share of all variance that the plane shows; 0 where nothing varies. */
  readonly shown: number
}

const extra = 6
const mostRounds = 300
/** The two variances stand still: relative change of a round. */
const still = 1e-12

/** @param rows all of one width */
export async function principalPlane(rows: readonly Float32Array[], signal: AbortSignal): Promise<PrincipalPlane> {
  const centred = centre(rows)
  const total = centred.reduce((sum, row) => sum + dot(row, row), 0)
  const width = centred[0]?.length ?? 0
  if (total === 0) return { points: rows.map(() => [0, 0] as const), shown: 0 }
  let axes = orthonormal(startOf(Math.min(width, 2 + extra), width))
  let before = 0
  for (let round = 0; round < mostRounds; round++) {
    const turned = ritz(centred, axes)
    axes = orthonormal(turned.images)
    const shown = (turned.values[0] ?? 0) + (turned.values[1] ?? 0)
    if (Math.abs(shown - before) <= still * shown) break
    before = shown
    signal.throwIfAborted()
    await macrotask()
  }
  const { axes: settled, values } = ritz(centred, axes)
  const [first, second] = [upright(settled[0]), upright(settled[1])]
  const points = centred.map((row) => [first ? dot(row, first) : 0, second ? dot(row, second) : 0] as const)
  return { points, shown: Math.min(1, ((values[0] ?? 0) + (values[1] ?? 0)) / total) }
}

function centre(rows: readonly Float32Array[]): Float64Array[] {
  const mean = new Float64Array(rows[0]?.length ?? 0)
  for (const row of rows) for (let i = 0; i < mean.length; i++) mean[i] = (mean[i] as number) + (row[i] as number)
  return rows.map((row) => Float64Array.from(row, (value, i) => value - (mean[i] as number) / rows.length))
}

function startOf(count: number, width: number): Float64Array[] {
  const random = seeded('principal plane')
  return Array.from({ length: count }, () => Float64Array.from({ length: width }, () => random.normal()))
}

/** Gram–Schmidt, twice for the rounding; what depends on the others is left out. */
function orthonormal(vectors: readonly Float64Array[]): Float64Array[] {
  const made: Float64Array[] = []
  for (const vector of vectors) {
    const own = vector.slice()
    const length = Math.sqrt(dot(own, own))
    for (let pass = 0; pass < 2; pass++) for (const other of made) addTimes(own, other, -dot(own, other))
    const left = Math.sqrt(dot(own, own))
    if (left > 1e-10 * length) made.push(own.map((value) => value / left))
  }
  return made
}

/**
 * Within the space of the axes: the directions of most variance, in order, their Σ of squares, and the image of each
 * under the scatter matrix XᵀX.
 */
function ritz(rows: readonly Float64Array[], axes: readonly Float64Array[]) {
  const images = axes.map((axis) => new Float64Array(axis.length))
  const small = axes.map(() => new Float64Array(axes.length))
  for (const row of rows) {
    const shares = axes.map((axis) => dot(row, axis))
    for (const [i, share] of shares.entries()) {
      addTimes(images[i] as Float64Array, row, share)
      const line = small[i] as Float64Array
      for (const [j, other] of shares.entries()) line[j] = (line[j] as number) + share * other
    }
  }
  const { values, vectors } = symmetricEigen(small)
  const mixed = (parts: readonly Float64Array[]) =>
    vectors.map((vector) => {
      const sum = new Float64Array(parts[0]?.length ?? 0)
      for (const [i, part] of parts.entries()) addTimes(sum, part, vector[i] as number)
      return sum
    })
  return { values, axes: mixed(axes), images: mixed(images) }
}

function upright(axis: Float64Array | undefined): Float64Array | undefined {
  if (!axis) return axis
  const largest = axis.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0)
  return largest < 0 ? axis.map((value) => -value) : axis
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number)
  return sum
}

/** a += factor · b */
function addTimes(a: Float64Array, b: Float64Array, factor: number): void {
  for (let i = 0; i < a.length; i++) a[i] = (a[i] as number) + factor * (b[i] as number)
}
