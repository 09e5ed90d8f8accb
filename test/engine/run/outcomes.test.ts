import * as tf from '@tensorflow/tfjs-core'
import { beforeEach, expect, test } from 'vitest'
import { sha256 } from '../../../src/engine/data/digest.ts'
import type { Checkpoint } from '../../../src/engine/train/checkpoint.ts'
import { decodeCheckpoint, encodeCheckpoint } from '../../../src/engine/train/checkpointFile.ts'
import { addEpoch, progressFrom } from '../../../src/engine/train/progress.ts'
import { parseSafetensors, writeSafetensors } from '../../../src/engine/weights/safetensors.ts'
import type { EpochMetrics } from '../../../src/shared/domain/run.ts'
import { notice, say } from '../../../src/shared/messages/say.ts'
import type { EngineEvent } from '../../../src/shared/wire/events.ts'
import { isWatched } from '../../../src/tasks/watched.ts'
import { startBackend } from '../../support/backends.ts'
import { inWords } from '../../support/inWords.ts'
import { continued, pictures, type SmallOutcome, smallRecipe, smallRun } from '../../support/smallRuns.ts'
import { labelOf } from '../../support/targets.ts'

beforeEach(() => startBackend('wasm'))

const wild = { 'regularisation.clipNorm': 0, 'schedule.warmup': 0, epochs: 4 }

test('a loss that stops being a number keeps the best weights, names the step and suggests a tenth of the rate', async () => {
  const before = tf.memory().numTensors
  // Four steps an epoch: the first epoch is judged before the rate is turned up.
  const recipe = smallRecipe(pictures, 'full', wild, [{ step: 7, learningRate: 1e10 }])
  const { result, events } = await smallRun(pictures, recipe)
  expect(result).toMatchObject({ stop: 'stopped', bestEpoch: 1 })
  expect(result.epochs.length).toBe(1)
  const [notice] = noticesOf(events)
  expect(notice?.kind).toBe('not-finite')
  expect(notice?.step).toBeGreaterThanOrEqual(7)
  const rate = ratesOf(recipe.history[0]?.learningRate ?? 0, notice ? say(notice.message) : '')
  expect(rate.suggested).toBeCloseTo(rate.told / 10, 1)
  expect(inWords(result.warnings).join(' ')).toMatch(
    /became NaN at step \d+, in epoch 2, at a learning rate of .*The weights of epoch 1 were kept\./,
  )
  expect(result.test.n).toBeGreaterThan(0)
  expect(result.validation?.probabilities.every(Number.isFinite)).toBe(true)
  expect(tf.memory().numTensors).toBe(before)
})

test('where no epoch was finished the run fails with what to do', async () => {
  const events: EngineEvent[] = []
  const recipe = smallRecipe(pictures, 'full', wild, [{ step: 1, learningRate: 1e20 }])
  await expect(smallRun(pictures, recipe, { onEvent: (event) => void events.push(event) })).rejects.toMatchObject({
    code: 'not-finite',
    message: expect.stringMatching(/became NaN at step [1-4], in epoch 1/),
    advice: expect.stringMatching(/^Start again with a learning rate of [\d.e+]+\.$/),
  })
  expect(noticesOf(events).map(({ kind }) => kind)).toEqual(['not-finite'])
})

test('the best epoch is that of the lowest loss, or of the highest score with ties broken by the loss', () => {
  const epochs: [number, number | null][] = [
    [0.5, 0.8],
    [0.6, 0.9],
    [0.55, 0.9],
    [0.4, 0.85],
    [0.7, 0.9],
  ]
  expect(bestOf('loss', epochs)).toBe(4)
  expect(bestOf('score', epochs)).toBe(3)
  const perplexities = epochs.map(([loss]): [number, null] => [loss, null])
  expect(bestOf('score', perplexities)).toBe(4)
})

