/**
 * Kernels made of kernels. A composed kernel works on TensorInfos below tfjs's engine, where nothing is tracked: a
 * Scratch runs the existing kernels of a backend and frees every intermediate when the composition is done.
 */
import { getKernel, type KernelBackend, type NamedAttrMap, type TensorInfo } from '@tensorflow/tfjs-core'

/** A backend, and the name that its kernels are registered by. */
export interface Host {
  readonly backend: KernelBackend
  readonly name: 'wasm' | 'cpu'
}

export interface Scratch {
  run(kernel: string, inputs: Record<string, TensorInfo>, attrs: Record<string, unknown>): TensorInfo
}

/** Runs `compose` and frees everything it made but the result. */
export function composed({ backend, name }: Host, compose: (scratch: Scratch) => TensorInfo): TensorInfo {
  const made: TensorInfo[] = []
  const scratch: Scratch = {
    run(kernelName, inputs, attrs) {
      const kernel = getKernel(kernelName, name)
      if (!kernel) throw new Error(`internal: the ${name} backend has no kernel ${kernelName}`)
      const output = kernel.kernelFunc({ inputs, backend, attrs: attrs as unknown as NamedAttrMap })
      const info = Array.isArray(output) ? (output[0] as TensorInfo) : (output as TensorInfo)
      made.push(info)
      return info
    },
  }
  const result = compose(scratch)
  // A view such as Reshape or a no-op Slice shares its data: each made entry holds one reference of its own.
  let kept = false
  for (const info of made) {
    if (!kept && info.dataId === result.dataId) kept = true
    else backend.disposeData(info.dataId)
  }
  if (!kept) throw new Error('internal: a composed kernel must return something that it made')
  return result
}

/** The same data under another shape; valid while its owner lives. */
export function viewAs(info: TensorInfo, shape: readonly number[]): TensorInfo {
  return { dataId: info.dataId, dtype: info.dtype, shape: [...shape] }
}
