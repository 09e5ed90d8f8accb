/** The primitives of engine/nn/fused.ts by WebAssembly of our own: which kernel of kernels/index.ts, and its arguments. */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import { type TensorInfo, util } from '@tensorflow/tfjs-core'
import type { AdamW, Attention as AttentionAttributes, FusedKernel } from '../../nn/fused.ts'
import { addressOf, type Job, machineOf } from './machine.ts'
import { productOfPacked, rowsOfPacked } from './packedKernels.ts'
import { productOfMatrices } from './productKernels.ts'
import { sumRows } from './reductionKernels.ts'
import { type KernelCall, replace } from './registry.ts'

export function registerFusedKernels(module: WebAssembly.Module): void {
  for (const [name, kernel] of Object.entries(kernels)) replace(name, (call) => kernel(workshopOf(call, module)))
}

type Kernel = (workshop: Workshop) => TensorInfo | TensorInfo[]

/** A kernel costs nothing but its work here, so that a norm of many tensors is left to their sums. */
const kernels: Record<Exclude<FusedKernel, 'ClippedNorm'>, Kernel> = {
  Product: ({ call, module }) => productOfMatrices(call, module),
  PackedProduct: ({ call, module }) => productOfPacked(call, module),
  PackedRows: ({ call, module }) => rowsOfPacked(call, module),
  ColumnSum: columnSum,
  Gelu: gelu,
  GeluGrad: geluGrad,
  LayerNorm: layerNorm,
  LayerNormGrad: layerNormGrad,
  LayerNormParameterGrad: layerNormParameterGrad,
  Attention: attention,
  AttentionGrad: attentionGrad,
  CrossEntropy: crossEntropy,
  SumOfSquares: sumOfSquares,
  AdamW: adamW,
  EmbeddingGrad: embeddingGrad,
  Dropout: dropout,
}

interface Workshop {
  readonly call: KernelCall
  readonly module: WebAssembly.Module
  make(shape: readonly number[]): TensorInfo
  /** Address of an input. */
  at(name: string): number
  /** Address of an input that may be left out, then 0. */
  maybeAt(name: string): number
  /** Address of what was made. */
  to(made: TensorInfo): number
  run(job: Job): void
  /** Runs a job that leaves one number for each chunk, and gives their sum [] in double precision. */
  total(job: (partsAt: number) => Job): TensorInfo
  constant(name: 'valuesOfChunk' | 'columnsOfChunk' | 'queriesOfBlock'): number
}

function workshopOf(call: KernelCall, module: WebAssembly.Module): Workshop {
  const { backend } = call
  const machine = machineOf(backend, module)
  const make = (shape: readonly number[]) => backend.makeOutput([...shape], 'float32')
  return {
    call,
    module,
    make,
    at: (name) => addressOf(backend, call.need(name)),
    maybeAt: (name) => addressOf(backend, call.input(name)),
    to: (made) => addressOf(backend, made),
    run: machine.run,
    total(job) {
      const planned = job(0)
      const parts = make([planned.chunks])
      machine.run(job(addressOf(backend, parts)))
      const sum = floats(backend, parts).reduce((a, b) => a + b, 0)
      backend.disposeData(parts.dataId)
      const output = make([])
      floats(backend, output)[0] = sum
      return output
    },
    constant: machine.constant,
  }
}

/** The tensor's values where they lie. Valid until the next allocation: the heap may move as it grows. */
function floats(backend: BackendWasm, x: TensorInfo): Float32Array {
  return backend.typedArrayFromHeap(x) as Float32Array
}

function sizeOf(x: TensorInfo): number {
  return util.sizeFromShape(x.shape)
}

/** Rows and width of a tensor's last axis. */
function rowsOf(x: TensorInfo): { rows: number; width: number } {
  const width = x.shape.at(-1) as number
  return { rows: util.sizeFromShape(x.shape.slice(0, -1)), width }
}

/** Rows of which a chunk is made, for kernels that go row by row. */
function rowsOfChunk(width: number, constant: Workshop['constant']): number {
  return Math.max(1, Math.ceil(constant('valuesOfChunk') / Math.max(1, width)))
}