test('the same few validation examples, a class in turn, are asked before the first step and after each epoch', async () => {
  const { events, result } = await smallRun(pictures, smallRecipe(pictures, 'head'))
  const watched = events.flatMap((event) => (event.type === 'watched' ? [event] : []))
  expect(watched.map(({ epoch }) => epoch)).toEqual([0, 1, 2, 3])
  const firstStep = events.findIndex(({ type }) => type === 'steps')
  expect(events.findIndex(({ type }) => type === 'watched')).toBeLessThan(firstStep)
  const [before, ...after] = watched
  expect(before?.examples.slice(0, 3).map(({ truth }) => truth)).toEqual([0, 1, 2])
  expect(before?.examples.length).toBeLessThanOrEqual(6)
  for (const { examples } of after) {
    expect(examples.map(({ example }) => example)).toEqual(before?.examples.map(({ example }) => example))
    for (const { probabilities } of examples.filter(isWatched('class'))) expect(sum(probabilities)).toBeCloseTo(1, 5)
    expect(examples.every(isWatched('class'))).toBe(true)
  }
  expect(result.validation?.examples).toEqual(
    expect.arrayContaining(before?.examples.map(({ example }) => example) ?? []),
  )
  expect(after.at(-1)?.examples).not.toEqual(before?.examples)
})

test('every validation and test answer is given with its example, and the test set has a name of its own', async () => {
  const { result } = await smallRun(pictures, smallRecipe(pictures, 'head'))
  const { test, validation, counts } = result
  if (test.kind !== 'classification' || !validation) throw new Error('expected answers')
  for (const [answers, rows] of [
    [test.answers, counts.test],
    [validation, counts.validation],
  ] as const) {
    expect(answers.examples.length).toBe(rows)
    expect(answers.probabilities.length).toBe(3 * rows)
    expect(answers.truth).toEqual(answers.examples.map((index) => labelOf(pictures.data.examples[index])))
  }
  const digests = test.answers.examples.map((index) => pictures.data.examples[index]?.digest)
  expect(result.testSet).toBe(await sha256(new TextEncoder().encode(digests.join('\n'))))
  const other = await smallRun(pictures, smallRecipe(pictures, 'head', { 'split.seed': 9 }))
  expect(other.result.testSet).not.toBe(result.testSet)
})

test('where a text is continued nothing is watched, and no answers are kept', async () => {
  const { result, events } = await smallRun(continued, smallRecipe(continued, 'top-blocks', { epochs: 1, thaw: 2 }))
  expect(result.validation).toBe(null)
  expect(result.testSet).toMatch(/^[\da-f]{64}$/)
  expect(events.some(({ type }) => type === 'watched')).toBe(false)
})

test('a checkpoint reads back as it was written, numbers that are not finite too', async () => {
  const { checkpoint } = await someCheckpoint()
  const [epoch] = checkpoint.position.epochs
  const position = { ...checkpoint.position, epochs: [{ ...(epoch as EpochMetrics), validationPerplexity: Infinity }] }
  const read = decodeCheckpoint(encodeCheckpoint({ ...checkpoint, position }))
  expect(read.position).toEqual(position)
  expect([...read.tensors].sort(([a], [b]) => (a < b ? -1 : 1))).toEqual(
    [...checkpoint.tensors].sort(([a], [b]) => (a < b ? -1 : 1)),
  )
})

test('what an earlier version warned of in words is read from its checkpoint, as what is warned of now', async () => {
  const { checkpoint } = await someCheckpoint()
  const now = notice('headTrainedAlone')
  const warnings = ['2 of 9 texts were cut at 4 tokens.', now]
  const { position } = decodeCheckpoint(rewritten(encodeCheckpoint(checkpoint), (at) => ({ ...at, warnings })))
  expect(inWords(position.warnings)).toEqual(['2 of 9 texts were cut at 4 tokens.', say(now)])
  expect(position.warnings[1]).toEqual(now)
})

