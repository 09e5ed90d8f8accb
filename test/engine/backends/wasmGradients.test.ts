/** The kernels that complete the WASM backend, each against the CPU backend. */
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { truthOf, valuesOn } from '../../support/backends.ts'
import { randomTensor } from '../../support/randomTensor.ts'
import { relativeError } from '../../support/relativeError.ts'

type Four = [number, number, number, number]

function drawn(shape: number[], name: string): tf.Tensor {
  return randomTensor(name, shape)
}

async function agree(compute: () => tf.Tensor[]): Promise<void> {
  const truth = await truthOf(compute)
  const values = await valuesOn('wasm', compute)
  // Single precision sums some hundred products in another order.
  values.forEach((value, index) => {
    expect(relativeError(value, truth[index] as Float32Array)).toBeLessThan(2e-5)
  })
}

type Pad = 'same' | 'valid' | [[number, number], [number, number], [number, number], [number, number]]
const symmetric: Pad = [
  [0, 0],
  [1, 1],
  [1, 1],
  [0, 0],
]

const convolutions: { name: string; x: Four; filter: Four; stride: number; pad: Pad }[] = [
  { name: '3×3, stride 1, same', x: [2, 7, 6, 3], filter: [3, 3, 3, 5], stride: 1, pad: 'same' },
  {
    name: '3×3, stride 1, padded by 1 as torch does',
    x: [2, 8, 8, 4],
    filter: [3, 3, 4, 4],
    stride: 1,
    pad: symmetric,
  },
  { name: '3×3, stride 2, same on an even side', x: [2, 8, 8, 3], filter: [3, 3, 3, 4], stride: 2, pad: 'same' },
  { name: '3×3, stride 2, same on an odd side', x: [2, 7, 9, 3], filter: [3, 3, 3, 4], stride: 2, pad: 'same' },
  {
    name: '3×3, stride 2, padded by 1 as torch does',
    x: [3, 8, 8, 3],
    filter: [3, 3, 3, 4],
    stride: 2,
    pad: symmetric,
  },
  { name: '3×3, stride 2, valid with rows left over', x: [2, 8, 8, 2], filter: [3, 3, 2, 3], stride: 2, pad: 'valid' },
  { name: '7×7, stride 2', x: [2, 16, 16, 3], filter: [7, 7, 3, 4], stride: 2, pad: 'same' },
  { name: '1×1, stride 1', x: [2, 5, 5, 4], filter: [1, 1, 4, 6], stride: 1, pad: 'same' },
  { name: '1×1, stride 2', x: [2, 6, 6, 4], filter: [1, 1, 4, 6], stride: 2, pad: 'valid' },
  { name: '1×1, stride 2, odd side', x: [2, 7, 7, 4], filter: [1, 1, 4, 6], stride: 2, pad: 'valid' },
]

describe('a convolution and its gradients on WASM equal the CPU’s', () => {
  test.each(convolutions)('$name', ({ x, filter, stride, pad }) =>
    agree(() => {
      const f = (a: tf.Tensor, w: tf.Tensor) => tf.conv2d(a as tf.Tensor4D, w as tf.Tensor4D, stride, pad)
      const [a, w] = [drawn(x, 'x'), drawn(filter, 'w')]
      return [f(a, w), ...tf.grads(f)([a, w], drawn(f(a, w).shape, 'dy'))]
    }),
  )
})

test.each(['linear', 'relu', 'relu6', 'elu'] as const)(
  'a convolution is activated by %s after its bias',
  (activation) =>
    agree(() => {
      const [x, filter] = [drawn([2, 7, 6, 3], 'x') as tf.Tensor4D, drawn([3, 3, 3, 9], 'w') as tf.Tensor4D]
      return [tf.fused.conv2d({ x, filter, strides: 2, pad: 'same', bias: drawn([9], 'b'), activation })]
    }),
)

test('a convolution with holes is left to the backend', () =>
  agree(() => [
    tf.conv2d(drawn([1, 9, 9, 2], 'x') as tf.Tensor4D, drawn([3, 3, 2, 4], 'w') as tf.Tensor4D, 1, 'same', 'NHWC', 2),
  ]))

describe('gradients of a depthwise convolution on WASM equal the CPU’s', () => {
  test.each([
    { name: 'stride 1', x: [2, 7, 6, 4], filter: [3, 3, 4, 1], stride: 1 },
    { name: 'stride 2, even side', x: [2, 8, 8, 3], filter: [3, 3, 3, 1], stride: 2 },
    { name: 'stride 2, odd side', x: [2, 7, 9, 3], filter: [3, 3, 3, 1], stride: 2 },
    { name: 'more channels than registers hold', x: [2, 5, 6, 19], filter: [3, 3, 19, 1], stride: 2 },
    { name: 'two outputs a channel', x: [2, 6, 6, 3], filter: [3, 3, 3, 2], stride: 1 },
  ])('$name', ({ x, filter, stride }) =>
    agree(() => {
      const f = (a: tf.Tensor, w: tf.Tensor) => tf.depthwiseConv2d(a as tf.Tensor4D, w as tf.Tensor4D, stride, 'same')
      const [a, w] = [drawn(x, 'x'), drawn(filter, 'w')]
      return tf.grads(f)([a, w], drawn(f(a, w).shape, 'dy'))
    }),
  )
})

test('the gradient of gathering rows sums the rows that were gathered twice', () =>
  agree(() => {
    const rows = tf.tensor1d([0, 2, 2, 1], 'int32')
    const f = (table: tf.Tensor) => tf.gather(table, rows)
    return [tf.grad(f)(drawn([3, 4], 'table'), drawn([4, 4], 'dy'))]
  }))

test.each([
  [false, true],
  [true, false],
  [true, true],
])('a product with transposeA %s and transposeB %s equals the CPU’s', (transposeA, transposeB) =>
  agree(() => {
    const a = drawn(transposeA ? [2, 5, 4] : [2, 4, 5], 'a')
    const b = drawn(transposeB ? [2, 3, 5] : [2, 5, 3], 'b')
    return [tf.matMul(a, b, transposeA, transposeB)]
  }),
)

test('max pooling hands its gradient to the largest value of each window, the first among equals', () =>
  agree(() => {
    const f = (x: tf.Tensor) => tf.maxPool(tf.relu(x) as tf.Tensor4D, 3, 2, 'valid')
    return [tf.grad(f)(drawn([2, 9, 9, 3], 'x'), drawn([2, 4, 4, 3], 'dy'))]
  }))
