import * as tf from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { truthOf, valuesOn } from '../../support/backends.ts'
import { randomTensor } from '../../support/randomTensor.ts'

test('sums of tensors of one shape and of several, of numbers and of whole numbers, are the CPU’s', async () => {
  const compute = () => {
    const [a, b] = [randomTensor('a', [3, 47, 129]), randomTensor('b', [3, 47, 129])]
    return [tf.add(a, b), tf.add(a, a), tf.add(a, randomTensor('c', [129])), tf.add(tf.tensor1d([1, 2, 3], 'int32'), 4)]
  }
  const truth = await truthOf(compute)
  const values = await valuesOn('wasm', compute)
  expect(values.map((value) => [...value])).toEqual(truth.map((value) => [...value]))
})