test('what equals a value is left out of a checkpoint, and the cost of taking it is told', async () => {
  const { checkpoint, milliseconds } = await someCheckpoint()
  const kinds = [...checkpoint.tensors.keys()].map((key) => key.slice(0, key.indexOf('/')))
  expect(new Set(kinds)).toEqual(new Set(['value', 'first', 'second'])) // the epoch that has just ended is the best
  expect(milliseconds).toBeGreaterThan(0)
})

test.each([
  ['cut short', (bytes: Uint8Array<ArrayBuffer>) => bytes.slice(0, bytes.length - 4)],
  ['of no position', (bytes: Uint8Array<ArrayBuffer>) => rewritten(bytes, () => undefined)],
  ['of another version', (bytes: Uint8Array<ArrayBuffer>) => rewritten(bytes, (at) => ({ ...at, version: 2 }))],
  ['with an impossible step', (bytes: Uint8Array<ArrayBuffer>) => rewritten(bytes, (at) => ({ ...at, step: -1 }))],
] as const)('a checkpoint that is %s is refused', async (_, damage) => {
  const { checkpoint } = await someCheckpoint()
  expect(() => decodeCheckpoint(damage(encodeCheckpoint(checkpoint)))).toThrow(
    expect.objectContaining({ code: 'weights-invalid' }),
  )
})

test('a checkpoint of another run is refused by the tensor that is missing, and leaves nothing behind', async () => {
  const { checkpoint } = await someCheckpoint()
  const before = tf.memory().numTensors
  await expect(smallRun(pictures, smallRecipe(pictures, 'full'), { from: checkpoint })).rejects.toMatchObject({
    code: 'weights-invalid',
    message: expect.stringContaining('received none'),
  })
  expect(tf.memory().numTensors).toBe(before)
})

async function someCheckpoint(): Promise<{ checkpoint: Checkpoint; milliseconds: number }> {
  const taken: { checkpoint: Checkpoint; milliseconds: number }[] = []
  const sink = {
    due: ({ epochEnd }: { epochEnd: boolean }) => epochEnd && taken.length === 0,
    async save(checkpoint: Checkpoint, milliseconds: number) {
      taken.push({ checkpoint, milliseconds })
    },
  }
  await smallRun(pictures, smallRecipe(pictures, 'head', { epochs: 1 }), { sink })
  const [first] = taken
  if (!first) throw new Error('no checkpoint was taken')
  return first
}

function rewritten(
  bytes: Uint8Array<ArrayBuffer>,
  change: (position: Record<string, unknown>) => Record<string, unknown> | undefined,
): Uint8Array<ArrayBuffer> {
  const { tensors, metadata } = parseSafetensors(bytes.buffer)
  const [[key, text] = ['', '{}']] = Object.entries(metadata)
  const position = change(JSON.parse(text))
  return writeSafetensors(tensors, position ? { [key]: JSON.stringify(position) } : {}) as Uint8Array<ArrayBuffer>
}

function bestOf(by: 'loss' | 'score', epochs: readonly (readonly [number, number | null])[]): number {
  const progress = progressFrom(smallRecipe(pictures, 'head', { 'earlyStopping.by': by }), null)
  for (const [at, [validationLoss, validationAccuracy]] of epochs.entries())
    addEpoch(progress, {
      ...{ epoch: at + 1, trainLoss: 1, validationLoss, validationAccuracy },
      ...{ validationPerplexity: null, learningRate: 1, seconds: 1 },
    })
  return progress.bestEpoch
}

function noticesOf(events: SmallOutcome['events']) {
  return events.flatMap((event) => (event.type === 'notice' ? [event.notice] : []))
}

/** What the notice names and what it suggests, both in units of a tenth of the rate that was set. */
function ratesOf(set: number, text: string): { told: number; suggested: number } {
  const [told = 0, suggested = 0] = [...text.matchAll(/rate of ([\d.e+-]+\d)/g)].map(
    ([, rate]) => (10 * Number(rate)) / set,
  )
  return { told, suggested }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
