/** The gradients that are composed of other kernels, each against tfjs's own loops on the CPU. */
import * as tf from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { registerConvolutionGradients } from '../../../src/engine/backends/convolutionGradients.ts'
import { truthOf } from '../../support/backends.ts'
import { randomTensor } from '../../support/randomTensor.ts'
import { relativeError } from '../../support/relativeError.ts'

const cases = [
  { name: '3×3, stride 1', x: [2, 7, 6, 3], filter: [3, 3, 3, 5], stride: 1, pad: 'same', depthwise: false },
  { name: '3×3, stride 2, even', x: [2, 8, 8, 3], filter: [3, 3, 3, 4], stride: 2, pad: 'same', depthwise: false },
  { name: '3×3, stride 2, odd', x: [2, 7, 9, 3], filter: [3, 3, 3, 4], stride: 2, pad: 'same', depthwise: false },
  { name: '3×3, stride 2, valid', x: [2, 8, 8, 2], filter: [3, 3, 2, 3], stride: 2, pad: 'valid', depthwise: false },
  { name: '1×1', x: [2, 5, 5, 4], filter: [1, 1, 4, 6], stride: 1, pad: 'same', depthwise: false },
  { name: '1×1, stride 2', x: [2, 7, 7, 4], filter: [1, 1, 4, 6], stride: 2, pad: 'valid', depthwise: false },
  { name: 'depthwise', x: [2, 7, 6, 4], filter: [3, 3, 4, 1], stride: 1, pad: 'same', depthwise: true },
  { name: 'depthwise, stride 2', x: [2, 7, 9, 3], filter: [3, 3, 3, 1], stride: 2, pad: 'same', depthwise: true },
  { name: 'depthwise, doubled', x: [2, 6, 6, 3], filter: [3, 3, 3, 2], stride: 2, pad: 'same', depthwise: true },
] as const

test('composed gradients of convolutions are tfjs’s', async () => {
  const truths = []
  for (const each of cases) truths.push(await truthOf(() => gradientsOf(each)))
  registerConvolutionGradients('cpu', [
    'Conv2DBackpropFilter',
    'Conv2DBackpropInput',
    'DepthwiseConv2dNativeBackpropFilter',
    'DepthwiseConv2dNativeBackpropInput',
  ])
  for (const [at, each] of cases.entries()) {
    const values = await truthOf(() => gradientsOf(each))
    // Single precision sums some hundred products in another order.
    for (const [which, truth] of (truths[at] ?? []).entries())
      expect(relativeError(values[which] ?? [], truth), `${each.name}, ${which}`).toBeLessThan(2e-5)
  }
})

function gradientsOf({ x, filter, stride, pad, depthwise }: (typeof cases)[number]): tf.Tensor[] {
  const convolve = depthwise ? tf.depthwiseConv2d : tf.conv2d
  const f = (a: tf.Tensor, w: tf.Tensor) => convolve(a as tf.Tensor4D, w as tf.Tensor4D, stride, pad)
  const [a, w] = [randomTensor('x', [...x]), randomTensor('w', [...filter])]
  return tf.grads(f)([a, w], randomTensor('dy', f(a, w).shape))
}
