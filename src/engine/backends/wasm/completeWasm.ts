/**
 * Completes tfjs's WASM backend: the gradient kernels that it lacks, and WebAssembly of our own (kernels/) where its is
 * slow.
 */

import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import {
  getKernel,
  type KernelBackend,
  type KernelFunc,
  registerKernel,
  type TensorInfo,
  unregisterKernel,
} from '@tensorflow/tfjs-core'
import { registerAdd } from './addKernel.ts'
import {
  type ConvGradAttrs,
  conv2dBackpropFilter,
  conv2dBackpropInput,
  depthwiseBackpropFilter,
  depthwiseBackpropInput,
} from './convolutionGradients.ts'
import { registerConvolutions } from './convolutionKernels.ts'
import { registerFusedKernels } from './fusedKernels.ts'
import { registerHeapKernels } from './heapKernels.ts'
import { maxPoolGradient, type PoolAttrs } from './maxPoolGradient.ts'
import { registerProducts } from './productKernels.ts'
import { registerReductions } from './reductionKernels.ts'

let completed = false

/** Registers the kernels once, our own where there is their code; needs `@tensorflow/tfjs-backend-wasm` imported before. */
export function completeWasm(module: WebAssembly.Module | null): void {
  if (completed) return
  completed = true
  registerHeapKernels()
  replace('Conv2DBackpropFilter', ({ inputs, backend, attrs }) =>
    conv2dBackpropFilter(backend as KernelBackend, named(inputs, 'x'), named(inputs, 'dy'), as(attrs)),
  )
  replace('Conv2DBackpropInput', ({ inputs, backend, attrs }) =>
    conv2dBackpropInput(backend as KernelBackend, named(inputs, 'dy'), named(inputs, 'filter'), as(attrs)),
  )
  replace('DepthwiseConv2dNativeBackpropFilter', ({ inputs, backend, attrs }) =>
    depthwiseBackpropFilter(backend as KernelBackend, named(inputs, 'x'), named(inputs, 'dy'), as(attrs)),
  )
  replace('DepthwiseConv2dNativeBackpropInput', ({ inputs, backend, attrs }) =>
    depthwiseBackpropInput(backend as KernelBackend, named(inputs, 'dy'), named(inputs, 'filter'), as(attrs)),
  )
  replace('UnsortedSegmentSum', ({ inputs, backend, attrs }) =>
    segmentSum(backend as BackendWasm, named(inputs, 'x'), named(inputs, 'segmentIds'), Number(attrs?.numSegments)),
  )
  replace('MaxPoolGrad', ({ inputs, backend, attrs }) =>
    maxPoolGradient(
      backend as BackendWasm,
      named(inputs, 'input'),
      named(inputs, 'output'),
      named(inputs, 'dy'),
      attrs as unknown as PoolAttrs,
    ),
  )
  if (!module) return
  registerProducts(module)
  registerFusedKernels(module)
  registerConvolutions(module)
  registerReductions(module)
  registerAdd(module)
}

type GradAttrs = ConvGradAttrs & {
  filterShape: [number, number, number, number]
  inputShape: [number, number, number, number]
}
function as(attrs: unknown): GradAttrs {
  return attrs as GradAttrs
}

function named(inputs: Record<string, unknown>, name: string): TensorInfo {
  return inputs[name] as TensorInfo
}

function replace(kernelName: string, kernelFunc: KernelFunc): void {
  if (getKernel(kernelName, 'wasm')) unregisterKernel(kernelName, 'wasm')
  registerKernel({ kernelName, backendName: 'wasm', kernelFunc })
}

/** Sums rows of x [n, …] whose id is the same into [segments, …]; ids outside are dropped, as on the CPU backend. */
function segmentSum(backend: BackendWasm, x: TensorInfo, ids: TensorInfo, segments: number): TensorInfo {
  const rows = ids.shape.reduce((a, b) => a * b, 1)
  const width = x.shape.slice(ids.shape.length).reduce((a, b) => a * b, 1)
  const output = backend.makeOutput([segments, ...x.shape.slice(ids.shape.length)], x.dtype)
  const sums = backend.typedArrayFromHeap(output)
  const values = backend.typedArrayFromHeap(x)
  const segmentOf = backend.typedArrayFromHeap(ids)
  sums.fill(0)
  for (let row = 0; row < rows; row++) {
    const segment = segmentOf[row] as number
    if (segment < 0 || segment >= segments) continue
    for (let column = 0; column < width; column++)
      sums[segment * width + column] =
        (sums[segment * width + column] as number) + (values[row * width + column] as number)
  }
  return output
}
