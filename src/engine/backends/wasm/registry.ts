/** Kernels in the place of tfjs's on WASM, with their call read. */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import type { TensorInfo } from '@tensorflow/tfjs-core'
import { mendKernel, type RawCall, replaceKernel } from '../replaceKernel.ts'

export interface KernelCall {
  readonly backend: BackendWasm
  /** Left-out inputs are undefined. */
  input(name: string): TensorInfo | undefined
  /** All of them, in order. */
  readonly inputs: readonly TensorInfo[]
  /** An input that must be there. */
  need(name: string): TensorInfo
  /** As tfjs or fused.ts gives them. */
  readonly attributes: Readonly<Record<string, unknown>>
}

export type Kernel = (call: KernelCall) => TensorInfo | TensorInfo[]

export function replace(kernelName: string, kernel: Kernel): void {
  replaceKernel('wasm', kernelName, (call) => kernel(read(call)))
}

/** Null from `own` leaves the call to tfjs's kernel. */
export function mend(kernelName: string, own: (call: KernelCall) => ReturnType<Kernel> | null): void {
  mendKernel('wasm', kernelName, (call) => own(read(call)))
}

function read({ inputs, backend, attrs }: RawCall): KernelCall {
  return {
    backend: backend as BackendWasm,
    inputs: Object.values(inputs) as TensorInfo[],
    input: (name) => inputs[name] as TensorInfo | undefined,
    need(name) {
      const found = inputs[name]
      if (!found) throw new Error(`internal: a kernel was called without its input "${name}"`)
      return found as TensorInfo
    },
    attributes: (attrs ?? {}) as Record<string, unknown>,
  }
}
