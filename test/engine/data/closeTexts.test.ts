/** Text files that may be sorted or continued: a person is asked where names could be either, and sees what each gives. */
import { describe, expect, test } from 'vitest'
import type { TaskId } from '../../../src/tasks/ids.ts'
import { inWords } from '../../support/inWords.ts'
import { dropped, read as readFiles } from './archives.ts'

async function read(files: Readonly<Record<string, string>>, task?: TaskId) {
  const dataset = await readFiles(dropped(Object.entries(files)), task ? { task } : {})
  const { close, examples, classes, warnings } = dataset
  return {
    task: dataset.task,
    choices: dataset.choices,
    examples: examples.length,
    classes,
    asked: close?.others.map(({ about, name, ask }) => [about, name, ask]) ?? [],
    shown: close && [close.preview, ...close.others.map(({ preview }) => preview)],
    told: inWords(warnings),
  }
}

const speakers = ['Joy', 'Anger', 'Sadness']
const play = Array.from({ length: 30 }, (_, n) => `${speakers[n % 3]}: And so the ${n}th line of us is spoken.`).join(
  '\n',
)
const opinions = Array.from(
  { length: 30 },
  (_, n) => `${['positive', 'negative'][n % 2]}: Kettle ${n} is a thing.`,
).join('\n')
const prose = (about: string) =>
  Array.from({ length: 12 }, (_, n) => `Of ${about} there is the ${n}th thing to say.`).join('\n')

const toContinue = ['task', 'Text generation', { task: 'text-generation' }]

describe('lines after a word and a colon', () => {
  test('a play whose speakers are named like classes is asked about, with both previews', async () => {
    const found = await read({ 'play.txt': play })
    expect([found.task, found.classes, found.choices]).toEqual([
      'text-classification',
      ['Anger', 'Joy', 'Sadness'],
      ['text-classification', 'text-generation'],
    ])
    expect(found.asked).toEqual([toContinue])
    expect(found.shown?.[0]?.[0]).toEqual({ given: 'And so the 0th line of us is spoken.', answer: 'Joy' })
    expect(found.shown?.[1]?.[0]?.given).toMatch(/^Joy: And so the 0th line of us is spoken. Anger: And so/)
    expect(found.shown?.[1]?.[0]?.answer).toBe('')
  })

  test('either answer is read, and asks no more', async () => {
    const [sorted, continued] = [
      await read({ 'play.txt': play }, 'text-classification'),
      await read({ 'play.txt': play }, 'text-generation'),
    ]
    expect([sorted.task, sorted.examples, sorted.asked]).toEqual(['text-classification', 30, []])
    expect([continued.task, continued.classes, continued.asked]).toEqual(['text-generation', [], []])
    expect(continued.choices).toEqual(['text-generation', 'text-classification'])
  })

  test('labels that nobody is called are not asked about', async () => {
    const found = await read({ 'opinions.txt': opinions })
    expect([found.task, found.classes, found.asked]).toEqual(['text-classification', ['negative', 'positive'], []])
  })
})

describe('files named after classes', () => {
  test('files that are named after something else as well are asked about', async () => {
    const found = await read({ 'happy-feet.txt': prose('penguins'), 'sad-songs.txt': prose('songs') })
    expect([found.task, found.classes]).toEqual(['text-classification', ['happy', 'sad']])
    expect(found.asked).toEqual([toContinue])
    expect(found.shown?.[0]?.[0]?.answer).toBe('happy')
  })

  test.each([
    ['happy.txt', 'sad.txt'],
    ['train_happy.txt', 'train_sad.txt'],
    ['rt-polarity.pos', 'rt-polarity.neg'],
    ['great-positive-kettles.txt', 'great-negative-kettles.txt'],
  ])('%s and %s are classes', async (one, other) => {
    const found = await read({ [one]: prose('penguins'), [other]: prose('songs') })
    expect([found.task, found.asked, found.examples]).toEqual(['text-classification', [], 24])
  })
})

test('texts in folders of classes may be continued instead, where a person wants it', async () => {
  const files = Object.fromEntries(
    ['cats', 'dogs'].flatMap((name) => [1, 2, 3].map((n) => [`${name}/${n}.txt`, `${prose(name)} ${n}`])),
  )
  const found = await read(files)
  expect([found.task, found.asked, found.choices]).toEqual([
    'text-classification',
    [],
    ['text-classification', 'text-generation'],
  ])
})

describe('endings that files of any kind have', () => {
  const essay = Array.from(
    { length: 40 },
    (_, n) =>
      `Sentence ${n}, ${n % 3 ? 'which goes on, and on, ' : ''}ends here${n % 5 ? '' : ', at last, as all things do'}.`,
  ).join('\n')

  test.each(['essay.dat', 'essay.data', 'essay.DAT'])('%s of prose is a text', async (name) => {
    const found = await read({ [name]: essay })
    expect([found.task, found.told]).toEqual(['text-generation', []])
  })

  test.each([
    ['commas', (n: number) => `text ${n},${n % 2}`],
    ['semicolons, some rows too long', (n: number) => `text ${n};${n % 2}${n % 4 ? '' : ';more'}`],
    ['JSON', (n: number) => JSON.stringify({ text: `text ${n}`, label: n % 2 })],
  ])('a .dat with rows of %s is a table', async (_, row) => {
    const found = await read({ 'rows.dat': Array.from({ length: 40 }, (_, n) => row(n)).join('\n') })
    expect([found.task, found.classes]).toEqual(['text-classification', ['0', '1']])
  })
})

describe('a question mark as an answer', () => {
  const table = (marks: readonly string[]) =>
    `text,mark\n${Array.from({ length: 24 }, (_, n) => `thing ${n},"${marks[n % marks.length]}"`).join('\n')}`

  test('is a class among other marks of a sentence', async () => {
    const found = await read({ 'marks.csv': table(['.', '?', '!']) })
    expect([found.classes, found.examples]).toEqual([['!', '.', '?'], 24])
  })

  test('stands for nothing known among words', async () => {
    const found = await read({ 'marks.csv': table(['edible', '?', 'poisonous']) })
    expect([found.classes, found.examples]).toEqual([['edible', 'poisonous'], 16])
  })
})
