import { expect, test } from 'vitest'
import { buildRecipe, defaultFields, parseRecipe } from '../../../src/shared/recipe/recipe.ts'

const identity = {
  task: 'image-classification' as const,
  model: { id: 'thaw-vision', revision: '1' },
  data: { name: 'cats', fingerprint: 'f' },
  backend: 'wasm' as const,
}

test('a recipe written before a method had settings is read with their defaults', () => {
  const recipe = buildRecipe(identity, defaultFields('top-blocks', 'image-classification'))
  const { layerDecay: _, ...optimiser } = recipe.optimiser
  const older = { ...recipe, method: { id: recipe.method.id }, optimiser }
  expect(parseRecipe(older)).toEqual(recipe)
})

test('a field that every version had is missed by name', () => {
  const { epochs: _, ...rest } = buildRecipe(identity, defaultFields('head', 'image-classification'))
  expect(() => parseRecipe(rest)).toThrow('"epochs" is missing')
})

test('a setting that a method does not take is refused by name', () => {
  const recipe = buildRecipe(identity, defaultFields('lora', 'image-classification'))
  expect(() => parseRecipe({ ...recipe, method: { ...recipe.method, ranks: 3 } })).toThrow('"method.ranks"')
})
