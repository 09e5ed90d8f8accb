/** Puts kernels in the place of those that tfjs's CPU backend computes slowest: products, and gradients of filters. */
import { registerConvolutionGradients } from '../convolutionGradients.ts'
import { registerCpuProduct } from './cpuProduct.ts'

let completed = false

/** Once; needs `@tensorflow/tfjs-backend-cpu` imported before. */
export function completeCpu(): void {
  if (completed) return
  completed = true
  registerCpuProduct()
  registerConvolutionGradients('cpu', ['Conv2DBackpropFilter'])
}
