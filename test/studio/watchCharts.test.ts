import { describe, expect, test } from 'vitest'
import type { EpochMetrics, StepMetrics } from '../../src/shared/domain/run.ts'
import type { EpochState } from '../../src/shared/domain/runLog.ts'
import { buildRecipe, defaultFields } from '../../src/shared/recipe/recipe.ts'
import { axisOf, placeOf } from '../../src/studio/features/watch/runAxis.ts'
import { sheetOf } from '../../src/studio/features/watch/runSheets.ts'
import {
  flagsOf,
  mostBlocks,
  onAxis,
  type RunChartId,
  runCharts,
  toldOf,
} from '../../src/studio/features/watch/runTraces.ts'
import { newRunLog, type ShownRunLog } from '../../src/studio/store/runLog.ts'
import { told } from '../support/told.ts'

const identity = {
  task: 'image-classification',
  model: { id: 'm', revision: '1' },
  data: { name: 'x', fingerprint: 'f' },
  backend: 'auto',
} as const
const recipe = buildRecipe(identity, { ...defaultFields('top-blocks'), epochs: 8 })

const step = (number: number): StepMetrics => ({
  step: number,
  seconds: number / 4,
  epoch: Math.ceil(number / 10),
  loss: 1 / number,
  learningRate: 0.01,
  gradientNorm: number,
})
const epoch = (number: number): EpochMetrics => ({
  epoch: number,
  trainLoss: 1 / number,
  validationLoss: 2 / number,
  validationAccuracy: number / 10,
  validationPerplexity: null,
  learningRate: 0.01,
  seconds: 2.5,
})
const state = (number: number, updateRatios: readonly number[]): EpochState => ({
  epoch: number,
  step: 10 * number,
  updateRatios,
  examplesPerSecond: 100 * number,
  memory: { tensors: 7, bytes: 1000 * number, peakBytes: 5000 },
})

const log: ShownRunLog = {
  ...newRunLog('run', recipe, 0),
  steps: [step(1), step(5), step(12), step(20)],
  lastStep: step(22),
  stepsPerEpoch: 10,
  epochs: [epoch(1), epoch(2)],
  bestEpoch: 2,
  states: [state(1, [0, 0.1, 0.2]), state(2, [0, 0.3, 0.1])],
  changes: [{ step: 15, learningRate: 0.005 }],
  notices: [{ step: 11, kind: 'resumed', message: told('Goes on from step 10.') }],
}
const traces = (id: RunChartId, of = log) => runCharts[id].traces(of, ['stem', 'top', 'head'])
const points = (id: RunChartId, of = log) =>
  Object.fromEntries(traces(id, of).map((trace) => [trace.key, trace.points.map(({ x, y }) => [x, y])]))

describe('the lines of a run', () => {
  test('are its losses by batch and by epoch, placed by step', () => {
    expect(points('loss')).toEqual({
      batch: [1, 5, 12, 20].map((at) => [at, 1 / at]),
      train: [
        [10, 1],
        [20, 0.5],
      ],
      validation: [
        [10, 2],
        [20, 1],
      ],
    })
  })
  test('are its score, pace and memory after each epoch, and its gradient norm at each step', () => {
    expect(points('score').accuracy).toEqual([
      [10, 0.1],
      [20, 0.2],
    ])
    expect(points('pace').pace).toEqual([
      [10, 100],
      [20, 200],
    ])
    expect(points('memory')).toMatchObject({
      held: [
        [10, 1000],
        [20, 2000],
      ],
    })
    expect(points('gradient').gradient).toEqual([1, 5, 12, 20].map((at) => [at, at]))
  })
  test('leave out blocks that never moved, and keep the looks of those that did', () => {
    expect(traces('movement').map(({ label }) => label)).toEqual(['top', 'head'])
    const many = {
      ...log,
      states: [
        state(
          1,
          Array.from({ length: 20 }, (_, block) => block / 1000),
        ),
      ],
    }
    const drawn = traces('movement', many)
    expect(drawn.map(({ key }) => Number(key))).toEqual([12, 13, 14, 15, 16, 17, 18, 19])
    expect(drawn).toHaveLength(mostBlocks)
    expect(new Set(drawn.map(({ colour, dash, mark }) => `${colour} ${dash} ${mark}`)).size).toBe(mostBlocks)
    expect(sheetOf('movement', many, []).columns).toHaveLength(2 + 20)
  })
})

describe('the axis', () => {
  test('counts steps, epochs or seconds, and lies between kept steps in time as well', () => {
    expect(placeOf(log, 'step')(15)).toBe(15)
    expect(placeOf(log, 'epoch')(15)).toBe(1.5)
    const time = placeOf(log, 'time')
    expect([0, 1, 15, 20, 21, 22, 40].map(time)).toEqual([0, 0.25, 3.75, 5, 5.25, 5.5, 5.5])
  })
  test('ends where the run may end, and once it is over where it did', () => {
    expect([axisOf(log, 'step', false).end, axisOf(log, 'epoch', false).end]).toEqual([80, 8])
    expect([axisOf(log, 'step', true).end, axisOf(log, 'epoch', true).end]).toEqual([30, 3])
    expect(axisOf(log, 'time', false).end).toBe(6)
  })
  test('of a long run ends a little ahead of where it is', () => {
    const early = { ...log, recipe: { ...recipe, epochs: 500 } }
    expect(axisOf(early, 'epoch', false).end).toBe(10)
    expect(axisOf({ ...early, lastStep: step(1230) }, 'epoch', false).end).toBe(160)
    expect(axisOf({ ...early, lastStep: step(4900) }, 'epoch', false).end).toBe(500)
  })
  test('takes every line along', () => {
    const [batch] = onAxis(traces('loss'), placeOf(log, 'epoch'))
    expect(batch?.points.map(({ x }) => x)).toEqual([0.1, 0.5, 1.2, 2])
  })
})

test('what happened is numbered by step, and flagged with the best epoch', () => {
  expect(toldOf(log).map((told) => [told.kind, told.step])).toEqual([
    ['notice', 11],
    ['change', 15],
  ])
  expect(flagsOf(log, placeOf(log, 'epoch'))).toMatchObject([
    { kind: 'best', x: 2, sign: 'best' },
    { kind: 'notice', x: 1.1, sign: '1' },
    { kind: 'change', x: 1.5, sign: '2' },
  ])
  expect(flagsOf({ ...log, bestEpoch: 0, changes: [], notices: [] }, (x) => x)).toEqual([])
})

describe('the table of losses', () => {
  test('has every kept step and epoch once, with full figures', () => {
    const { columns, rows } = sheetOf('loss', log, [])
    expect(columns).toEqual(['Step', 'Epoch', 'Seconds', 'Batch loss', 'Training loss', 'Validation loss'])
    expect(rows.map(([place]) => place)).toEqual([1, 5, 10, 12, 20, 22])
    expect(rows[2]).toEqual([10, 1, null, null, 1, 2])
    expect(rows[4]).toEqual([20, 2, 5, 0.05, 0.5, 1])
  })
})

test('a text’s run is scored by perplexity', () => {
  const texts = { ...log, recipe: { ...recipe, task: 'text-generation' as const } }
  const continued = { ...texts, epochs: [{ ...epoch(1), validationAccuracy: null, validationPerplexity: 12.5 }] }
  expect(points('score', continued)).toEqual({ perplexity: [[10, 12.5]] })
  expect(sheetOf('score', continued, []).rows).toEqual([[1, 10, 12.5]])
})
