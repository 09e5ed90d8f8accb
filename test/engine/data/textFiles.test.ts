/** Text files: folders of classes, and books cut into passages. */
import { expect, test } from 'vitest'
import { mostFrequentKind } from '../../../src/engine/data/dataKind.ts'
import { cutPassages, passageSizes, withoutNotices } from '../../../src/engine/data/passages.ts'
import { isTabbed } from '../../../src/engine/data/tabbedText.ts'
import { inWords, leftOut } from '../../support/inWords.ts'
import { dropped, picture, read, readZip } from './archives.ts'

const [size = { target: 0, longest: 0 }] = passageSizes

/** A paragraph of about `length` characters that no other is like. */
function paragraph(n: number, length = 400): string {
  return `Paragraph ${n} begins. ${'It goes on for a while. '.repeat(Math.ceil(length / 24))}`.slice(0, length).trim()
}
function book(paragraphs: number, length = 400): string {
  return Array.from({ length: paragraphs }, (_, n) => paragraph(n, length)).join('\n\n')
}

test('folders of text files name classes and splits, as folders of pictures do', async () => {
  const files = ['train/pos/1.txt', 'train/pos/2.md', 'train/neg/1.txt', 'test/pos/3.txt', 'test/neg/2.txt']
  const entries = files.map((path): [string, string] => [`reviews/${path}`, `What ${path} says.\r\nAnd more.`])
  for (const dataset of [await readZip(entries, { level: 6 }), await read(dropped(entries))]) {
    expect(dataset.task).toBe('text-classification')
    expect(dataset.classes).toEqual(['neg', 'pos'])
    expect(dataset.namedSplits).toEqual(['train', 'test'])
    expect(dataset.columns).toBeNull()
    expect(dataset.examples.find(({ path }) => path === 'reviews/train/pos/2.md')).toMatchObject({
      target: { kind: 'class', class: 1 },
      split: 'train',
      content: { kind: 'text', prompt: '', text: 'What train/pos/2.md says.\nAnd more.' },
    })
  }
})

test('a file beside the class folders is listed', async () => {
  const dataset = await readZip([
    ...['a', 'b'].flatMap((label) => [1, 2, 3].map((n): [string, string] => [`${label}/${n}.txt`, `${label} ${n}`])),
    ['about.txt', 'Not one of them'],
  ])
  expect(leftOut(dataset.skipped)).toEqual([
    { path: 'about.txt', reason: 'It is not in a class folder. Put it into a folder named after its class.' },
  ])
})

test('a book is cut into passages at its paragraphs, in their order', async () => {
  const dataset = await read(dropped([['books/novel.txt', book(30)]]))
  expect(dataset.task).toBe('text-generation')
  expect(dataset.classes).toEqual([])
  const texts = dataset.examples.map(({ content }) => (content.kind === 'text' ? content.text : ''))
  expect(texts.join('\n\n')).toBe(book(30))
  for (const text of texts) expect(Math.abs(text.length - size.target)).toBeLessThan(400)
  expect(dataset.examples.slice(0, 2).map(({ path }) => path)).toEqual(['novel.txt, passage 1', 'novel.txt, passage 2'])
})

test('several files follow one another by their names, numbers as numbers', async () => {
  const files = ['chapter 10.txt', 'chapter 2.txt', 'chapter 1.md']
  const dataset = await read(dropped(files.map((path) => [path, `${path} tells. ${book(3)}`])))
  expect(dataset.examples.map(({ path }) => path)).toEqual([
    'chapter 1.md, passage 1',
    'chapter 2.txt, passage 1',
    'chapter 10.txt, passage 1',
  ])
})

test('files in one folder name no classes', async () => {
  expect(
    (
      await readZip([
        ['book/1.txt', book(4)],
        ['book/2.txt', book(9)],
      ])
    ).task,
  ).toBe('text-generation')
})

test('a long paragraph stays whole up to 4,000 characters, beyond that it is broken at sentences', () => {
  const whole = paragraph(1, 3900)
  expect(cutPassages(`${paragraph(0)}\n\n${whole}\n \n${paragraph(2)}`, size)).toContain(whole)
  const broken = cutPassages(paragraph(3, 9000), size)
  expect(broken.length).toBeGreaterThan(6)
  expect(broken.slice(0, -1).every((text) => text.endsWith('.') && text.length <= 1.5 * size.target)).toBe(true)
  expect(broken.join(' ')).toBe(paragraph(3, 9000))
})

