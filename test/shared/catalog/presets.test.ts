import { describe, expect, test } from 'vitest'
import { methodRefusal } from '../../../src/methods/cards.ts'
import type { MethodId } from '../../../src/methods/ids.ts'
import { datasetSize, presetIds, presetsFor } from '../../../src/shared/catalog/presets.ts'
import { buildRecipe, defaultFields, fieldsFor } from '../../../src/shared/recipe/recipe.ts'
import { isPreset } from '../../../src/studio/store/recipeForm.ts'
import { initialState } from '../../../src/studio/store/state.ts'
import { taskCards } from '../../../src/tasks/cards.ts'

test('under 200 examples are few, and 5,000 are many', () => {
  expect([199, 200, 4999, 5000].map(datasetSize)).toEqual(['small', 'middle', 'middle', 'large'])
})

describe.each(taskCards.map(({ id }) => id))('presets for %s', (task) => {
  test.each([40, 400, 40_000])('with %i examples are recipes, and set nothing that means nothing there', (examples) => {
    const presets = presetsFor(task, examples, 14)
    expect(presets.map(({ id }) => id)).toEqual([...presetIds])
    for (const { fields, reason } of presets) {
      const method = fields['method.id'] as MethodId
      const identity = {
        task,
        model: { id: 'some', revision: 'main' },
        data: { name: 'd', fingerprint: 'f' },
        backend: 'auto' as const,
      }
      expect(buildRecipe(identity, { ...defaultFields(method, task), ...fields })).toMatchObject({
        method: { id: method },
      })
      const known = new Set(fieldsFor(task, method).map(({ key }) => key))
      expect(Object.keys(fields).filter((key) => !known.has(key))).toEqual([])
      expect(reason).toMatch(/^[A-Z].*\.$/)
    }
  })
  test.each(['resnet', 'bert', 'gpt2'] as const)('fit a network of the family %s', (family) => {
    const methods = [40, 400, 40_000].flatMap((examples) =>
      presetsFor(task, examples, 14).map(({ fields }) => fields['method.id'] as MethodId),
    )
    expect(methods.filter((method) => methodRefusal(method, task, family) !== null)).toEqual([])
  })
})

test('a quarter of the blocks is counted in those of the model, and never none', () => {
  const balanced = (blocks: number) => presetsFor('image-classification', 400, blocks)[1]?.fields
  expect(balanced(17)).toMatchObject({ 'method.id': 'top-blocks', thaw: 4 })
  expect(balanced(1)).toMatchObject({ thaw: 1 })
})

test('thorough changes more than the head that quick trains, or learns longer', () => {
  for (const { id: task } of taskCards)
    for (const examples of [40, 400, 40_000]) {
      const [quick, , thorough] = presetsFor(task, examples, 14).map(({ fields }) => ({
        method: fields['method.id'],
        epochs: Number(fields.epochs ?? defaultFields(fields['method.id'] as MethodId, task, examples).epochs),
      }))
      expect(thorough?.method).not.toBe('head')
      if (quick?.method !== 'head') expect(thorough?.epochs).toBeGreaterThan(quick?.epochs ?? Infinity)
    }
})

test.each(taskCards.map(({ id }) => id))('what %s begins with is one of its presets, which is marked', (task) => {
  const marked = [40, 400, 40_000].map((examples) => {
    const recipe = { ...initialState.recipe, task, examples }
    return presetsFor(task, examples, 14).filter(({ fields }) => isPreset(recipe, fields)).length
  })
  expect(marked).toEqual([1, 1, 1])
})
