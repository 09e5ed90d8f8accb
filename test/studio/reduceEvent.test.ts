import { expect, test } from 'vitest'
import type { StepMetrics } from '../../src/shared/domain/run.ts'
import { stepsKept } from '../../src/shared/domain/runLog.ts'
import { notice } from '../../src/shared/messages/say.ts'
import { buildRecipe, defaultFields } from '../../src/shared/recipe/recipe.ts'
import type { EngineEvent } from '../../src/shared/wire/events.ts'
import { reduceEvent } from '../../src/studio/store/reduceEvent.ts'
import { newRunLog } from '../../src/studio/store/runLog.ts'
import { initialState, type StudioState } from '../../src/studio/store/state.ts'
import { told } from '../support/told.ts'

const identity = {
  task: 'image-classification',
  model: { id: 'm', revision: '1' },
  data: { name: 'x', fingerprint: 'f' },
  backend: 'auto',
} as const
const log = newRunLog('run-1', buildRecipe(identity, defaultFields('head')), 0)
const preparing: StudioState = { ...initialState, run: { status: 'preparing', log, progress: null } }

function steps(from: number, count: number, runId = 'run-1'): EngineEvent {
  const made = Array.from({ length: count }, (_, index): StepMetrics => {
    const step = from + index
    return { step, seconds: step, epoch: 1, loss: 1 / step, learningRate: 0.1, gradientNorm: 1 }
  })
  return { type: 'steps', runId, stepsPerEpoch: 10, steps: made, examplesPerSecond: 5 }
}

function epoch(number: number, runId = 'run-1'): EngineEvent {
  const metrics = {
    epoch: number,
    trainLoss: 1,
    validationLoss: 1,
    validationAccuracy: 0.5,
    validationPerplexity: null,
    learningRate: 0.1,
    seconds: 1,
  }
  const memory = { tensors: 3, bytes: 10, peakBytes: 20 }
  return { type: 'epoch', runId, metrics, bestEpoch: number, updateRatios: [0, 0.1], memory }
}

test('a beat changes nothing', () => {
  expect(reduceEvent(preparing, { type: 'beat' }, 5)).toBe(preparing)
})

test('progress belongs to the job that is under way, and keeps the time its stage began', () => {
  const reading: StudioState = {
    ...initialState,
    data: { status: 'reading', name: 'x', progress: null, previous: null },
  }
  const event = { type: 'progress', job: 'data', stage: told('Reading'), done: 1, total: 9, unit: 'files' } as const
  const first = reduceEvent(reading, event, 100)
  const second = reduceEvent(first, { ...event, done: 2 }, 200)
  const third = reduceEvent(second, { ...event, stage: told('Sorting') }, 300)
  expect(second.data).toMatchObject({ progress: { done: 2, total: 9, since: 100 } })
  expect(third.data).toMatchObject({ progress: { stage: told('Sorting'), since: 300 } })
  expect(reduceEvent(initialState, event, 100)).toBe(initialState)
})

test('what computes is another backend once the engine says so, also while it is told again what stood', () => {
  const report = (backend: 'wasm' | 'webgl') => ({ backend, adapter: backend, software: false, threads: 1, tried: [] })
  const event: EngineEvent = { type: 'backend', report: report('webgl') }
  const ready = { status: 'ready', choice: 'auto', report: report('wasm'), error: null } as const
  expect(reduceEvent({ ...initialState, device: ready }, event, 0).device).toEqual({
    ...ready,
    report: report('webgl'),
  })
  const booting = { status: 'booting', choice: 'auto', why: 'lost' } as const
  expect(reduceEvent({ ...initialState, device: booting }, event, 0).device).toEqual({
    ...booting,
    report: report('webgl'),
  })
})

test('the first step turns preparing into training', () => {
  const { run } = reduceEvent(preparing, steps(1, 2), 0)
  expect(run).toMatchObject({
    status: 'training',
    stopping: false,
    pace: 'running',
    log: { stepsPerEpoch: 10, examplesPerSecond: 5, lastStep: { step: 2 } },
  })
})

test('events of another run are dropped', () => {
  expect(reduceEvent(preparing, steps(1, 2, 'run-0'), 0)).toBe(preparing)
  expect(reduceEvent(preparing, epoch(1, 'run-0'), 0)).toBe(preparing)
  expect(reduceEvent(initialState, epoch(1), 0)).toBe(initialState)
})

