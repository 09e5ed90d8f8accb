/** Matrix products on WebGPU: our own `Product`, and tfjs's BatchMatMul and _FusedMatMul by the same programs. */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import { broadcast_util, type TensorInfo, util } from '@tensorflow/tfjs-core'
import type { PackedLayout } from '../../nn/fused.ts'
import { boundTensors, type PackedTensors } from './packedRows.ts'
import { type Piece, type ProductCode, productProgram } from './productCode.ts'
import { dispatch } from './program.ts'
import { type Tuning, tuningOf } from './tuning.ts'

export interface Transposes {
  readonly transposeA: boolean
  readonly transposeB: boolean
}

export interface Pair {
  readonly a: TensorInfo
  readonly b: TensorInfo | PackedFactor
}

/** A b of few bits a value. */
export interface PackedFactor extends PackedTensors, PackedLayout {}

export interface ProductOptions extends Transposes {
  readonly bias?: TensorInfo | null
  /** Of the first pair's product. */
  readonly scale?: number
  readonly relu?: boolean
}

/**
 * Σ over the pairs, the first scaled, of a [..., m, k] · b [..., k, n] + bias [n] → [..., m, n], in one dispatch. Null where the batches of a
 * pair are not alike and neither is a single matrix.
 */
export function product(backend: WebGPUBackend, pairs: readonly Pair[], options: ProductOptions): TensorInfo | null {
  const sizes = pairs.map((pair) => measure(pair, options))
  const [first] = sizes
  if (!first || sizes.some((size) => !size)) return null
  const { m, n, outer } = first
  const batch = util.sizeFromShape([...outer])
  const code = choose(backend, sizes as Size[], batch, options)
  const { piece, variant, workgroup } = code
  const [across, down] = variant === 'split' ? [1, 1] : workgroup
  const [c] = dispatch(backend, nameOf(code), () => productProgram(code), {
    inputs: [
      ...pairs.flatMap(({ a, b }) => [a, ...('codes' in b ? boundTensors(b) : [b])]),
      ...(options.bias ? [options.bias] : []),
    ],
    outputs: [[...outer, m, n]],
    uniforms: [
      m,
      n,
      ...(sizes as Size[]).flatMap(({ k, nextA, nextB }) => [k, nextA, nextB]),
      options.scale ?? 1,
      ...packedSizes(pairs),
    ],
    groups: [Math.ceil(n / (4 * piece.fours * across)), Math.ceil(m / (piece.rows * down)), batch],
  })
  return c as TensorInfo
}

function packedSizes(pairs: readonly Pair[]): number[] {
  return pairs.flatMap(({ b }) => ('codes' in b ? [b.stride, b.group] : []))
}

interface Size {
  readonly m: number
  readonly n: number
  readonly k: number
  readonly outer: readonly number[]
  /** From one matrix of the batch to the next; 0 where there is one for all. */
  readonly nextA: number
  readonly nextB: number
  readonly packed?: PackedFactor['layout']
}

function measure({ a, b }: Pair, { transposeA, transposeB }: Transposes): Size | null {
  const shapeB = 'codes' in b ? [b.rows, b.columns] : b.shape
  const [outerA, outerB] = [a.shape.slice(0, -2), shapeB.slice(0, -2)]
  const [batchA, batchB] = [util.sizeFromShape(outerA), util.sizeFromShape(outerB)]
  if (!util.arraysEqual(outerA, outerB) && batchA !== 1 && batchB !== 1) return null
  const [rowsA, columnsA] = a.shape.slice(-2) as [number, number]
  const [rowsB, columnsB] = shapeB.slice(-2) as [number, number]
  const [m, k] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA]
  const [common, n] = transposeB ? [columnsB, rowsB] : [rowsB, columnsB]
  if (common !== k) throw new Error(`internal: a product of [${a.shape}] and [${shapeB}]`)
  const outer = broadcast_util.assertAndGetBroadcastShape(outerA, outerB)
  const size = { m, n, k, outer, nextA: batchA === 1 ? 0 : m * k, nextB: batchB === 1 ? 0 : k * n }
  return 'codes' in b ? { ...size, packed: b.layout } : size
}

