/** Matrix products by our own kernel: tfjs's takes a naive path for transposed and for many matrices. */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import { broadcast_util, type TensorInfo, util } from '@tensorflow/tfjs-core'
import { floats } from './heapKernels.ts'
import { addressOf, machineOf } from './machine.ts'
import { type KernelCall, mend } from './registry.ts'

export function registerProducts(module: WebAssembly.Module): void {
  mend('BatchMatMul', (call) => productOfBatches(call, module))
  mend('_FusedMatMul', (call) => productOfBatches(call, module))
}

interface Transposed {
  readonly transposeA: boolean
  readonly transposeB: boolean
}

/** What the kernel does to each value of the result, by tfjs's name; others are left to tfjs. */
export const activations: readonly unknown[] = ['linear', 'relu', 'relu6']

/** scale · a·b + a2·b2 + bias → [m, n], the kernel `Product`. */
export function productOfMatrices(call: KernelCall, module: WebAssembly.Module): TensorInfo {
  const { backend, input, need, attributes } = call
  const { transposeA, transposeB, scale = 1 } = attributes as unknown as Transposed & { readonly scale?: number }
  const { a, b, release } = scaledPair(backend, { a: need('a'), b: need('b') }, scale)
  const first = pairOf(backend, a, b, { transposeA, transposeB })
  const [a2, b2] = [input('a2'), input('b2')]
  const second = a2 && b2 ? pairOf(backend, a2, b2, { transposeA, transposeB }) : null
  const output = backend.makeOutput([first.m, first.n], 'float32')
  // The kernel adds a second pair of small depth in the first's last pass.
  const pairs = second ? [first, second].sort((left, right) => right.k - left.k) : [first]
  launch(backend, module, { pairs, bias: input('bias'), output, batch: 1 })
  release()
  return output
}

/** The smaller of both is copied where there is something to scale. */
function scaledPair(backend: BackendWasm, { a, b }: { readonly a: TensorInfo; readonly b: TensorInfo }, scale: number) {
  if (scale === 1) return { a, b, release: () => {} }
  const [ofA, ofB] = [util.sizeFromShape(a.shape), util.sizeFromShape(b.shape)]
  const copy = scaledCopy(backend, ofA < ofB ? a : b, scale)
  return { ...(ofA < ofB ? { a: copy, b } : { a, b: copy }), release: () => backend.disposeData(copy.dataId) }
}

function scaledCopy(backend: BackendWasm, x: TensorInfo, scale: number): TensorInfo {
  const copy = backend.makeOutput(x.shape, 'float32')
  const to = floats(backend, copy)
  to.set(floats(backend, x))
  for (let at = 0; at < to.length; at++) to[at] = (to[at] as number) * scale
  return copy
}

/** a [..., m, k] × b [..., k, n] (+ bias [n]) → [..., m, n]; null where tfjs's own kernel should do it. */
function productOfBatches({ backend, input, need, attributes }: KernelCall, module: WebAssembly.Module) {
  const [a, b, bias] = [need('a'), need('b'), input('bias')]
  const {
    transposeA,
    transposeB,
    activation = 'linear',
  } = attributes as unknown as Transposed & { activation?: string }
  const [outerA, outerB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)]
  const [countA, countB] = [util.sizeFromShape(outerA), util.sizeFromShape(outerB)]
  const alike = util.arraysEqual(outerA, outerB) || countA === 1 || countB === 1
  const known = activations.includes(activation) && (!bias || bias.shape.length === 1)
  if (!alike || !known || a.dtype !== 'float32' || b.dtype !== 'float32') return null
  const pair = pairOf(backend, a, b, { transposeA, transposeB })
  const outer = broadcast_util.assertAndGetBroadcastShape(outerA, outerB)
  const output = backend.makeOutput([...outer, pair.m, pair.n], 'float32')
  const batch = Math.max(countA, countB)
  // Many matrices times one are one tall matrix times it.
  const tall = countB === 1 && !transposeA ? { ...pair, m: pair.m * batch } : pair
  const pairs = [{ ...tall, aBatch: countA === 1 ? 0 : pair.aBatch, bBatch: countB === 1 ? 0 : pair.bBatch }]
  const how = activations.indexOf(activation)
  launch(backend, module, { pairs, bias, output, batch: tall === pair ? batch : 1, activation: how })
  return output
}

