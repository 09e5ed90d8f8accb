import * as tf from '@tensorflow/tfjs-core'
import { beforeEach, describe, expect, test } from 'vitest'
import { runControl } from '../../../src/engine/train/runControl.ts'
import type { Settings } from '../../../src/shared/recipe/change.ts'
import type { EngineEvent } from '../../../src/shared/wire/events.ts'
import { startBackend } from '../../support/backends.ts'
import { interruptedRun, pictures, type SmallOutcome, smallRecipe, smallRun, texts } from '../../support/smallRuns.ts'

beforeEach(() => startBackend('wasm'))

const recipe = smallRecipe(pictures, 'top-blocks', { epochs: 4 })

/** A person asks for a change as soon as the first epoch is told. */
async function changedRun(change: Partial<Settings>, changed = recipe, task = pictures): Promise<SmallOutcome> {
  const control = runControl()
  const onEvent = (event: EngineEvent) => {
    if (event.type === 'epoch' && event.metrics.epoch === 1) control.change(change)
  }
  return smallRun(task, changed, { control, onEvent })
}

const changes: readonly Partial<Settings>[] = [
  { learningRate: 0.002 },
  { dropout: 0.3 },
  { weightDecay: 0.5 },
  { thaw: 2 },
  { thaw: 3, learningRate: 0.02 },
]

describe.each(['cpu', 'wasm'] as const)('on %s', (backend) => {
  test.each(changes)(
    'a change %o during a run is told, kept, and made again by the recipe, to the bit',
    async (change) => {
      await startBackend(backend)
      const before = tf.memory().numTensors
      const run = await changedRun(change)
      const [first] = run.result.recipe.history
      expect(run.result.recipe.history).toEqual([{ ...change, step: first?.step }])
      expect(run.events.filter(({ type }) => type === 'changed')).toEqual([
        { type: 'changed', runId: 'run', change: first },
      ])
      const replayed = await smallRun(pictures, run.result.recipe)
      expect(replayed.losses).toEqual(run.losses)
      expect(replayed.weights).toEqual(run.weights)
      expect(replayed.result.recipe).toEqual(run.result.recipe)
      const plain = await smallRun(pictures, recipe)
      const step = first?.step ?? 0
      expect(step).toBeGreaterThan(1)
      expect(run.losses.slice(0, step - 1)).toEqual(plain.losses.slice(0, step - 1))
      expect(run.losses).not.toEqual(plain.losses)
      expect(tf.memory().numTensors).toBe(before)
    },
  )
})

test('a changed rate shows in the metrics from its step on', async () => {
  const constant = smallRecipe(pictures, 'head', { 'schedule.shape': 'constant', 'schedule.warmup': 0 })
  const { events, result } = await changedRun({ learningRate: 0.003 }, constant)
  const from = result.recipe.history[0]?.step ?? 0
  const rates = events.flatMap((event) => (event.type === 'steps' ? event.steps : []))
  expect(
    new Set(rates.map(({ step, learningRate }) => (step < from ? learningRate === 0.01 : learningRate === 0.003))),
  ).toEqual(new Set([true]))
  expect(result.epochs.map(({ learningRate }) => learningRate)).toEqual([0.01, 0.003, 0.003])
})

test('blocks above the line of before keep learning where more is thawed; the lower ones join', async () => {
  const moved = (run: SmallOutcome) =>
    run.events.flatMap((event) => (event.type === 'epoch' ? [event.updateRatios] : []))
  const updateRatios = moved(await changedRun({ thaw: 2 }))
  expect(updateRatios[0]?.map((ratio) => ratio > 0)).toEqual([false, false, true, true])
  expect(updateRatios[1]?.map((ratio) => ratio > 0)).toEqual([false, true, true, true])
})

test('a block that is frozen again stays as it was trained, and the cache follows it', async () => {
  const wide = smallRecipe(pictures, 'top-blocks', { epochs: 4, thaw: 2 })
  const run = await changedRun({ thaw: 1 }, wide)
  const updateRatios = run.events.flatMap((event) => (event.type === 'epoch' ? [event.updateRatios] : []))
  expect(updateRatios.map((ratios) => (ratios[1] ?? 0) > 0)).toEqual([true, false, false, false])
  const uncached = await smallRun(pictures, { ...run.result.recipe, cache: false })
  // Kept features are halves, each within 2⁻¹¹ of its value. Adam's first steps are as large for a gradient near zero as
  // for any other, so that a few weights go another way; kept in float32 the losses agree to 1e-7.
  run.losses.forEach((loss, at) => {
    expect(Math.abs(loss - (uncached.losses[at] as number))).toBeLessThan(1e-2)
  })
})

