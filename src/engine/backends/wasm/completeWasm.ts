/**
 * Completes tfjs's WASM backend: the gradient kernels that it lacks, and WebAssembly of our own (kernels/) where its is
 * slow.
 */

import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import type { TensorInfo } from '@tensorflow/tfjs-core'
import { registerConvolutionGradients } from '../convolutionGradients.ts'
import { registerAdd } from './addKernel.ts'
import { registerConvolutions } from './convolutionKernels.ts'
import { registerFusedKernels } from './fusedKernels.ts'
import { registerHeapKernels } from './heapKernels.ts'
import { maxPoolGradient, type PoolAttrs } from './maxPoolGradient.ts'
import { registerProducts } from './productKernels.ts'
import { registerReductions } from './reductionKernels.ts'
import { replace } from './registry.ts'

let completed = false

/** Registers the kernels once, our own where there is their code; needs `@tensorflow/tfjs-backend-wasm` imported before. */
export function completeWasm(module: WebAssembly.Module | null): void {
  if (completed) return
  completed = true
  registerHeapKernels()
  registerConvolutionGradients('wasm', [
    'Conv2DBackpropFilter',
    'Conv2DBackpropInput',
    'DepthwiseConv2dNativeBackpropFilter',
    'DepthwiseConv2dNativeBackpropInput',
  ])
  replace('UnsortedSegmentSum', ({ backend, need, attributes }) =>
    segmentSum(backend, need('x'), need('segmentIds'), Number(attributes.numSegments)),
  )
  replace('MaxPoolGrad', ({ backend, need, attributes }) =>
    maxPoolGradient(backend, need('input'), need('output'), need('dy'), attributes as unknown as PoolAttrs),
  )
  if (!module) return
  registerProducts(module)
  registerFusedKernels(module)
  registerConvolutions(module)
  registerReductions(module)
  registerAdd(module)
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
