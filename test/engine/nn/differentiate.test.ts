/** Gradients over tfjs's tape, walked back by our own driver: the same numbers, with less kept. */
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, expect, test } from 'vitest'
import { gelu } from '../../../src/engine/nn/activations.ts'
import { differentiate, recomputed } from '../../../src/engine/nn/differentiate.ts'
import { linear } from '../../../src/engine/nn/textPrimitives.ts'
import { seeded } from '../../../src/shared/random.ts'
import { startBackend } from '../../support/backends.ts'
import { relativeError } from '../../support/relativeError.ts'

beforeAll(() => startBackend('cpu'))

const depth = 8
const width = 12

function layers() {
  const random = seeded('layers')
  const drawn = (shape: number[]) =>
    tf.tensor(
      Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 0.3 * random.normal()),
      shape,
    )
  return { x: drawn([64, width]), kernels: Array.from({ length: depth }, () => drawn([width, width]) as tf.Tensor2D) }
}

const layer = (x: tf.Tensor, kernel: tf.Tensor2D) => tf.add(x, gelu(linear(x, kernel, null)))
const loss = (x: tf.Tensor, kernels: readonly tf.Tensor2D[]) =>
  tf.mean(tf.square(kernels.reduce(layer, x))) as tf.Scalar

test('values and gradients are those of tfjs’s own driver', () => {
  const { x, kernels } = layers()
  const own = differentiate(() => loss(x, kernels), [x, ...kernels])
  const theirs = tf.valueAndGrads((x0, ...rest) => loss(x0 as tf.Tensor, rest as tf.Tensor2D[]))([x, ...kernels])
  expect(own.value.dataSync()).toEqual(theirs.value.dataSync())
  own.gradients.forEach((gradient, at) => {
    expect(gradient.dataSync()).toEqual((theirs.grads[at] as tf.Tensor).dataSync())
  })
  tf.dispose([x, ...kernels, own.value, own.gradients, theirs.value, theirs.grads])
})

test('a stretch that is computed twice gives the same gradients, of its input and of its weights', () => {
  const { x, kernels } = layers()
  const twice = (x0: tf.Tensor, kernel: tf.Tensor2D) =>
    recomputed([x0, kernel], (given, weights) => layer(given as tf.Tensor, weights as tf.Tensor2D))
  const plain = differentiate(() => loss(x, kernels), [x, ...kernels])
  const other = differentiate(() => tf.mean(tf.square(kernels.reduce(twice, x))) as tf.Scalar, [x, ...kernels])
  expect(other.value.dataSync()).toEqual(plain.value.dataSync())
  other.gradients.forEach((gradient, at) => {
    expect(relativeError(gradient.dataSync(), (plain.gradients[at] as tf.Tensor).dataSync())).toBeLessThan(1e-6)
  })
  tf.dispose([x, ...kernels, plain.value, plain.gradients, other.value, other.gradients])
})

test('what a value does not depend on has a gradient of zeros', () => {
  const x = tf.tensor1d([1, 2])
  const apart = tf.tensor1d([3])
  const { value, gradients } = differentiate(() => tf.sum(tf.square(x)) as tf.Scalar, [x, apart])
  expect([...(gradients[0] as tf.Tensor).dataSync()]).toEqual([2, 4])
  expect([...(gradients[1] as tf.Tensor).dataSync()]).toEqual([0])
  tf.dispose([x, apart, value, gradients])
})

test('only what is returned is left, also where the computation throws half-way', () => {
  const { x, kernels } = layers()
  const before = tf.memory().numTensors
  const done = differentiate(() => loss(x, kernels), kernels)
  expect(tf.memory().numTensors).toBe(before + 1 + depth)
  tf.dispose([done.value, done.gradients])
  const broken = () => {
    kernels.reduce(layer, x)
    throw new Error('no more')
  }
  expect(() => differentiate(broken, kernels)).toThrow('no more')
  expect(tf.memory().numTensors).toBe(before)
  tf.dispose([x, ...kernels])
})

test('on the way back less and less is held, where tfjs’s own driver holds all to the end', () => {
  const { x, kernels } = layers()
  const held: number[] = []
  const watched = (x0: tf.Tensor, kernel: tf.Tensor2D) => {
    const wrapped = tf.customGrad((given, save) => {
      ;(save as tf.GradSaveFunc)([given as tf.Tensor])
      const gradFunc = (dy: tf.Tensor) => {
        held.push(tf.memory().numBytes)
        return tf.clone(dy)
      }
      return { value: tf.clone(given as tf.Tensor), gradFunc }
    })
    return layer(wrapped(x0), kernel)
  }
  const { value, gradients } = differentiate(
    () => tf.mean(tf.square(kernels.reduce(watched, x))) as tf.Scalar,
    [x, ...kernels],
  )
  expect(held.length).toBe(depth)
  for (const [at, bytes] of held.slice(1).entries()) expect(bytes).toBeLessThan(held[at] as number)
  tf.dispose([x, ...kernels, value, gradients])
})