test('the best weights of before the line rose are tested with the features of theirs', async () => {
  const falling = smallRecipe(pictures, 'top-blocks', { epochs: 3, thaw: 2, 'schedule.warmup': 0 }, [
    { step: 7, learningRate: 3 },
    { step: 8, thaw: 1 },
  ])
  const { result } = await smallRun(pictures, falling)
  expect(result.bestEpoch).toBe(1)
  const { validation, epochs } = result
  if (!validation) throw new Error('expected answers')
  const { truth, probabilities, classes } = validation
  const losses = truth.map((label, row) => -Math.log(probabilities[row * classes + label] as number))
  const loss = losses.reduce((sum, each) => sum + each, 0) / losses.length
  expect(Math.abs(loss - (epochs[0]?.validationLoss ?? 0))).toBeLessThan(1e-4)
})

test('low-rank pairs below the line of before begin where the thaw line falls', async () => {
  const lora = smallRecipe(texts, 'lora', { thaw: 1, 'method.rank': 2 })
  const [few, more] = [await smallRun(texts, lora), await changedRun({ thaw: 3 }, lora, texts)]
  expect(Object.keys(more.weights).length).toBeGreaterThan(Object.keys(few.weights).length)
  expect(more.result.parameters.trainable).toBeGreaterThan(few.result.parameters.trainable)
})

test('a pause is told when it begins and ends, changes nothing, and is no training time', async () => {
  const control = runControl()
  const plain = await smallRun(pictures, recipe)
  const paused: boolean[] = []
  const run = await smallRun(pictures, recipe, {
    control,
    onEvent(event) {
      if (event.type === 'epoch' && event.metrics.epoch === 2) control.give('pause')
      if (event.type !== 'paused') return
      paused.push(event.paused)
      if (event.paused) setTimeout(() => control.give('resume'), 300)
    },
  })
  expect(paused).toEqual([true, false])
  expect(run.losses).toEqual(plain.losses)
  const gaps = run.events.flatMap((event) => (event.type === 'steps' ? event.steps.map(({ seconds }) => seconds) : []))
  expect(gaps.toSorted((a, b) => a - b)).toEqual(gaps)
  expect(run.result.seconds.train).toBeGreaterThanOrEqual(gaps.at(-1) ?? 0)
})

test('the clock stands while a run waits', async () => {
  const { startClock } = await import('../../../src/engine/train/clock.ts')
  const clock = startClock({ seconds: 5, epochSeconds: 2 })
  clock.pause()
  const at = [clock.seconds(), clock.epochSeconds()]
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect([clock.seconds(), clock.epochSeconds()]).toEqual(at)
  clock.resume()
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(clock.seconds()).toBeGreaterThan(at[0] as number)
  expect(clock.seconds() - clock.epochSeconds()).toBeCloseTo(3)
})

test('single steps out of a pause are told one by one, and stop ends the run where it waits', async () => {
  const control = runControl()
  control.give('pause')
  const seen: string[] = []
  const { result } = await smallRun(pictures, recipe, {
    control,
    onEvent(event) {
      if (event.type === 'steps') seen.push(...event.steps.map(({ step }) => `step ${step}`))
      if (event.type !== 'paused') return
      seen.push(event.paused ? 'waits' : 'goes on')
      if (event.paused) setTimeout(() => control.give(seen.length < 6 ? 'step' : 'stop'))
    },
  })
  expect(seen).toEqual(['waits', 'step 1', 'waits', 'step 2', 'waits', 'step 3', 'waits', 'goes on'])
  expect(result.stop).toBe('stopped')
  expect(result.epochs.length).toBe(1)
})

test('a run that waits can be called off', async () => {
  const before = tf.memory().numTensors
  const control = runControl()
  const death = new AbortController()
  control.give('pause')
  const onEvent = (event: EngineEvent) => {
    if (event.type === 'paused') setTimeout(() => death.abort())
  }
  await expect(smallRun(pictures, recipe, { control, signal: death.signal, onEvent })).rejects.toThrow()
  expect(tf.memory().numTensors).toBe(before)
})

test('a change that a person made survives the death of the run', async () => {
  const control = runControl()
  const onEvent = (event: EngineEvent) => {
    if (event.type === 'epoch' && event.metrics.epoch === 1) control.change({ learningRate: 0.002, thaw: 2 })
  }
  const parts = await interruptedRun(pictures, recipe, { step: 10 }, { control, onEvent })
  const { history } = parts.result.recipe
  expect(history).toEqual([{ step: 5, learningRate: 0.002, thaw: 2 }])
  const whole = await smallRun(pictures, { ...recipe, history })
  expect(parts.losses).toEqual(whole.losses)
  expect(parts.weights).toEqual(whole.weights)
})
