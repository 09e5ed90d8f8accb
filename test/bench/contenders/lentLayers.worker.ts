/**
 * tfjs-layers with the studio's gradients of convolutions lent to it, which tfjs's WASM backend lacks: what it would do
 * if it could. Everything else is as it is published.
 */
import './counters.ts'
import { registerConvolutionGradients } from '../../../src/engine/backends/convolutionGradients.ts'
import { layersContender } from './layers.ts'
import { openTfjs } from './openTfjs.ts'
import { serve } from './serve.ts'

serve(
  layersContender((backend, threads) => {
    registerConvolutionGradients('wasm', [
      'Conv2DBackpropFilter',
      'DepthwiseConv2dNativeBackpropFilter',
      'DepthwiseConv2dNativeBackpropInput',
    ])
    return openTfjs(backend, threads)
  }),
)