function columnSum({ call, make, at, to, run, constant }: Workshop): TensorInfo {
  const { rows, width } = rowsOf(call.need('x'))
  const output = make([width])
  run({
    kernel: 'columnSum',
    words: [rows, width, at('x'), to(output)],
    floats: [1],
    chunks: Math.ceil(width / constant('columnsOfChunk')),
    work: rows * width,
  })
  return output
}

const geluKinds: readonly unknown[] = ['erf', 'tanh']

function gelu({ call, make, at, to, run, constant }: Workshop): TensorInfo {
  const x = call.need('x')
  const output = make(x.shape)
  const words = [sizeOf(x), geluKinds.indexOf(call.attributes.kind), at('x'), to(output)]
  run({ kernel: 'gelu', words, chunks: Math.ceil(sizeOf(x) / constant('valuesOfChunk')), work: 10 * sizeOf(x) })
  return output
}

function geluGrad({ call, make, at, to, run, constant }: Workshop): TensorInfo {
  const x = call.need('x')
  const output = make(x.shape)
  const words = [sizeOf(x), geluKinds.indexOf(call.attributes.kind), at('x'), at('dy'), to(output)]
  run({ kernel: 'geluGrad', words, chunks: Math.ceil(sizeOf(x) / constant('valuesOfChunk')), work: 10 * sizeOf(x) })
  return output
}

function layerNorm({ call, make, at, to, run, constant }: Workshop): TensorInfo[] {
  const x = call.need('x')
  const { rows, width } = rowsOf(x)
  const each = rowsOfChunk(width, constant)
  const outputs = [make(x.shape), make([rows, 2])] as const
  run({
    kernel: 'layerNorm',
    words: [rows, width, each, at('x'), at('scale'), at('shift'), to(outputs[0]), to(outputs[1])],
    floats: [call.attributes.epsilon as number],
    chunks: Math.ceil(rows / each),
    work: 3 * rows * width,
  })
  return [...outputs]
}

function layerNormGrad({ call, make, at, to, run, constant }: Workshop): TensorInfo {
  const x = call.need('x')
  const { rows, width } = rowsOf(x)
  const each = rowsOfChunk(width, constant)
  const output = make(x.shape)
  run({
    kernel: 'layerNormGrad',
    words: [rows, width, each, at('x'), at('statistics'), at('scale'), at('dy'), to(output)],
    chunks: Math.ceil(rows / each),
    work: 3 * rows * width,
  })
  return output
}

function layerNormParameterGrad({ call, make, at, to, run, constant }: Workshop): TensorInfo[] {
  const { rows, width } = rowsOf(call.need('x'))
  const outputs = [make([width]), make([width])] as const
  run({
    kernel: 'layerNormParameterGrad',
    words: [rows, width, at('x'), at('statistics'), at('dy'), to(outputs[0]), to(outputs[1])],
    chunks: Math.ceil(width / constant('columnsOfChunk')),
    work: 2 * rows * width,
  })
  return [...outputs]
}

/** Arguments that both directions of attention take, and the sizes that follow. */
function attentionJob({ call, at, maybeAt, constant }: Workshop) {
  const { heads, keyHeads, scale, causal, window } = call.attributes as unknown as AttentionAttributes
  const [q, k, mask] = [call.need('q'), call.need('k'), call.input('mask')]
  const [batch, queries, total] = q.shape as [number, number, number]
  const keys = k.shape[1] as number
  const shape = [heads, queries, keys, total / heads, mask?.shape[1] ?? 0, Number(causal), window, keyHeads]
  return {
    q,
    k,
    /** Forward, and backward. */
    chunks: [batch * heads, batch * keyHeads] as const,
    words: [...shape, at('q'), at('k'), at('v'), maybeAt('mask')],
    floats: [scale],
    statistics: [batch, heads, queries, 2],
    /** Bytes of one block's scores, and of a bias for each key. */
    scores: 4 * keys * constant('queriesOfBlock'),
    biases: 4 * keys,
    product: 2 * batch * queries * keys * total,
  }
}

