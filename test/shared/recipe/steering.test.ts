import { expect, test } from 'vitest'
import { buildRecipe, defaultFields, parseRecipe } from '../../../src/shared/recipe/recipe.ts'
import { addChange, settingsAt, withChange } from '../../../src/shared/recipe/steering.ts'

const identity = {
  task: 'image-classification',
  model: { id: 'm', revision: '1' },
  data: { name: 'x', fingerprint: 'f' },
  backend: 'auto',
} as const
const recipe = buildRecipe(identity, {
  ...defaultFields('top-blocks'),
  'optimiser.learningRate': 0.01,
  'optimiser.weightDecay': 0.02,
  'regularisation.dropout': 0.1,
  thaw: 2,
})

test('a change holds from its step on, and what it does not name stays', () => {
  const changed = withChange(withChange(recipe, { step: 30, dropout: 0.4 }), { step: 10, learningRate: 0.001 })
  expect(changed.history.map(({ step }) => step)).toEqual([10, 30])
  expect(settingsAt(changed, 9)).toEqual({ learningRate: 0.01, weightDecay: 0.02, dropout: 0.1, thaw: 2 })
  expect(settingsAt(changed, 10)).toEqual({ learningRate: 0.001, weightDecay: 0.02, dropout: 0.1, thaw: 2 })
  expect(settingsAt(changed, 400)).toEqual({ learningRate: 0.001, weightDecay: 0.02, dropout: 0.4, thaw: 2 })
})

test('of two changes for one step the later one holds, and what only the first named stays', () => {
  const changes = addChange(addChange([], { step: 5, thaw: 3, dropout: 0.2 }), { step: 5, thaw: 4 })
  expect(changes).toEqual([{ step: 5, thaw: 4, dropout: 0.2 }])
})

test('the recipe given is left as it was, and one with a history is a valid recipe', () => {
  const changed = withChange(recipe, { step: 3, weightDecay: 0 })
  expect(recipe.history).toEqual([])
  expect(parseRecipe(JSON.parse(JSON.stringify(changed)))).toEqual(changed)
})

test('a history with a setting that cannot be is refused by its field', () => {
  const wrong = { ...recipe, history: [{ step: 0, dropout: 0.2 }] }
  expect(() => parseRecipe(wrong)).toThrow(/"history"/)
  expect(() => parseRecipe({ ...recipe, history: [{ step: 1, dropout: 2 }] })).toThrow(/"history"/)
})