test('an epoch brings its metrics, updateRatios and memory, once', () => {
  const { run } = reduceEvent(reduceEvent(preparing, epoch(1), 0), epoch(1), 0)
  expect(run).toMatchObject({ log: { bestEpoch: 1, states: [{ updateRatios: [0, 0.1], memory: { tensors: 3 } }] } })
  expect(run.status === 'training' && run.log.epochs).toHaveLength(1)
})

test('samples are kept one for each epoch, and the untouched network’s does not begin the training', () => {
  const sample = (number: number, text: string, runId = 'run-1'): EngineEvent => ({
    type: 'sample',
    runId,
    epoch: number,
    prompt: 'Once',
    text,
  })
  const heard = reduceEvent(preparing, sample(0, ' upon'), 0)
  expect(heard.run).toMatchObject({
    status: 'preparing',
    log: { samples: [{ epoch: 0, prompt: 'Once', text: ' upon' }] },
  })
  const again = reduceEvent(reduceEvent(reduceEvent(heard, epoch(1), 0), sample(1, ' a'), 0), sample(1, ' a'), 0)
  expect(again.run.status === 'training' && again.run.log.samples.map(({ text }) => text)).toEqual([' upon', ' a'])
  expect(reduceEvent(preparing, sample(0, ' upon', 'run-0'), 0)).toBe(preparing)
})

test('what is written is heard only while something is being written', () => {
  const written = { prompt: 'Once', text: '', end: null }
  const writing: StudioState = { ...initialState, use: { ...initialState.use, status: 'generating', written } }
  const event = { type: 'generated', text: ' upon a' } as const
  expect(reduceEvent(writing, event, 0).use.written).toEqual({ prompt: 'Once', text: ' upon a', end: null })
  expect(reduceEvent(initialState, event, 0)).toBe(initialState)
})

const running = { status: 'training', log, stopping: false, pace: 'running', progress: null } as const

test('a run that is being stopped stays so while its last steps arrive', () => {
  const stopping: StudioState = { ...initialState, run: { ...running, stopping: true } }
  expect(reduceEvent(stopping, steps(1, 1), 0).run).toMatchObject({ stopping: true })
})

test('a run that is to pause is paused when it says so, and runs again when it says so', () => {
  const pausing: StudioState = { ...initialState, run: { ...running, pace: 'pausing' } }
  const stepped = reduceEvent(pausing, steps(1, 1), 0)
  expect(stepped.run).toMatchObject({ pace: 'pausing' })
  const paused = reduceEvent(stepped, { type: 'paused', runId: 'run-1', paused: true }, 0)
  expect(paused.run).toMatchObject({ status: 'training', pace: 'paused', log: { lastStep: { step: 1 } } })
  expect(reduceEvent(paused, { type: 'paused', runId: 'run-1', paused: false }, 0).run).toMatchObject({
    pace: 'running',
  })
})

test('a change that took effect stands in the log and in the history of its recipe', () => {
  const begun = reduceEvent(preparing, steps(1, 4), 0)
  const change = { step: 5, learningRate: 0.002 }
  const { run } = reduceEvent(begun, { type: 'changed', runId: 'run-1', change }, 0)
  expect(run).toMatchObject({ log: { changes: [change], recipe: { history: [change] } } })
})

test('what was saved is told with its step, its time and its cost', () => {
  const saved = { type: 'saved', runId: 'run-1', step: 40, epoch: 4, at: 1000, cost: 0.003 } as const
  const { run } = reduceEvent({ ...initialState, run: running }, saved, 0)
  expect(run).toMatchObject({ status: 'training', log: { saved: { step: 40, at: 1000, cost: 0.003 } } })
})

test('how storage stands is known without a run', () => {
  const status = {
    kind: 'full',
    reason: notice('keepingOutOfSpace'),
    usedBytes: 5,
    quotaBytes: 5,
    runsBytes: 1,
  } as const
  expect(reduceEvent(initialState, { type: 'storage', status }, 0).storage).toBe(status)
})

test('long runs keep few steps, with the newest apart', () => {
  let state = preparing
  for (let from = 1; from <= 10_000; from += 100) state = reduceEvent(state, steps(from, 100), 0)
  const { run } = state
  if (run.status !== 'training') throw new Error('expected a run')
  expect(run.log.steps.length).toBeLessThanOrEqual(stepsKept)
  expect(run.log.steps.at(-1)?.step).toBeGreaterThan(9_900)
  expect(run.log.lastStep?.step).toBe(10_000)
})