test('lines are better borders than sentences, and letters the last', () => {
  const lines = Array.from({ length: 200 }, (_, n) => `Line ${n}. It says little.`).join('\n')
  expect(cutPassages(lines, size).every((text) => /^Line \d+\./.test(text))).toBe(true)
  const endless = cutPassages('ab😀'.repeat(2000), size)
  expect(endless.join('')).toBe('ab😀'.repeat(2000))
  expect(endless.every((text) => !/\p{Cs}/u.test(text))).toBe(true)
  const chinese = cutPassages('今天天气很好，我们去公园散步吧。'.repeat(400), size)
  expect(chinese.every((text) => text.endsWith('。'))).toBe(true)
})

test('a short text is cut smaller, so that it can still be divided', async () => {
  const passages = async (text: string) => (await read(dropped([['short.txt', text]]))).examples.length
  expect(await passages(book(4, 400))).toBeGreaterThanOrEqual(3)
  expect(await passages(paragraph(1, 900))).toBeGreaterThanOrEqual(3)
  await expect(passages(paragraph(1, 150))).rejects.toMatchObject({
    code: 'data-empty',
    message:
      'The text is too short to divide: 150 characters give 1 passage, and training, validation and test need at least one each.',
  })
})

test('the last few words belong to the passage before', () => {
  const passages = cutPassages(`${book(3, 399)}\n\nThe end.`, size)
  expect(passages).toEqual([`${book(3, 399)}\n\nThe end.`])
})

test("Project Gutenberg's notices are no part of the book", () => {
  const text = [
    'The Project Gutenberg eBook of Something',
    '*** START OF THE PROJECT GUTENBERG EBOOK SOMETHING ***',
    '',
    'Chapter One',
    '*** a line of stars ***',
    'The story.',
    '',
    '*** END OF THE PROJECT GUTENBERG EBOOK SOMETHING ***',
    'Licence, and much of it.',
  ].join('\n')
  expect(withoutNotices(text).trim()).toBe('Chapter One\n*** a line of stars ***\nThe story.')
  const older = text.replace('START OF THE PROJECT GUTENBERG EBOOK', 'START OF THIS PROJECT GUTENBERG\nEBOOK')
  expect(withoutNotices(older).trim()).toBe('Chapter One\n*** a line of stars ***\nThe story.')
  expect(withoutNotices('No notices.')).toBe('No notices.')
})

test('a picture among text files is left out, and a picture named .txt is a picture', async () => {
  const dataset = await readZip([
    ['a.txt', book(9)],
    ['b.md', book(8)],
    ['c.txt', picture(1)],
  ])
  expect(dataset.task).toBe('text-generation')
  expect(dataset.skipped.map(({ path }) => path)).toEqual(['c.txt'])
})

test('a text that begins like another format is still a text', async () => {
  const texts = ['Rare books are dear. ', '7z files are archives. ', 'BMW drove ll over it. '].map((text) =>
    text.repeat(60),
  )
  const dataset = await readZip(texts.map((text, n) => [`${n}.txt`, text]))
  expect(dataset.skipped).toEqual([])
  expect(dataset.examples.length).toBe(3)
})

test('lines of a text, a tab and a label are a table, and a long line without a tab is none, at once', () => {
  expect(isTabbed('good film\tpos\nbad film\tneg\n')).toBe(true)
  expect(isTabbed('good film\tpos\n\tneg')).toBe(false)
  expect(isTabbed('good film\tpos\nbad\tfilm\tneg')).toBe(false)
  expect(isTabbed(`good film\tpos\nbad film\t${'x'.repeat(81)}`)).toBe(false)
  expect(isTabbed('good film\tpos')).toBe(false)
  const line = 'word '.repeat(40_000)
  const started = performance.now()
  expect(isTabbed(`${line}\n${line}`)).toBe(false)
  expect(performance.now() - started).toBeLessThan(1000) // grew with the square of the length, to half a minute here
})

test('fifty thousand files are told apart at once', () => {
  const files = Array.from({ length: 50_000 }, (_, i) => ({ kind: 'text', path: `${i}.txt` }) as const)
  const started = performance.now()
  const { kind, files: chosen, others } = mostFrequentKind([...files, { kind: 'table', path: 'a.csv' } as const])
  expect(performance.now() - started).toBeLessThan(500) // comparing each with each takes seconds
  expect([kind, chosen.length]).toEqual(['text', 50_000])
  expect(others.map(({ path }) => path)).toEqual(['a.csv'])
})

test('classes of which none has three examples are told that no run can start', async () => {
  const entries = ['pos/1.txt', 'pos/2.txt', 'neg/1.txt'].map((path): [string, string] => [path, `What ${path} says.`])
  expect(inWords((await read(dropped(entries))).warnings)).toEqual([
    'No class has 3 texts yet, so no run can start: training, validation and test need at least one each. Add texts, at least 3 different ones per class.',
  ])
})
