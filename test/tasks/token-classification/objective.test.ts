import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { encodeWords } from '../../../src/engine/inputs/wordTokens.ts'
import { trunkForTask } from '../../../src/engine/models/modelForTask.ts'
import { tagSetOf } from '../../../src/shared/metrics/tagSet.ts'
import { type TaggedRow, tagging, tokenTest } from '../../../src/tasks/token-classification/engine.ts'
import { startBackend } from '../../support/backends.ts'
import { relativeError } from '../../support/relativeError.ts'
import { tinyBert, tinyText } from '../../support/tinyText.ts'

const set = tagSetOf(['B-LOC', 'I-LOC', 'O'])

/** Three tokens each; the second word of the first row has two pieces, the second row's last word finds no room. */
const rows: TaggedRow[] = [
  { ids: Int32Array.of(5, 6, 7), starts: Int32Array.of(0, 1), tags: [0, 1] },
  { ids: Int32Array.of(8, 9), starts: Int32Array.of(1, -1), tags: [2, 0] },
]
const values = Float32Array.from({ length: 2 * 3 * 3 }, (_, i) => Math.sin(3 * i + 1))
/** Places of first pieces in [2 × 3] tokens, with their words' tags. */
const counted = [
  [0, 0],
  [1, 1],
  [4, 2],
] as const

function likelihood(at: number, tag: number): number {
  const row = [...values.subarray(at * 3, at * 3 + 3)]
  return Math.exp(row[tag] as number) / row.reduce((sum, value) => sum + Math.exp(value), 0)
}

function objectiveOf(smoothing = 0) {
  const trunk = trunkForTask(tinyBert().trunk, 'token-classification')
  return tagging({ trunk, rows, set, smoothing, usual: 2 })
}

describe.each(['cpu', 'wasm'] as const)('on %s', (backend) => {
  test('the loss and its gradient are of first pieces alone', async () => {
    await startBackend(backend)
    const objective = objectiveOf()
    const logits = tf.tensor(values, [2, 3, 3])
    const truth = counted.reduce((sum, [at, tag]) => sum - Math.log(likelihood(at, tag)), 0) / 3
    const loss = tf.tidy(() => objective.loss(logits, [0, 1]))
    expect((await loss.data())[0]).toBeCloseTo(truth, 5)
    expect(objective.weigh([0, 1])).toBe(3)
    const gradient = tf.grad((given) => objective.loss(given, [0, 1]))(logits)
    const own = new Float32Array(values.length)
    for (const [at, tag] of counted)
      for (let k = 0; k < 3; k++) own[at * 3 + k] = (likelihood(at, k) - Number(k === tag)) / 3
    expect(relativeError(await gradient.data(), own)).toBeLessThan(1e-5)
    const tally = objective.tally()
    await tally.add(logits, [0, 1])
    expect(tally.score().loss).toBeCloseTo(truth, 5)
    expect(tally.score()).toMatchObject({ counted: 3, accuracy: null, perplexity: null })
    // What the network is not shown is answered with the commonest tag.
    expect(tally.answers().predicted[1]?.[1]).toBe(2)
    tf.dispose([logits, loss, gradient])
  })
})

test('words are fed piece by piece, and what finds no room has no place', () => {
  const { tokenizer } = tinyText()
  const [cls, sep] = [tokenizer.before.length, tokenizer.after.length]
  expect([cls, sep]).toEqual([0, 0])
  const { ids, starts, cut } = encodeWords(['the', 'cat', 'purrs', 'again'], tokenizer, 3)
  expect([...ids]).toEqual([...tokenizer.encode('the cat purrs')])
  expect([...starts]).toEqual([0, 1, 2, -1])
  expect(cut).toBe(true)
})

test('the honest figures count whole entities', () => {
  // True: LOC at 0–2 and at 3; found: LOC at 0–1 (too short) and at 3.
  const answers = { truth: [[0, 1, 2, 0]], predicted: [[0, 2, 2, 0]], set }
  const result = tokenTest(answers, { examples: [7], loss: 0.5, usual: 2, seed: 1 })
  expect(result).toMatchObject({
    ...{ kind: 'tokens', n: 1, words: 4, loss: 0.5, entityF1: 0.5, precision: 0.5, recall: 0.5 },
    ...{ tokenAccuracy: 0.75, baseline: 0.25, interval: [0.5, 0.5] },
    perType: [{ name: 'LOC', precision: 0.5, recall: 0.5, f1: 0.5, support: 2 }],
    confusion: [
      [2, 0, 0],
      [0, 0, 1],
      [0, 0, 1],
    ],
    answers: { examples: [7] },
  })
})