function choose(backend: WebGPUBackend, sizes: readonly Size[], batch: number, options: ProductOptions): ProductCode {
  const { m, n } = sizes[0] as Size
  const k = Math.max(...sizes.map((size) => size.k))
  const tuning = tuningOf(backend)
  const shape = shapeOf(tuning, { m, n, k, batch })
  return {
    ...shape,
    subgroups: tuning.subgroups && shape.variant === 'split',
    half: tuning.half && sizes.some(({ packed }) => packed === 'f16'),
    transposeA: options.transposeA,
    transposeB: options.transposeB,
    pairs: sizes.map((size) => ({
      a: (options.transposeA ? size.m : size.k) % 4 === 0,
      b: (options.transposeB ? size.k : size.n) % 4 === 0,
      common: size.k % 4 === 0,
      packed: size.packed,
    })),
    out: n % 4 === 0,
    bias: Boolean(options.bias),
    relu: options.relu ?? false,
  }
}

type Shape = Pick<ProductCode, 'variant' | 'piece' | 'workgroup'>
type Extent = Readonly<Record<'m' | 'n' | 'k' | 'batch', number>>

function shapeOf({ product, team }: Tuning, extent: Extent): Shape {
  if (product === 'plain') {
    const piece = largestPiece(extent, team === 1 ? 32 : 8192)
    return {
      variant: 'plain',
      piece,
      workgroup: groupFor(Math.ceil(extent.n / (4 * piece.fours)), team === 1 ? 16 : 64),
    }
  }
  const tiles = (side: number) => Math.ceil(extent.m / side) * Math.ceil(extent.n / side) * extent.batch
  if (extent.k >= longSum && (tiles(32) < busyGroups / 2 || Math.min(extent.m, extent.n) <= 8))
    return { variant: 'split', piece: { rows: extent.m === 1 ? 1 : 4, fours: 1 }, workgroup: [64, 1] }
  const large = tiles(64) >= 2 * busyGroups
  return { variant: 'tiled', piece: large ? { rows: 8, fours: 2 } : { rows: 4, fours: 1 }, workgroup: [8, 8] }
}

/** Steps of the common axis from which sharing them pays; and workgroups that keep a graphics card busy. */
const longSum = 256
const busyGroups = 64

/** As many invocations, no wider than there are pieces across, since those beyond an edge idle. */
function groupFor(across: number, invocations: number): [number, number] {
  const width = [8, 4, 2].find((each) => each <= across && each * each <= invocations) ?? 1
  return [width, invocations / width]
}

/** Large pieces read each value for more products; but enough of them must remain for every core, or card. */
function largestPiece({ m, n, batch }: Extent, fewest: number): Piece {
  const fitting = pieces.filter(({ rows, fours }) => rows <= Math.max(4, m) && 4 * fours <= Math.max(4, n + 3))
  const pays = ({ rows, fours }: Piece) => Math.ceil(m / rows) * Math.ceil(n / (4 * fours)) * batch >= fewest
  return fitting.find(pays) ?? smallestPiece
}

const smallestPiece: Piece = { rows: 4, fours: 1 }
const pieces: readonly Piece[] = [
  { rows: 16, fours: 4 },
  { rows: 8, fours: 4 },
  { rows: 8, fours: 2 },
  { rows: 4, fours: 2 },
  smallestPiece,
]

function nameOf({ variant, piece, workgroup, pairs, ...flags }: ProductCode): string {
  const said = (flags: Readonly<Record<string, boolean>>) =>
    Object.entries(flags)
      .filter(([, set]) => set)
      .map(([name]) => name)
      .join(' ')
  const written = pairs.map(({ packed = '', ...pair }) => `(${said({ ...pair })} ${packed})`).join('')
  return `Product ${variant} ${piece.rows}x${4 * piece.fours} ${workgroup.join('x')} ${said(flags)} ${written}`
}
