/** On texts the head keeps its own rule, whatever learns beneath, and the trunk's own rate does not follow the head's. */
import { describe, expect, test } from 'vitest'
import { defaultFields } from '../../src/shared/recipe/recipe.ts'
import { trialFields } from '../../src/studio/store/comparePlan.ts'
import { fitToData } from '../../src/studio/store/recipeForm.ts'
import { initialState } from '../../src/studio/store/state.ts'
import type { TaskId } from '../../src/tasks/ids.ts'

const texts = 'text-classification'

/** What the pre-trained weights, or those put beside them, learn at. */
function beneath(fields: Readonly<Record<string, unknown>>): number {
  return Number(fields['optimiser.learningRate']) * Number(fields['optimiser.trunkRate'])
}

const keys = [
  'optimiser.learningRate',
  'optimiser.epsilon',
  'optimiser.unitFeatures',
  'regularisation.dropout',
] as const

describe.each([
  ['full', 0.001, 0.0001],
  ['lora', 0.003, 0.003],
  ['dora', 0.003, 0.003],
] as const)('%s', (method, few, many) => {
  test.each([null, 1, 100, 999])('has the head of the method head above its own rate on %s texts', (rows) => {
    const head = defaultFields('head', texts, rows)
    const fields = defaultFields(method, texts, rows)
    for (const key of keys) expect(fields[key]).toBe(head[key])
    expect(fields['optimiser.trunkEpsilon']).toBe(1e-8)
    expect(beneath(fields)).toBeCloseTo(few, 8)
  })

  test.each([1000, 5000])('has one rule for all on %d texts, where no other was measured', (rows) => {
    const fields = defaultFields(method, texts, rows)
    const pictures = defaultFields(method, 'image-classification')
    for (const key of [...keys, 'optimiser.trunkEpsilon', 'optimiser.trunkRate'])
      expect(fields[key]).toBe(pictures[key])
    expect(beneath(fields)).toBeCloseTo(many, 8)
  })
})

test.each([
  [texts, 0.001],
  ['image-classification', 0.001],
  ['text-regression', 0.001],
] as const)('from scratch, %s begins at a rate of %d for the trunk', (task: TaskId, rate) => {
  const { recipe } = initialState
  const fitted = fitToData(recipe, { task, examples: 300 }, recipe.columns)
  const fields = trialFields(fitted, { contender: 'scratch', seed: 1, labels: 0, classes: 2 })
  expect(fields).toMatchObject({ 'model.initialisation': 'random', 'method.id': 'full' })
  expect(beneath(fields)).toBeCloseTo(rate, 6)
})
