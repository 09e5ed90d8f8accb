import { describe, expect, test } from 'vitest'
import { type ModelCard, modelCard, modelCards } from '../../src/shared/catalog/models.ts'
import type { DataTrait } from '../../src/shared/domain/data.ts'
import type { Message } from '../../src/shared/messages/message.ts'
import { say } from '../../src/shared/messages/say.ts'
import { inputFact, skills } from '../../src/studio/features/model/cardWords.ts'
import { recommended, shelves } from '../../src/studio/features/model/gallery.ts'
import { sizeWords, taskRefusal } from '../../src/studio/store/taskWords.ts'
import type { TaskId } from '../../src/tasks/ids.ts'

const cards: readonly ModelCard[] = modelCards
const data = (task: TaskId, ...traits: DataTrait[]) => ({ task, traits })
const ids = (models: readonly { card: ModelCard }[] = []) => models.map(({ card }) => card.id)

describe('the gallery', () => {
  test('shows what fits the data first, made for it before able to do it, and folds the rest away with the reason', () => {
    const [fitting, other] = shelves(cards, data('text-classification'))
    expect(ids(fitting?.models)).toContain('google-bert/bert-base-uncased')
    expect(fitting?.models.every(({ refusal }) => refusal === null)).toBe(true)
    const gpt2 = ids(fitting?.models).indexOf('openai-community/gpt2')
    expect(gpt2).toBeGreaterThan(ids(fitting?.models).indexOf('google-bert/bert-base-uncased'))
    expect(other).toMatchObject({ key: 'other', title: 'For other tasks' })
    expect(other?.models.find(({ card }) => card.id === 'thaw-vision')?.refusal).toContain('reads pictures')
    expect(ids(fitting?.models).length + ids(other?.models).length).toBe(cards.length)
  })
  test('keeps apart what reads from both sides where a text is to be continued', () => {
    const [fitting, other] = shelves(cards, data('text-generation'))
    expect(ids(fitting?.models)).toContain('EleutherAI/gpt-neo-125m')
    expect(other?.models.find(({ card }) => card.family === 'bert')?.refusal).toContain('both sides')
  })
  test('before there are data it begins with what needs no network', () => {
    expect(recommended(cards, null)).toEqual({ id: 'thaw-vision', why: null })
  })
  test.each([
    [
      'image-classification',
      ['photographs'],
      'mobilenet-v1-0.25-224',
      'look like photographs, and MobileNet v1 0.25 l',
    ],
    ['image-regression', ['photographs'], 'mobilenet-v1-0.25-224', 'look like photographs'],
    [
      'image-classification',
      ['other-pictures'],
      'thaw-vision',
      'are small or drawn, and Thaw vision learned from such',
    ],
    ['text-classification', ['short-texts'], 'thaw-text', 'texts are short, and Thaw text learned what sentences'],
    ['token-classification', ['short-texts'], 'thaw-text', 'texts are short'],
    [
      'text-classification',
      ['long-texts'],
      'sentence-transformers/all-MiniLM-L6-v2',
      'texts are long, and MiniLM-L6 v2 reads up to 512 tokens of each',
    ],
    [
      'text-pair-classification',
      ['other-language', 'short-texts'],
      'distilbert/distilbert-base-multilingual-cased',
      'do not look English, and DistilBERT multilingual learned many languages',
    ],
    ['text-generation', ['other-language', 'long-texts'], 'thaw-writer', 'Thaw writer is built in'],
    ['text-classification', [], 'thaw-text', 'Thaw text is built in'],
  ] as const)('for %s of %s it begins with %s, and says why', (task, traits, id, words) => {
    const best = recommended(cards, { task, traits })
    expect([best?.id, say(best?.why as Message)]).toEqual([id, expect.stringContaining(words)])
    expect(ids(shelves(cards, { task, traits })[0]?.models)[0]).toBe(id)
  })
  test('where all that serves must be fetched it is recommended still, and nothing where none does', () => {
    const hosted = cards.filter(({ source }) => source.kind !== 'site')
    expect(recommended(hosted, data('image-classification', 'photographs'))?.id).toBe('mobilenet-v1-0.25-224')
    expect(recommended(hosted, data('text-classification', 'short-texts'))).toBeNull()
  })
  test('no two models of a task serve the same data', () => {
    const served = cards.flatMap(({ id, tasks, serves = [] }) => serves.map((trait) => [`${tasks[0]} ${trait}`, id]))
    expect(new Map(served as [string, string][]).size).toBe(served.length)
    expect(served.length).toBe(5)
  })
  test('has a shelf for each task while there is no data, and each model on one of them', () => {
    const all = shelves(cards, null)
    expect(all.map(({ title }) => title)).toEqual(['Image classification', 'Text classification', 'Text generation'])
    expect(all.flatMap(({ models }) => ids(models)).sort()).toEqual(cards.map(({ id }) => id).sort())
  })
})

test('a card says what its model does and takes in', () => {
  const gpt2 = modelCard('openai-community/gpt2') as ModelCard
  expect(skills(gpt2)).toBe('Text generation, conversation')
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
  expect(taskRefusal(['text-classification'], 'image-classification')).toContain('your data is pictures')
  expect(taskRefusal(['text-generation', 'text-classification'], 'text-classification')).toBeNull()
})
