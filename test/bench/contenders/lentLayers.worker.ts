/**
 * tfjs-layers with the studio's gradients of convolutions lent to it, which tfjs's WASM backend lacks: what it would do
 * if it could. Everything else is as it is published.
 */
import './counters.ts'
import { getKernel } from '@tensorflow/tfjs-core'
import { registerConvolutionGradients } from '../../../src/engine/backends/convolutionGradients.ts'
import { layersContender } from './layers.ts'
import { openTfjs } from './openTfjs.ts'
import { serve } from './serve.ts'

const lacking = [
  'Conv2DBackpropFilter',
  'DepthwiseConv2dNativeBackpropFilter',
  'DepthwiseConv2dNativeBackpropInput',
] as const

serve(
  layersContender((backend, threads) => {
    for (const name of lacking)
      if (getKernel(name, 'wasm')) throw new Error(`internal: tfjs has a kernel ${name} of its own`)
    registerConvolutionGradients('wasm', lacking)
    return openTfjs(backend, threads)
  }),
)