function attention(workshop: Workshop): TensorInfo[] {
  const { make, to, run } = workshop
  const { q, chunks, words, floats: scales, statistics, scores, biases, product } = attentionJob(workshop)
  const outputs = [make(q.shape), make(statistics)] as const
  run({
    kernel: 'attention',
    words: [...words, ...outputs.map(to)],
    floats: scales,
    chunks: chunks[0],
    scratch: biases + scores,
    work: 2 * product,
  })
  return [...outputs]
}

function attentionGrad(workshop: Workshop): TensorInfo[] {
  const { at, make, to, run } = workshop
  const { q, k, chunks, words, floats: scales, scores, biases, product } = attentionJob(workshop)
  const outputs = [make(q.shape), make(k.shape), make(k.shape)]
  run({
    kernel: 'attentionGrad',
    words: [...words, at('y'), at('statistics'), at('dy'), ...outputs.map(to)],
    floats: scales,
    chunks: chunks[1],
    scratch: biases + 2 * scores,
    work: 5 * product,
  })
  return outputs
}

function crossEntropy({ call, make, at, to, run, total, constant }: Workshop): TensorInfo[] {
  const logits = call.need('logits')
  const { rows, width } = rowsOf(logits)
  const { smoothing, apart } = call.attributes as { smoothing: number; apart: boolean }
  const each = apart ? 1 : rowsOfChunk(width, constant)
  const gradient = make(logits.shape)
  const inputs = [at('logits'), at('targets'), at('weights'), to(gradient)]
  const job = (partsAt: number): Job => ({
    kernel: 'crossEntropy',
    words: [rows, width, each, ...inputs, partsAt],
    floats: [smoothing],
    chunks: Math.ceil(rows / each),
    work: 10 * rows * width,
  })
  if (!apart) return [total(job), gradient]
  const losses = make([rows])
  run(job(to(losses)))
  return [losses, gradient]
}

function sumOfSquares({ call, at, total, constant }: Workshop): TensorInfo {
  const size = sizeOf(call.need('x'))
  return total((partsAt) => ({
    kernel: 'sumOfSquares',
    words: [size, at('x'), partsAt],
    chunks: Math.ceil(size / constant('valuesOfChunk')),
    work: size,
  }))
}

function adamW({ call, make, at, to, run, constant }: Workshop): TensorInfo[] {
  const value = call.need('value')
  const { rate, beta1, beta2, epsilon, decay, correction1, correction2 } = call.attributes as unknown as AdamW
  const outputs = [make(value.shape), make(value.shape), make(value.shape)]
  const inputs = ['value', 'gradient', 'first', 'second', 'factor'].map(at)
  run({
    kernel: 'adam',
    words: [sizeOf(value), ...inputs, ...outputs.map(to)],
    floats: [beta1, 1 - beta1, beta2, 1 - beta2, epsilon, rate / correction1, 1 / correction2, 1 - rate * decay],
    chunks: Math.ceil(sizeOf(value) / constant('valuesOfChunk')),
    work: 8 * sizeOf(value),
  })
  return outputs
}

function embeddingGrad({ call, module, make }: Workshop): TensorInfo {
  const [ids, x] = [call.need('ids'), call.need('dy')]
  const output = make([call.attributes.rows as number, x.shape.at(-1) as number])
  sumRows(call.backend, module, { ids, x, output })
  return output
}

function dropout({ call, make, at, to, run, constant }: Workshop): TensorInfo {
  const x = call.need('x')
  const { seed, share } = call.attributes as { seed: number; share: number }
  const output = make(x.shape)
  run({
    kernel: 'dropout',
    words: [sizeOf(x), at('x'), to(output), seed, Math.ceil(share * 2 ** 24)],
    floats: [1 / (1 - share)],
    chunks: Math.ceil(sizeOf(x) / constant('valuesOfChunk')),
    work: 20 * sizeOf(x),
  })
  return output
}
