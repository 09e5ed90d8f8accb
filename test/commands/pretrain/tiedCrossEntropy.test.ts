import * as tf from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { tiedCrossEntropy } from '../../../src/commands/pretrain/tiedCrossEntropy.ts'
import { crossEntropy } from '../../../src/engine/nn/crossEntropy.ts'
import { seeded } from '../../../src/shared/random.ts'
import { truthOf, valuesOn } from '../../support/backends.ts'
import { relativeError } from '../../support/relativeError.ts'

const [rows, width, vocabulary] = [7, 5, 11]

function randomTensor(purpose: string, shape: number[]): tf.Tensor {
  const random = seeded(purpose)
  return tf.tensor(
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal()),
    shape,
  )
}

/** The loss, and its gradients by states, table and bias. */
function withGradients(loss: (states: tf.Tensor2D, table: tf.Tensor2D, bias: tf.Tensor1D) => tf.Scalar): tf.Tensor[] {
  const inputs = [
    randomTensor('states', [rows, width]),
    randomTensor('table', [vocabulary, width]),
    randomTensor('bias', [vocabulary]),
  ]
  const f = (...given: tf.Tensor[]) => tf.mul(loss(...(given as [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D])), 3)
  const { value, grads } = tf.valueAndGrads(f)(inputs)
  return [value, ...grads]
}

test.each(['cpu', 'wasm'] as const)(
  'value and gradients are those of a plain cross-entropy, on %s',
  async (backend) => {
    const targets = () => tf.tensor1d([3, 0, 10, 3, 7, 3, 1], 'int32')
    const plain = () =>
      withGradients((states, table, bias) => {
        const logits = tf.add(tf.matMul(states, table, false, true), bias) as tf.Tensor2D
        return crossEntropy(logits, targets())
      })
    const tied = () => withGradients((states, table, bias) => tiedCrossEntropy(states, { table, bias }, targets()))
    const truth = await truthOf(plain)
    const values = await valuesOn(backend, tied)
    for (const [index, expected] of truth.entries())
      expect(relativeError(values[index] as Float32Array, expected)).toBeLessThan(1e-5)
  },
)
