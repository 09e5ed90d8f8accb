/** The primitives of text networks in one pass over the WASM heap each (engine/nn/fused.ts). */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import { registerKernel, type TensorInfo } from '@tensorflow/tfjs-core'
import type { FusedKernel } from '../../nn/fused.ts'
import { type GeluKind, gelu, geluGradient } from './geluKernels.ts'
import { floats } from './heapKernels.ts'

type Inputs = (name: string) => TensorInfo
type Attributes = Record<string, unknown>
type Kernel = (backend: BackendWasm, inputs: Inputs, attributes: Attributes) => TensorInfo | TensorInfo[]

const kernels: Record<FusedKernel, Kernel> = {
  ColumnSum: (backend, inputs) => columnSum(backend, inputs('x')),
  Gelu: (backend, inputs, { kind }) => gelu(backend, inputs('x'), kind as GeluKind),
  GeluGrad: (backend, inputs, { kind }) => geluGradient(backend, inputs('x'), inputs('dy'), kind as GeluKind),
  LayerNorm: (backend, inputs, { epsilon }) =>
    layerNorm(backend, inputs('x'), inputs('scale'), inputs('shift'), epsilon as number),
  LayerNormGrad: (backend, inputs) =>
    layerNormGradients(backend, inputs('x'), inputs('statistics'), inputs('scale'), inputs('dy')),
  SoftmaxGrad: (backend, inputs) => softmaxGradient(backend, inputs('y'), inputs('dy')),
}

export function registerFusedKernels(): void {
  for (const [kernelName, kernel] of Object.entries(kernels))
    registerKernel({
      kernelName,
      backendName: 'wasm',
      kernelFunc: ({ inputs, backend, attrs }) =>
        kernel(backend as BackendWasm, (name) => inputs[name] as TensorInfo, (attrs ?? {}) as Attributes),
    })
}

/** [..., c] → [c]; four rows at a time, so that each sum is fetched and stored less often. */
function columnSum(backend: BackendWasm, x: TensorInfo): TensorInfo {
  const width = x.shape.at(-1) as number
  const output = backend.makeOutput([width], 'float32')
  const values = floats(backend, x)
  const sums = new Float64Array(width)
  const whole = values.length - (values.length % (4 * width))
  for (let a = 0; a < whole; a += 4 * width) {
    const [b, c, d] = [a + width, a + 2 * width, a + 3 * width]
    for (let at = 0; at < width; at++)
      sums[at] =
        (sums[at] as number) +
        (values[a + at] as number) +
        (values[b + at] as number) +
        (values[c + at] as number) +
        (values[d + at] as number)
  }
  for (let start = whole; start < values.length; start += width)
    for (let at = 0; at < width; at++) sums[at] = (sums[at] as number) + (values[start + at] as number)
  floats(backend, output).set(sums)
  return output
}

/** y like x, and of each row its mean and 1/√(variance + ε): [rows, 2] */
function layerNorm(
  backend: BackendWasm,
  x: TensorInfo,
  scale: TensorInfo,
  shift: TensorInfo,
  epsilon: number,
): TensorInfo[] {
  const width = x.shape.at(-1) as number
  const rows = x.shape.slice(0, -1).reduce((a, b) => a * b, 1)
  const output = backend.makeOutput(x.shape, 'float32')
  const statistics = backend.makeOutput([rows, 2], 'float32')
  const [from, g, b] = [floats(backend, x), floats(backend, scale), floats(backend, shift)]
  const [to, kept] = [floats(backend, output), floats(backend, statistics)]
  for (let row = 0; row < rows; row++) {
    const start = row * width
    let sum = 0
    let squares = 0
    for (let at = start; at < start + width; at++) {
      const value = from[at] as number
      sum += value
      squares += value * value
    }
    const mean = sum / width
    // In float64 the difference of the squares loses nothing that float32 had.
    const spread = 1 / Math.sqrt(Math.max(0, squares / width - mean * mean) + epsilon)
    for (let at = 0; at < width; at++)
      to[start + at] = ((from[start + at] as number) - mean) * spread * (g[at] as number) + (b[at] as number)
    kept[2 * row] = mean
    kept[2 * row + 1] = spread
  }
  return [output, statistics]
}

/** dx like x, and the gradients of scale and shift: [c] each */
function layerNormGradients(
  backend: BackendWasm,
  x: TensorInfo,
  statistics: TensorInfo,
  scale: TensorInfo,
  dy: TensorInfo,
): TensorInfo[] {
  const width = x.shape.at(-1) as number
  const outputs = [x.shape, scale.shape, scale.shape].map((shape) => backend.makeOutput(shape, 'float32'))
  const [from, kept, g, above] = [x, statistics, scale, dy].map((info) => floats(backend, info)) as Four
  const [dx, dScale, dShift] = outputs.map((info) => floats(backend, info)) as Three
  const scaleSums = new Float64Array(width)
  const shiftSums = new Float64Array(width)
  for (let start = 0, row = 0; start < from.length; start += width, row++) {
    const mean = kept[2 * row] as number
    const spread = kept[2 * row + 1] as number
    let sum = 0
    let along = 0
    for (let at = 0; at < width; at++) {
      const normed = ((from[start + at] as number) - mean) * spread
      const slope = above[start + at] as number
      scaleSums[at] = (scaleSums[at] as number) + slope * normed
      shiftSums[at] = (shiftSums[at] as number) + slope
      sum += slope * (g[at] as number)
      along += slope * (g[at] as number) * normed
    }
    for (let at = 0; at < width; at++) {
      const normed = ((from[start + at] as number) - mean) * spread
      dx[start + at] = spread * ((above[start + at] as number) * (g[at] as number) - (sum + normed * along) / width)
    }
  }
  dScale.set(scaleSums)
  dShift.set(shiftSums)
  return outputs
}

type Three = [Float32Array, Float32Array, Float32Array]
type Four = [...Three, Float32Array]

/** y · (dy − Σ y·dy), row by row. */
function softmaxGradient(backend: BackendWasm, y: TensorInfo, dy: TensorInfo): TensorInfo {
  const width = y.shape.at(-1) as number
  const output = backend.makeOutput(y.shape, 'float32')
  const [shares, above, to] = [y, dy, output].map((info) => floats(backend, info)) as Three
  for (let start = 0; start < shares.length; start += width) {
    let common = 0
    for (let at = start; at < start + width; at++) common += (shares[at] as number) * (above[at] as number)
    for (let at = start; at < start + width; at++) to[at] = (shares[at] as number) * ((above[at] as number) - common)
  }
  return output
}
