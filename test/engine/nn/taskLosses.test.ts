/** Losses of labels, numbers and tagged tokens: torch's values and gradients, and gradients by small steps. */
import { readFileSync } from 'node:fs'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { binaryCrossEntropy } from '../../../src/engine/nn/binaryCrossEntropy.ts'
import { differentiate } from '../../../src/engine/nn/differentiate.ts'
import { huberLoss, squaredLoss } from '../../../src/engine/nn/numberLoss.ts'
import { ignoredToken, tokenCrossEntropy } from '../../../src/engine/nn/tokenCrossEntropy.ts'
import { seeded } from '../../../src/shared/random.ts'
import { startBackend } from '../../support/backends.ts'
import { relativeError } from '../../support/relativeError.ts'

interface Walked {
  loss: number
  gradient: number[] | number[][] | number[][][]
}
interface Fixture {
  binary: { logits: number[][]; labels: number[][]; cases: (Walked & { weights: number[] | null })[] }
  number: { answers: number[]; numbers: number[]; huber: (Walked & { delta: number })[]; squared: Walked }
  tokens: Walked & { logits: number[][][]; tags: number[][] }
}

const { binary, number, tokens } = JSON.parse(
  readFileSync(new URL('../../fixtures/reference/taskLosses.json', import.meta.url), 'utf8'),
) as Fixture

type Loss = (x: tf.Tensor) => tf.Scalar

function expectTorch(loss: Loss, input: tf.Tensor, expected: Walked): void {
  const { value, gradients } = differentiate(() => loss(input), [input])
  expect(relativeError(value.dataSync(), [expected.loss])).toBeLessThan(1e-6)
  expect(relativeError((gradients[0] as tf.Tensor).dataSync(), flat(expected.gradient))).toBeLessThan(1e-6)
}

function flat(values: Walked['gradient']): number[] {
  return values.flat(2) as number[]
}

/** Central differences; the step is a compromise between float32's rounding and the loss's curvature. */
function expectNumeric(loss: Loss, start: readonly number[], shape: number[]): void {
  const at = (values: readonly number[]) => tf.tidy(() => loss(tf.tensor([...values], shape)).dataSync()[0] as number)
  const step = 1 / 128
  const numeric = start.map((value, i) => {
    const [low, high] = [start.with(i, value - step), start.with(i, value + step)]
    return (at(high) - at(low)) / (2 * step)
  })
  const input = tf.tensor([...start], shape)
  const { gradients } = differentiate(() => loss(input), [input])
  // A loss near 1 is rounded to 6e-8, which the step makes 8e-6 of a slope; slopes are a few hundredths here.
  expect(relativeError((gradients[0] as tf.Tensor).dataSync(), numeric)).toBeLessThan(1e-3)
}

function drawn(name: string, count: number): number[] {
  const random = seeded(name)
  return Array.from({ length: count }, () => 1.5 * random.normal())
}

describe.each(['cpu', 'wasm'] as const)('on the %s backend', (backend) => {
  beforeAll(() => startBackend(backend))

  test('binary cross-entropy is torch’s, with and without positive weights, at the ends of the sigmoid too', () => {
    expect(binary.cases.map(({ weights }) => weights === null)).toEqual([true, false])
    for (const { weights, ...expected } of binary.cases) {
      const own = weights && tf.tensor1d(weights)
      expectTorch(
        (x) => binaryCrossEntropy(x as tf.Tensor2D, tf.tensor2d(binary.labels), own),
        tf.tensor2d(binary.logits),
        expected,
      )
    }
  })

  test('Huber’s and the squared loss are torch’s, at the kinks too', () => {
    const numbers = tf.tensor1d(number.numbers)
    for (const { delta, ...expected } of number.huber)
      expectTorch((x) => huberLoss(x, numbers, delta), tf.tensor1d(number.answers), expected)
    expect(number.huber.map(({ delta }) => delta)).toEqual([1, 0.5])
    expectTorch((x) => huberLoss(x, numbers), tf.tensor1d(number.answers), number.huber[0] as Walked)
    expectTorch((x) => squaredLoss(x, numbers), tf.tensor1d(number.answers), number.squared)
  })

  test('tokens that are ignored count neither in the loss nor in its gradient', () => {
    const tags = Int32Array.from(tokens.tags.flat())
    const counted = [...tags].filter((tag) => tag !== ignoredToken).length
    expectTorch(
      (x) => {
        const loss = tokenCrossEntropy(x as tf.Tensor3D, tags)
        expect(loss.counted).toBe(counted)
        return tf.div(loss.total, loss.counted)
      },
      tf.tensor3d(tokens.logits),
      tokens,
    )
    const input = tf.tensor3d(tokens.logits)
    const { gradients } = differentiate(() => tokenCrossEntropy(input, tags).total, [input])
    const rows = tf.reshape(gradients[0] as tf.Tensor, [8, 3]).arraySync() as number[][]
    tags.forEach((tag, at) => {
      expect(rows[at]?.every((slope) => slope === 0)).toBe(tag === ignoredToken)
    })
  })

  test('gradients are those that small steps give', () => {
    const truth = tf.tensor2d([1, 0, 0, 1, 1, 0], [2, 3])
    const weights = tf.tensor1d([1, 6, 0.5])
    expectNumeric((x) => binaryCrossEntropy(x as tf.Tensor2D, truth, weights), drawn('labels', 6), [2, 3])
    const numbers = tf.tensor1d(drawn('numbers', 7))
    // The kinks of Huber's loss lie further than a step from every distance drawn.
    expectNumeric((x) => huberLoss(x, numbers), drawn('answers', 7), [7])
    expectNumeric((x) => squaredLoss(x, numbers), drawn('answers', 7), [7])
    const tags = Int32Array.of(0, ignoredToken, 2, 1)
    expectNumeric((x) => tokenCrossEntropy(x as tf.Tensor3D, tags).total, drawn('tokens', 12), [2, 2, 3])
    expectNumeric(
      (x) => tokenCrossEntropy(x as tf.Tensor3D, tags, { smoothing: 0.1 }).total,
      drawn('tokens', 12),
      [2, 2, 3],
    )
  })

  test('the losses leave no tensor, and stay finite far out', () => {
    const before = tf.memory().numTensors
    const values = tf.tidy(() => {
      const far = tf.tensor2d([200, -200, 200, -200], [2, 2])
      const truth = tf.tensor2d([1, 0, 0, 1], [2, 2])
      return [
        binaryCrossEntropy(far, truth).dataSync()[0],
        huberLoss(far, truth).dataSync()[0],
        tokenCrossEntropy(tf.reshape(far, [1, 2, 2]), Int32Array.of(1, ignoredToken)).total.dataSync()[0],
      ]
    })
    expect(values).toEqual([100, 199.5, 400])
    expect(tf.memory().numTensors).toBe(before)
  })
})

test('tags that are not one for each token are a fault of ours', () => {
  expect(() => tokenCrossEntropy(tf.zeros([2, 3, 2]), new Int32Array(5))).toThrow('internal: 5 tags for 2 × 3 tokens')
})
