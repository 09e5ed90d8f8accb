import { expect, test } from 'vitest'
import { appendEvent } from '../../../src/shared/domain/appendEvent.ts'
import type { StepMetrics } from '../../../src/shared/domain/run.ts'
import type { RunEvent } from '../../../src/shared/domain/runEvent.ts'
import { emptyRunLog, type RunLog, stepsKept } from '../../../src/shared/domain/runLog.ts'
import { told } from '../../support/told.ts'

const runId = 'run'

function stepsFrom(from: number, count: number, loss: (step: number) => number): RunEvent {
  const steps = Array.from({ length: count }, (_, index): StepMetrics => {
    const step = from + index
    return { step, seconds: step / 10, epoch: 1, loss: loss(step), learningRate: 0.1, gradientNorm: 1 }
  })
  return { type: 'steps', runId, stepsPerEpoch: 100, steps, examplesPerSecond: 5 }
}

function long(total: number, loss: (step: number) => number): RunLog {
  let log = emptyRunLog
  for (let from = 1; from <= total; from += 50) log = appendEvent(log, stepsFrom(from, 50, loss))
  return log
}

function epoch(number: number): RunEvent {
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

test('however long a run, its steps stay few and in order, and no spike is lost', () => {
  const spikes = new Map([
    [12_345, 99],
    [77_001, -5],
  ])
  const log = long(100_000, (step) => spikes.get(step) ?? Math.sin(step))
  expect(log.steps.length).toBeLessThanOrEqual(stepsKept)
  expect(log.steps.length).toBeGreaterThan(stepsKept / 4)
  const order = log.steps.map(({ step }) => step)
  expect(order).toEqual([...new Set(order)].sort((a, b) => a - b))
  expect(log.steps.filter(({ step }) => spikes.has(step)).map(({ loss }) => loss)).toEqual([99, -5])
  expect(log.lastStep?.step).toBe(100_000)
})

test('a long run is drawn as densely at its beginning as at its end', () => {
  const { steps, stride } = long(20_000, (step) => Math.sin(step * step))
  const tenth = (from: number) => steps.filter(({ step }) => step > from && step <= from + 2_000).length
  const counts = Array.from({ length: 10 }, (_, part) => tenth(2_000 * part))
  expect(stride).toBe(16)
  expect(Math.min(...counts)).toBeGreaterThan(100)
  expect(Math.max(...counts) - Math.min(...counts)).toBeLessThan(10)
})

test('the first steps are kept whole, in one array once there are enough', () => {
  const log = long(5_000, (step) => 1 / step)
  expect(log.firstSteps.map(({ step }) => step)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
  expect(
    appendEvent(
      log,
      stepsFrom(5_001, 10, () => 0),
    ).firstSteps,
  ).toBe(log.firstSteps)
})

test('an epoch told twice stands once, with the step it ended at', () => {
  const begun = appendEvent(
    emptyRunLog,
    stepsFrom(1, 50, () => 1),
  )
  const log = appendEvent(appendEvent(appendEvent(begun, epoch(1)), epoch(2)), epoch(2))
  expect(log.epochs.map((each) => each.epoch)).toEqual([1, 2])
  expect(log.states).toEqual([
    {
      epoch: 1,
      step: 100,
      updateRatios: [0, 0.1],
      memory: { tensors: 3, bytes: 10, peakBytes: 20 },
      examplesPerSecond: 5,
    },
    {
      epoch: 2,
      step: 200,
      updateRatios: [0, 0.1],
      memory: { tensors: 3, bytes: 10, peakBytes: 20 },
      examplesPerSecond: 5,
    },
  ])
  expect(log.bestEpoch).toBe(2)
})

test('changes, notices and watched answers are kept beside the curves', () => {
  const watched = [{ kind: 'class' as const, example: 4, truth: 1, probabilities: [0.2, 0.8] }]
  const notice = { step: 7, kind: 'resumed', message: told('Goes on.') } as const
  const events: RunEvent[] = [
    { type: 'watched', runId, epoch: 0, examples: watched },
    { type: 'watched', runId, epoch: 0, examples: watched },
    { type: 'changed', runId, change: { step: 9, dropout: 0.3 } },
    { type: 'notice', runId, notice },
  ]
  const log = events.reduce(appendEvent, emptyRunLog)
  expect(log.watched).toEqual([{ epoch: 0, examples: watched }])
  expect(log.changes).toEqual([{ step: 9, dropout: 0.3 }])
  expect(log.notices).toEqual([notice])
})

test('a run that goes on shows what it had shown, and what draws nothing leaves the log alone', () => {
  const before = long(500, () => 1)
  expect(appendEvent(emptyRunLog, { type: 'log', runId, log: before })).toBe(before)
  expect(appendEvent(before, { type: 'paused', runId, paused: true })).toBe(before)
  expect(appendEvent(before, { type: 'saved', runId, step: 5, epoch: 1, at: 9, cost: 0.01 })).toBe(before)
})
