import { describe, expect, test } from 'vitest'
import { buildRecipe, defaultFields, parseField } from '../../src/shared/recipe/recipe.ts'
import { adoptRecipe } from '../../src/studio/store/adoptRecipe.ts'
import {
  applyPreset,
  fieldsUnder,
  fitToData,
  isPreset,
  resetFields,
  restoreForms,
  setField,
  undoField,
} from '../../src/studio/store/recipeForm.ts'
import { fieldsOfRecipe, initialState } from '../../src/studio/store/state.ts'
import { someRecipe } from '../support/runRecords.ts'

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

test('a method that does not read a setting runs without it, and it is there again with one that does', () => {
  const texts = fitToData(fresh, { task: 'text-classification', examples: 100 }, fresh.columns)
  const packed = setField(setField(texts, 'method.id', 'lora'), 'quantise', '4bit')
  for (const method of ['full', 'dora'] as const) {
    const other = setField(packed, 'method.id', method)
    expect(fieldsOfRecipe(other).quantise).toBe('off')
    expect(fieldsUnder(packed, method).quantise).toBe('off')
    expect(fieldsOfRecipe(setField(other, 'method.id', 'lora')).quantise).toBe('4bit')
  }
  expect(fieldsOfRecipe(setField(packed, 'method.id', 'ia3')).quantise).toBe('4bit')
})

test('setting a field back to its default leaves it untouched', () => {
  const there = setField(fresh, 'epochs', 7)
  expect(
    setField(there, 'epochs', Number(defaultFields('head').epochs)).forms['image-classification'].touched.head,
  ).toEqual({})
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

test('what is changed for pictures does not leak into texts, and is there again with the pictures', () => {
  const pictures = setField(setField(fresh, 'epochs', 7), 'method.id', 'full')
  const texts = fitToData(pictures, { task: 'text-classification', examples: 100 }, fresh.columns)
  expect(fieldsOfRecipe(texts)).toEqual(defaultFields('head', 'text-classification'))
  const stories = fitToData(texts, { task: 'text-generation', examples: 100 }, fresh.columns)
  expect(fieldsOfRecipe(stories)['method.id']).toBe('full')
  expect(
    fieldsOfRecipe(fitToData(stories, { task: 'image-classification', examples: 100 }, fresh.columns)),
  ).toMatchObject({
    'method.id': 'full',
    epochs: 7,
  })
  expect(undoField(texts)).toBe(texts)
})

test('the columns belong to the data: they stay through a change of method, and can be undone', () => {
  const named = setField(setField(fresh, 'labelColumn', 'kind'), 'method.id', 'full')
  expect(fieldsOfRecipe(named).labelColumn).toBe('kind')
  expect(fieldsOfRecipe(undoField(undoField(named))).labelColumn).toBe('')
  expect(fieldsOfRecipe(resetFields(named)).labelColumn).toBe('')
  expect(
    fieldsOfRecipe(fitToData(named, { task: 'image-classification', examples: 100 }, fresh.columns)).labelColumn,
  ).toBe('')
})

test('stored forms keep what this version understands and drop the rest', () => {
  const touched = {
    head: { epochs: 9, batch: -4, nonsense: 1, 'augment.flip': false, labelColumn: 'x' },
    other: { epochs: 3 },
  }
  const forms = restoreForms(
    { 'image-classification': { method: 'full', touched }, 'text-generation': { method: 'head' } },
    parseField,
  )
  expect(forms['image-classification']).toMatchObject({
    method: 'full',
    touched: { head: { epochs: 9, 'augment.flip': false } },
  })
  expect(Object.keys(forms['image-classification'].touched.head)).toEqual(['epochs', 'augment.flip'])
  expect(forms['text-generation'].method).toBe('full')
  expect(restoreForms('nonsense', parseField)).toEqual(fresh.forms)
})

describe('a preset', () => {
  const preset = { 'method.id': 'lora', 'method.rank': 16, epochs: 50 }

  test('sets its fields over the method’s defaults, in one step back', () => {
    const changed = setField(fresh, 'batch', 8)
    const after = applyPreset(changed, preset)
    expect(fieldsOfRecipe(after)).toEqual({ ...defaultFields('lora'), ...preset })
    expect(isPreset(after, preset)).toBe(true)
    expect(fieldsOfRecipe(undoField(after))).toMatchObject({ 'method.id': 'head', batch: 8 })
  })
  test('leaves splits, prompt and seed as they are, and knows itself by the rest', () => {
    const own = setField(setField(fresh, 'split.test', 0.3), 'seed', 7)
    const after = applyPreset(own, preset)
    expect(fieldsOfRecipe(after)).toMatchObject({ 'split.test': 0.3, seed: 7, epochs: 50 })
    expect(isPreset(after, preset)).toBe(true)
    expect(isPreset(setField(after, 'epochs', 49), preset)).toBe(false)
    expect(isPreset(setField(after, 'method.id', 'dora'), preset)).toBe(false)
  })
  test('that stands already leaves nothing to undo', () => {
    const after = applyPreset(fresh, preset)
    expect(applyPreset(after, preset)).toBe(after)
  })
})

test('what another method would be set to can be asked without choosing it', () => {
  const changed = setField(fresh, 'epochs', 7)
  expect(fieldsUnder(changed, 'lora')).toMatchObject({ 'method.id': 'lora', epochs: 7, thaw: 200 })
  expect(fieldsOfRecipe(changed)['method.id']).toBe('head')
})

describe('epochs of a transformer', () => {
  const texts = (examples: number) => {
    const fitted = fitToData(fresh, { task: 'text-classification', examples }, fresh.columns)
    return setField(fitted, 'method.id', 'lora')
  }

  test('are a few, the fewer the more there is to train on', () => {
    // Of 65 % that are left to train on, about 8,000 examples are seen: 650, 1,950 and 6,500.
    expect([1000, 3000, 10_000].map((examples) => fieldsOfRecipe(texts(examples)).epochs)).toEqual([12, 4, 3])
    expect(fieldsOfRecipe(setField(texts(10_000), 'maxTrain', 2000)).epochs).toBe(4)
    expect(fieldsOfRecipe(texts(90)).epochs).toBe(20)
  })
  test('stay as the person set them, and are the default again when it is reset', () => {
    const own = setField(texts(3000), 'epochs', 30)
    expect(fieldsOfRecipe(own).epochs).toBe(30)
    expect(fieldsOfRecipe(resetFields(own)).epochs).toBe(4)
    expect(setField(own, 'epochs', 4).forms['text-classification'].touched.lora).toEqual({})
  })
  test('of a recipe that was taken over are the recipe’s', () => {
    const identity = { ...someRecipe, task: 'text-classification' } as const
    const recipe = buildRecipe(identity, { ...defaultFields('lora', 'text-classification'), epochs: 30 })
    expect(fieldsOfRecipe(adoptRecipe(texts(3000), recipe, true)).epochs).toBe(30)
  })

  test('a recipe taken over keeps a rate that is usual for few examples', () => {
    const identity = { ...someRecipe, task: 'text-classification' } as const
    const recipe = buildRecipe(identity, defaultFields('head', 'text-classification', 100))
    const { learningRate } = recipe.optimiser
    expect(defaultFields('head', 'text-classification', 3000)['optimiser.learningRate']).not.toBe(learningRate)
    const kept = fieldsOfRecipe(adoptRecipe(texts(3000), recipe, true))
    expect(kept['optimiser.learningRate']).toBe(learningRate)
  })
})
