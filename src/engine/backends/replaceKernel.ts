/** Puts kernels in the place of tfjs's. */
import { getKernel, type KernelFunc, registerKernel, unregisterKernel } from '@tensorflow/tfjs-core'

/** As tfjs hands it to a kernel. */
export type RawCall = Parameters<KernelFunc>[0]

/** Also where the backend has no kernel of the name. */
export function replaceKernel(backendName: string, kernelName: string, kernelFunc: KernelFunc): void {
  if (getKernel(kernelName, backendName)) unregisterKernel(kernelName, backendName)
  registerKernel({ kernelName, backendName, kernelFunc })
}

/** Null from `own` leaves the call to the kernel that was there. */
export function mendKernel(
  backendName: string,
  kernelName: string,
  own: (call: RawCall) => ReturnType<KernelFunc> | null,
): void {
  const original = getKernel(kernelName, backendName)
  if (!original) throw new Error(`internal: the ${backendName} backend has no kernel ${kernelName}`)
  unregisterKernel(kernelName, backendName)
  registerKernel({ ...original, kernelFunc: (call) => own(call) ?? original.kernelFunc(call) })
}
