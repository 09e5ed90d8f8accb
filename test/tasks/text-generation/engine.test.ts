import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import type { TokenRow } from '../../../src/engine/inputs/tokenStore.ts'
import type { LiveModel } from '../../../src/engine/models/liveModel.ts'
import { forwardOf } from '../../../src/engine/models/network.ts'
import type { Trunk } from '../../../src/engine/models/trunk.ts'
import { generation } from '../../../src/tasks/text-generation/objective.ts'
import { startBackend } from '../../support/backends.ts'
import { relativeError } from '../../support/relativeError.ts'
import { tinyBert, tinyGpt2 } from '../../support/tinyText.ts'

const rows: TokenRow[] = [
  { ids: Int32Array.of(3, 1, 4, 2), weights: Float32Array.of(0, 1, 1, 1) },
  { ids: Int32Array.of(2, 5, 0), weights: Float32Array.of(0, 0, 1) },
]
const vocabulary = 6
const values = Float32Array.from({ length: 2 * 3 * vocabulary }, (_, i) => Math.sin(3 * i + 1))
const makeLogits = () => tf.tensor(values, [2, 3, vocabulary])

/** A network whose top are the logits already. */
function answeringAsGiven({ trunk }: LiveModel): Trunk {
  return { ...trunk, nextToken: (_f, x) => x }
}

/** −log softmax(row)[id], by the definition. */
function negativeLogLikelihood(at: number, id: number): number {
  const row = [...values.subarray(at * vocabulary, (at + 1) * vocabulary)]
  return Math.log(row.reduce((sum, value) => sum + Math.exp(value), 0)) - (row[id] as number)
}
/** Positions 0–2 are the first row's, 3–4 the second's; position 3 is a prompt, position 5 is padding. */
const counted = [
  [0, 1],
  [1, 4],
  [2, 2],
  [4, 0],
] as const

describe.each(['cpu', 'wasm'] as const)('on %s', (backend) => {
  test('the loss is the mean over the tokens that count, prompts and padding left out', async () => {
    await startBackend(backend)
    const model = tinyGpt2()
    const objective = generation(answeringAsGiven(model), rows)
    const truth = counted.reduce((sum, [at, id]) => sum + negativeLogLikelihood(at, id), 0) / counted.length
    const nats = tf.tidy(() => objective.outputs(forwardOf(model), makeLogits(), [0, 1]))
    const loss = tf.tidy(() => objective.loss(nats, [0, 1]))
    expect((await loss.data())[0]).toBeCloseTo(truth, 5)
    const tally = objective.tally()
    await tally.add(nats, [0, 1])
    expect(tally.score()).toMatchObject({ counted: 4, accuracy: null })
    expect(tally.score().loss).toBeCloseTo(truth, 5)
    expect(tally.score().perplexity).toBeCloseTo(Math.exp(truth), 4)
    model.dispose()
  })

  test('its gradient is softmax less one-hot, over the tokens that count', async () => {
    await startBackend(backend)
    const model = tinyGpt2()
    const objective = generation(answeringAsGiven(model), rows)
    const f = forwardOf(model)
    const lossOf = (logits: tf.Tensor) => objective.loss(objective.outputs(f, logits, [0, 1]), [0, 1])
    const gradient = tf.grad(lossOf)(makeLogits())
    const truth = new Float32Array(values.length)
    for (const [at, id] of counted)
      for (let k = 0; k < vocabulary; k++) {
        const likelihood = Math.exp(-negativeLogLikelihood(at, k))
        truth[at * vocabulary + k] = (likelihood - Number(k === id)) / counted.length
      }
    expect(relativeError(await gradient.data(), truth)).toBeLessThan(1e-5)
    model.dispose()
  })
})

test('a network that reads from both sides is refused, with what to choose instead', async () => {
  await startBackend('cpu')
  const model = tinyBert()
  expect(() => generation(model.trunk, rows)).toThrow(/cannot continue one/)
  model.dispose()
})
