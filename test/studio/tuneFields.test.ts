import { describe, expect, test } from 'vitest'
import type { RecipeField } from '../../src/shared/recipe/field.ts'
import { recipeFields } from '../../src/shared/recipe/fields.ts'
import { defaultFields } from '../../src/shared/recipe/recipe.ts'
import { optionText, readTyped, valueText } from '../../src/studio/features/tune/fieldText.ts'
import { lengthOf, splitCounts } from '../../src/studio/store/outlook.ts'

function field(key: string): RecipeField {
  const found = recipeFields.find((candidate) => candidate.key === key)
  if (!found) throw new Error(`no field ${key}`)
  return found
}

test('what cannot be is answered with what is allowed', () => {
  expect(readTyped(field('epochs'), '2.5')).toEqual({ ok: false, allowed: 'A whole number from 1 to 1,000.' })
  expect(readTyped(field('epochs'), '')).toEqual({ ok: false, allowed: 'A whole number from 1 to 1,000.' })
  expect(readTyped(field('optimiser.learningRate'), '11')).toEqual({ ok: false, allowed: 'A number from 1e-7 to 10.' })
  expect(readTyped(field('epochs'), '12')).toEqual({ ok: true, value: 12 })
})

test('every default can be typed as it is shown', () => {
  for (const each of recipeFields)
    expect(readTyped(each, String(each.default))).toEqual({ ok: true, value: each.default })
})

test('options and values read as words', () => {
  expect(optionText('method.id', 'top-blocks')).toBe('Top blocks')
  expect(optionText('schedule.shape', 'cosine')).toBe('Cosine')
  expect(optionText('method.targets', 'all')).toBe('Every layer')
  expect(optionText('chat.loss', 'all')).toBe('All that is said')
  expect([valueText(field('cache'), true), valueText(field('labelColumn'), '')]).toEqual(['on', 'empty'])
})

test('the splits are told before they are drawn, and the cap on training examples holds', () => {
  const fields = defaultFields('head')
  expect(splitCounts(400, fields)).toEqual({ train: 260, validation: 60, test: 80 })
  // Of 24 classes of ten each, validation and test take two of every class, as the engine does.
  const classes = Array.from({ length: 24 }, () => ({ count: 10 }))
  expect(splitCounts(240, fields, classes)).toEqual({ train: 144, validation: 48, test: 48 })
  expect(splitCounts(400, { ...fields, maxTrain: 50 })).toEqual({ train: 50, validation: 60, test: 80 })
})

describe('how long texts are, as far as a few tell', () => {
  const sorted = (samples: string[]) => ({
    task: 'text-classification' as const,
    classes: [{ name: 'a', count: 1, trainable: 1, thumbnails: [], samples }],
    passages: [],
  })

  test('short texts take the tokens they have, long ones as many as are read', () => {
    expect(lengthOf(sorted(['x'.repeat(37)]), 128)).toEqual({ perExample: 12, windows: 1 })
    expect(lengthOf(sorted(['x'.repeat(160)]), 128)).toEqual({ perExample: 128, windows: 1 })
    expect(lengthOf(sorted([]), 64)).toEqual({ perExample: 64, windows: 1 })
  })
  test('passages are read in windows', () => {
    const passages = ['x'.repeat(300), 'x'.repeat(300)]
    expect(lengthOf({ task: 'text-generation', classes: [], passages }, 128)).toEqual({ perExample: 128, windows: 3 })
  })
  test('a conversation is one row, however long', () => {
    const passages = ['x'.repeat(300), 'x'.repeat(300)]
    expect(lengthOf({ task: 'conversation', classes: [], passages }, 128)).toEqual({ perExample: 128, windows: 1 })
  })
  test('pictures have none', () => {
    expect(lengthOf({ task: 'image-classification', classes: [], passages: [] }, 128).perExample).toBe(0)
  })
})
