// Estimates are set right by what runs have really taken.
import { expect, test } from 'vitest'
import { fieldsOf } from '../../src/shared/recipe/recipe.ts'
import { atPace, measuredPace } from '../../src/studio/store/measuredPace.ts'
import { outlook } from '../../src/studio/store/outlook.ts'
import { pets, vision } from '../support/comparing.ts'
import { keptRun, recipeOf } from '../support/keptRuns.ts'

const block = { name: 'b', parameters: 100, forwardMs: 10, activationBytes: 8, outputShape: [4], attentionWidth: null }
const model = { ...vision, blocks: [block], featureSize: 4, inputSize: 8, parameters: 100 } as unknown as typeof vision
const recipe = recipeOf({}, 'full')
const about = { model, data: pets, backend: 'auto', method: 'full' } as const
const estimated = outlook(model, fieldsOf(recipe), pets)
const ran = (epochs: number, seconds: number) => keptRun('a', { recipe, epochs, seconds })

test('a run that took twice as long as estimated makes the next estimate twice as long', () => {
  const pace = measuredPace([ran(5, 2 * (estimated.prepareSeconds + 5 * estimated.secondsPerEpoch))], about)
  expect(pace).toBeCloseTo(2, 9)
  expect(atPace(estimated, pace).secondsPerEpoch).toBeCloseTo(2 * estimated.secondsPerEpoch, 9)
  expect(atPace(estimated, pace).memoryBytes).toBe(estimated.memoryBytes)
})

test('a run of another method, model or device, or one without an epoch, says nothing', () => {
  const slow = ran(5, 1000)
  expect(measuredPace([slow], { ...about, method: 'head' })).toBe(1)
  expect(measuredPace([slow], { ...about, model: { ...model, id: 'another' } })).toBe(1)
  expect(measuredPace([slow], { ...about, backend: 'cpu' })).toBe(1)
  expect(measuredPace([ran(0, 1000)], about)).toBe(1)
})

test('one run moves the estimate only so far', () => {
  expect(measuredPace([ran(5, 1e6)], about)).toBe(6)
  expect(measuredPace([ran(5, 1e-6)], about)).toBe(0.25)
})