/** Addresses and strides in bytes. */
interface Pair {
  readonly m: number
  readonly n: number
  readonly k: number
  readonly a: number
  readonly aRow: number
  readonly aColumn: number
  readonly aBatch: number
  readonly b: number
  readonly bRow: number
  readonly bColumn: number
  readonly bBatch: number
}

function pairOf(backend: BackendWasm, a: TensorInfo, b: TensorInfo, { transposeA, transposeB }: Transposed): Pair {
  const [rowsA, columnsA] = a.shape.slice(-2) as [number, number]
  const [rowsB, columnsB] = b.shape.slice(-2) as [number, number]
  return {
    m: transposeA ? columnsA : rowsA,
    n: transposeB ? rowsB : columnsB,
    k: transposeA ? rowsA : columnsA,
    a: addressOf(backend, a),
    aRow: transposeA ? 4 : 4 * columnsA,
    aColumn: transposeA ? 4 * columnsA : 4,
    aBatch: 4 * rowsA * columnsA,
    b: addressOf(backend, b),
    bRow: transposeB ? 4 : 4 * columnsB,
    bColumn: transposeB ? 4 * columnsB : 4,
    bBatch: 4 * rowsB * columnsB,
  }
}

interface Launch {
  readonly pairs: readonly Pair[]
  readonly bias: TensorInfo | undefined
  readonly output: TensorInfo
  readonly batch: number
  readonly activation?: number
}

/** a [m, k] · b [k, n] (+ bias [n]) into `output`, which holds m × n values. */
export function multiplyInto(
  backend: BackendWasm,
  module: WebAssembly.Module,
  {
    a,
    b,
    ...job
  }: {
    a: TensorInfo
    b: TensorInfo
    bias?: TensorInfo | undefined
    output: TensorInfo
    activation?: number
  } & Transposed,
): void {
  launch(backend, module, { ...job, pairs: [pairOf(backend, a, b, job)], bias: job.bias, batch: 1 })
}

function launch(backend: BackendWasm, module: WebAssembly.Module, job: Launch): void {
  const { pairs, bias, output, batch, activation = 0 } = job
  const { m, n } = pairs[0] as Pair
  const k = pairs.reduce((sum, pair) => sum + pair.k, 0)
  if (output.shape.includes(0)) return
  const machine = machineOf(backend, module)
  const work = 2 * batch * m * n * Math.max(1, k)
  const [rows, columns] = partsOfProduct(m, n, machine.threads, batch)
  const words = [m, n, rows, columns, addressOf(backend, bias), activation, addressOf(backend, output)]
  for (const { k: depth, a, aRow, aColumn, aBatch, b, bRow, bColumn, bBatch } of pairs)
    words.push(depth, a, aRow, aColumn, aBatch, b, bRow, bColumn, bBatch)
  if (pairs.length === 1) words.push(0)
  machine.run({ kernel: 'product', words, chunks: batch * Math.ceil(m / rows) * Math.ceil(n / columns), work })
}

/** Parts of a product for each thread. */
const partsEach = 2
/** With so few rows or columns a product is only as fast as its large factor can be read: in long runs. */
const thin = 16
/** Each part packs all that it reads, which costs as much as some four of its rows or columns. */
const leastRows = 60
const leastColumns = 64

/** Rows and columns of a part of a product [m, n] that so many threads share, of a batch of many. */
export function partsOfProduct(m: number, n: number, threads: number, batch = 1): [rows: number, columns: number] {
  const each = Math.min(m, n) <= thin ? 1 : partsEach
  return partsOf(m, n, Math.ceil((each * threads) / batch), threads)
}

/** Rows and columns of a part, whole tiles, when a result [m, n] is cut into about `wanted` parts; the longer side first. */
function partsOf(m: number, n: number, wanted: number, threads: number): [rows: number, columns: number] {
  if (threads === 1) return [m, n]
  const cut = (size: number, least: number, tile: number, parts: number) => {
    const count = Math.max(1, Math.min(parts, Math.floor(size / least)))
    return count === 1 ? size : Math.ceil(size / count / tile) * tile
  }
  if (m >= n) {
    const rows = cut(m, leastRows, 5, wanted)
    return [rows, cut(n, leastColumns, 8, Math.ceil(wanted / Math.ceil(m / rows)))]
  }
  const columns = cut(n, leastColumns, 8, wanted)
  return [cut(m, leastRows, 5, Math.ceil(wanted / Math.ceil(n / columns))), columns]
}
