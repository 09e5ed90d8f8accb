/** The primitives of text networks in one pass over the WASM heap each (engine/nn/fused.ts). */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import { registerKernel, type TensorInfo } from '@tensorflow/tfjs-core'
import type { FusedKernel } from '../../nn/fused.ts'
import { type GeluKind, gelu, geluGradient } from './geluKernels.ts'
import { floats } from './heapKernels.ts'

type Inputs = (name: string) => TensorInfo
type Attributes = Record<string, unknown>
type Kernel = (backend: BackendWasm, inputs: Inputs, attributes: Attributes) => TensorInfo | TensorInfo[]

const kernels: Partial<Record<FusedKernel, Kernel>> = {
  ColumnSum: (backend, inputs) => columnSum(backend, inputs('x')),
  Gelu: (backend, inputs, { kind }) => gelu(backend, inputs('x'), kind as GeluKind),
  GeluGrad: (backend, inputs, { kind }) => geluGradient(backend, inputs('x'), inputs('dy'), kind as GeluKind),
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
