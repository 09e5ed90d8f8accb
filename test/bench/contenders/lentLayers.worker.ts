/**
 * tfjs-layers with the studio's gradients of convolutions lent to it, which tfjs's WASM backend lacks: what it would do
 * if it could. Everything else is as it is published.
 */
import './counters.ts'
import { getKernel, type KernelBackend, registerKernel, type TensorInfo } from '@tensorflow/tfjs-core'
import {
  type ConvGradAttrs,
  conv2dBackpropFilter,
  depthwiseBackpropFilter,
  depthwiseBackpropInput,
} from '../../../src/engine/backends/wasm/convolutionGradients.ts'
import { layersContender } from './layers.ts'
import { openTfjs } from './openTfjs.ts'
import { serve } from './serve.ts'

serve(
  layersContender((backend, threads) => {
    lendGradients()
    return openTfjs(backend, threads)
  }),
)

type Attrs = ConvGradAttrs & {
  filterShape: [number, number, number, number]
  inputShape: [number, number, number, number]
}

function lendGradients(): void {
  lend('Conv2DBackpropFilter', 'x', conv2dBackpropFilter)
  lend('DepthwiseConv2dNativeBackpropFilter', 'x', depthwiseBackpropFilter)
  lend('DepthwiseConv2dNativeBackpropInput', 'filter', depthwiseBackpropInput)
}

/** Each takes dy and one tensor more. */
function lend(
  kernelName: string,
  other: 'x' | 'filter',
  gradient: (backend: KernelBackend, first: TensorInfo, second: TensorInfo, attrs: Attrs) => TensorInfo,
): void {
  if (getKernel(kernelName, 'wasm')) throw new Error(`internal: tfjs has a kernel ${kernelName} of its own`)
  registerKernel({
    kernelName,
    backendName: 'wasm',
    kernelFunc({ inputs, backend, attrs }) {
      const [dy, second] = [inputs.dy as TensorInfo, inputs[other] as TensorInfo]
      const [a, b] = other === 'x' ? [second, dy] : [dy, second]
      return gradient(backend as KernelBackend, a, b, attrs as unknown as Attrs)
    },
  })
}
