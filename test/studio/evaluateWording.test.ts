import { describe, expect, test } from 'vitest'
import { buildRecipe, defaultFields } from '../../src/shared/recipe/recipe.ts'
import { cellWords } from '../../src/studio/features/evaluate/confusionCells.ts'
import {
  changeWords,
  perplexityWords,
  shareLess,
  tooFewWords,
} from '../../src/studio/features/evaluate/continuationWords.ts'
import { accuracyWords, baselineWords, differences, stopWords } from '../../src/studio/features/evaluate/wording.ts'
import { exampleWords } from '../../src/studio/store/taskWords.ts'
import { heatShade, heatTone } from '../../src/studio/ui/charts/heat.ts'

const pictures = exampleWords('image-classification')
const texts = exampleWords('text-classification')

describe('a score in words', () => {
  test('gives its interval and on how many pictures', () => {
    expect(accuracyWords({ accuracy: 0.8704, interval: [0.8, 0.9249], n: 80 }, pictures)).toBe(
      '0.870, and with 95 % confidence between 0.800 and 0.925, on 80 pictures it never saw',
    )
  })
  test('is held against always answering the most frequent class', () => {
    expect(baselineWords({ baseline: 0.2, interval: [0.5, 0.8] }, pictures)).toContain('clearly better than guessing')
    expect(baselineWords({ baseline: 0.6, interval: [0.5, 0.8] }, texts)).toContain('so few texts')
    expect(baselineWords({ baseline: 0.9, interval: [0.5, 0.8] }, pictures)).toContain('worse')
  })
})

test('why a run ended, and which epoch was kept', () => {
  expect(stopWords('early', { epochs: 18, best: 10 })).toBe(
    'Stopped early after 18 epochs, because validation no longer improved. Epoch 10 was the best, and its weights were kept.',
  )
  expect(stopWords('stopped', { epochs: 0, best: 0 })).toBe('Stopped before the first epoch: the model is as it was.')
  expect(stopWords('finished', { epochs: 30, best: 30 })).toBe('Ran all 30 epochs. The last epoch was the best.')
})

test('a run is told by the settings that were not left at the defaults of its method', () => {
  const identity = { model: { id: 'thaw-vision', revision: '1' }, data: { name: 'x', fingerprint: 'f' } } as const
  const fields = { ...defaultFields('full'), epochs: 12, thaw: 3 }
  const recipe = buildRecipe({ ...identity, task: 'image-classification', backend: 'auto' }, fields)
  expect(differences(recipe).map(({ field, value, usual }) => [field.key, value, usual])).toEqual([['epochs', 12, 30]])
})

test('a run is not told by settings that mean nothing for its task', () => {
  const identity = { model: { id: 'thaw-writer', revision: '1' }, data: { name: 'x', fingerprint: 'f' } } as const
  const fields = { ...defaultFields('full', 'text-generation'), 'augment.flip': false, 'sample.prompt': 'Once' }
  const recipe = buildRecipe({ ...identity, task: 'text-generation', backend: 'auto' }, fields)
  expect(differences(recipe).map(({ field, value }) => [field.key, value])).toEqual([['sample.prompt', 'Once']])
})

describe('a perplexity in words', () => {
  const before = { loss: 3.5, perplexity: 34, bitsPerByte: 2 }

  test('stands beside the untouched network’s, with the change', () => {
    expect(perplexityWords({ perplexity: 21.1, before })).toBe(
      'In passages it has never seen, on average it hesitates between 21 possible next words (tokens); before fine-tuning it was 34. That is 38\u00a0% fewer.',
    )
  })
  test('says so when it grew, or stayed', () => {
    expect(perplexityWords({ perplexity: 40, before })).toContain('worse than before')
    expect(perplexityWords({ perplexity: 34.01, before })).toContain('as many as before')
  })
  test('is compared in per cent, with its sign', () => {
    expect(
      [shareLess(34, 21.1), shareLess(2, 2.05), shareLess(2, 2)].map((text) => text.replace('\u00a0', ' ')),
    ).toEqual(['−38 %', '+2.5 %', '±0 %'])
  })
})

test('a cell of the confusion matrix says what was taken for what', () => {
  expect(cellWords(['dog', 'fox'], { row: 0, column: 1 }, '3 texts')).toBe('3 texts of dog, answered fox')
  expect(cellWords(['dog', 'fox'], { row: 1, column: 1 }, '1 picture')).toBe('1 picture of fox, answered correctly')
})

test('a single mistake among many can still be seen, and the text of deep cells is told apart', () => {
  expect(heatShade(0, 50)).toBe(0)
  expect(heatShade(1, 50)).toBeGreaterThan(0.2)
  expect(heatShade(50, 50)).toBe(1)
  expect([0.2, 0.6, 0.81, 1].map(heatTone)).toEqual(['pale', 'middle', 'middle', 'deep'])
})

test('an interval of the change that holds zero says that nothing is sure', () => {
  const sure = 'On other passages of the same kind the perplexity would change by between −40\u00a0% and −35\u00a0%'
  expect(changeWords([-0.4, -0.35])).toBe(`${sure}, 19 times out of 20.`)
  expect(changeWords([-0.5612, -0.5608])).toBe(
    'On other passages of the same kind the perplexity would change by about −56\u00a0%, 19 times out of 20.',
  )
  expect(tooFewWords(2)).toBe('The test has only 2 passages: too few to tell how far other passages would differ.')
  expect(changeWords([-0.02, 0.01])).toMatch(/−2\.0\u00a0% and \+1\.0\u00a0%.*: it may not have improved at all\.$/)
})
