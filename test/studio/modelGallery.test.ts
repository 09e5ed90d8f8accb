import { describe, expect, test } from 'vitest'
import { type ModelCard, modelCard, modelCards } from '../../src/shared/catalog/models.ts'
import { inputFact, skills } from '../../src/studio/features/model/cardWords.ts'
import { recommended, shelves } from '../../src/studio/features/model/gallery.ts'
import { sizeWords, taskRefusal } from '../../src/studio/store/taskWords.ts'

const cards: readonly ModelCard[] = modelCards
const ids = (models: readonly { card: ModelCard }[] = []) => models.map(({ card }) => card.id)

describe('the gallery', () => {
  test('shows what fits the data first, made for it before able to do it, and folds the rest away with the reason', () => {
    const [fitting, other] = shelves(cards, 'text-classification')
    expect(ids(fitting?.models)).toContain('google-bert/bert-base-uncased')
    expect(fitting?.models.every(({ refusal }) => refusal === null)).toBe(true)
    const gpt2 = ids(fitting?.models).indexOf('openai-community/gpt2')
    expect(gpt2).toBeGreaterThan(ids(fitting?.models).indexOf('google-bert/bert-base-uncased'))
    expect(other).toMatchObject({ key: 'other', title: 'For other tasks' })
    expect(other?.models.find(({ card }) => card.id === 'thaw-vision')?.refusal).toContain('reads pictures')
    expect(ids(fitting?.models).length + ids(other?.models).length).toBe(cards.length)
  })
  test('keeps apart what reads from both sides where a text is to be continued', () => {
    const [fitting, other] = shelves(cards, 'text-generation')
    expect(ids(fitting?.models)).toContain('EleutherAI/gpt-neo-125m')
    expect(other?.models.find(({ card }) => card.family === 'bert')?.refusal).toContain('both sides')
  })
  test('recommends what needs no network, and nothing where all that fits must be fetched', () => {
    expect([recommended(shelves(cards, 'image-classification')), recommended(shelves(cards, null))]).toEqual([
      'thaw-vision',
      'thaw-vision',
    ])
    const hosted = cards.filter(({ source }) => source.kind !== 'site')
    expect(recommended(shelves(hosted, 'text-classification'))).toBeNull()
  })
  test('has a shelf for each task while there is no data, and each model on one of them', () => {
    const all = shelves(cards, null)
    expect(all.map(({ title }) => title)).toEqual(['Image classification', 'Text classification', 'Text generation'])
    expect(all.flatMap(({ models }) => ids(models)).sort()).toEqual(cards.map(({ id }) => id).sort())
  })
})

test('a card says what its model does and takes in', () => {
  const gpt2 = modelCard('openai-community/gpt2') as ModelCard
  expect(skills(gpt2)).toBe('Text generation, text classification')
  expect(inputFact(gpt2)).toEqual({ name: 'Text length', value: 'up to 1,024 tokens' })
  expect(inputFact(modelCard('thaw-vision') as ModelCard)).toEqual({ name: 'Picture size', value: '64 × 64 px' })
})

test('data is counted in the words of its task', () => {
  const classes = [{}, {}, {}, {}] as never
  expect(sizeWords({ task: 'text-classification', examples: 480, classes })).toBe('480 texts, 4 classes')
  expect(sizeWords({ task: 'text-generation', examples: 44, classes: [] })).toBe('44 passages')
  expect(sizeWords({ task: 'text-generation', examples: 1, classes: [] })).toBe('1 passage')
})

test('a model for texts is refused for pictures', () => {
  expect(taskRefusal(['text-classification'], 'image-classification')).toContain('your data are pictures')
  expect(taskRefusal(['text-generation', 'text-classification'], 'text-classification')).toBeNull()
})
