import { expect, test } from 'vitest'
import { defaultFields, parseField } from '../../src/shared/recipe.ts'
import { resetFields, restoreRecipe, setField, undoField } from '../../src/studio/store/recipeForm.ts'
import { fieldsOfRecipe, initialState } from '../../src/studio/store/state.ts'

const fresh = initialState.recipe

test('an untouched form holds the method’s defaults', () => {
  expect(fieldsOfRecipe(fresh)).toEqual(defaultFields('head'))
})

test('a new method brings its own defaults and keeps what the person changed', () => {
  const changed = setField(setField(fresh, 'epochs', 7), 'method.id', 'full')
  const fields = fieldsOfRecipe(changed)
  expect(fields.epochs).toBe(7)
  expect(fields['optimiser.learningRate']).toBe(defaultFields('full')['optimiser.learningRate'])
})

test('a change to what methods disagree on stays with its method', () => {
  const changed = setField(setField(fresh, 'optimiser.learningRate', 0.05), 'method.id', 'full')
  expect(fieldsOfRecipe(changed)['optimiser.learningRate']).toBe(defaultFields('full')['optimiser.learningRate'])
  expect(fieldsOfRecipe(setField(changed, 'method.id', 'head'))['optimiser.learningRate']).toBe(0.05)
})

test('setting a field back to its default leaves it untouched', () => {
  const there = setField(fresh, 'epochs', 7)
  expect(setField(there, 'epochs', Number(defaultFields('head').epochs)).touched.head).toEqual({})
})

test('undo goes back one change at a time, and stops at the first', () => {
  const twice = setField(setField(fresh, 'epochs', 7), 'batch', 8)
  expect(fieldsOfRecipe(undoField(twice)).batch).toBe(defaultFields('head').batch)
  expect(fieldsOfRecipe(undoField(twice)).epochs).toBe(7)
  expect(fieldsOfRecipe(undoField(undoField(twice)))).toEqual(defaultFields('head'))
  expect(undoField(fresh)).toBe(fresh)
})

test('reset returns to the defaults and can be undone', () => {
  const changed = setField(fresh, 'epochs', 7)
  expect(fieldsOfRecipe(resetFields(changed))).toEqual(defaultFields('head'))
  expect(fieldsOfRecipe(undoField(resetFields(changed))).epochs).toBe(7)
})

test('a stored form keeps what this version understands and drops the rest', () => {
  const touched = { head: { epochs: 9, batch: -4, nonsense: 1, 'augment.flip': false }, other: { epochs: 3 } }
  expect(restoreRecipe('head', touched, parseField).touched.head).toEqual({ epochs: 9, 'augment.flip': false })
  expect(restoreRecipe('gone', 'nonsense', parseField)).toEqual(fresh)
})
