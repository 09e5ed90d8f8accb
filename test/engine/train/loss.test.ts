import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { crossEntropy } from '../../../src/engine/nn/crossEntropy.ts'
import { valuesOn } from '../../support/backends.ts'

const labels = () => tf.tensor1d([0, 1], 'int32')
/** Probabilities 3/4 and 1/4 in both rows. */
const logits = () =>
  tf.tensor2d([
    [Math.log(3), 0],
    [Math.log(3), 0],
  ])

async function lossOf(backend: 'cpu' | 'wasm', given: () => tf.Tensor2D, weights: number[]) {
  const [value, gradient] = await valuesOn(backend, () => {
    const options = { smoothing: 0.2, classWeights: tf.tensor1d(weights) }
    const { value, grad } = tf.valueAndGrad((x) => crossEntropy(x as tf.Tensor2D, labels(), options))(given())
    return [value, grad]
  })
  return { value: (value as Float32Array)[0] as number, gradient: [...(gradient as Float32Array)] }
}

describe.each(['cpu', 'wasm'] as const)('on %s', (backend) => {
  test('a row counts by the class of its label, and its smoothed shares by nothing else', async () => {
    // Targets (0.9, 0.1) and (0.1, 0.9): the rows' losses are 0.397543 and 1.276433, and (1 · first + 3 · second) / 4 is
    // the loss. Were each share weighed by its own class, as torch does, it would be 1.111641.
    const { value, gradient } = await lossOf(backend, logits, [1, 3])
    expect(value).toBeCloseTo(1.056711, 5)
    // Weight / 4 · (probability − target).
    const expected = [0.25 * -0.15, 0.25 * 0.15, 0.75 * 0.65, 0.75 * -0.65]
    for (const [at, slope] of gradient.entries()) expect(slope).toBeCloseTo(expected[at] as number, 6)
  })

  test('whatever the weights, a row is content where its probabilities are its smoothed target', async () => {
    const content = () =>
      tf.tensor2d([
        [Math.log(9), 0],
        [0, Math.log(9)],
      ])
    const { gradient } = await lossOf(backend, content, [1, 100])
    for (const slope of gradient) expect(Math.abs(slope)).toBeLessThan(1e-6)
  })

  test('rows of a class without weight count for nothing, alone too', async () => {
    const half = await lossOf(backend, logits, [1, 0])
    expect(half.value).toBeCloseTo(0.397543, 5)
    expect(half.gradient.slice(2)).toEqual([0, 0])
    const none = await lossOf(backend, logits, [0, 0])
    expect(Math.abs(none.value)).toBe(0)
    for (const slope of none.gradient) expect(Math.abs(slope)).toBe(0)
  })
})
