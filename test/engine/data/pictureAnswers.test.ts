/** What tables in the manner of CelebA, maps of JSON, and two sources that disagree say of the pictures beside them. */
import { describe, expect, test } from 'vitest'
import type { Dataset } from '../../../src/engine/data/dataset.ts'
import { targetText } from '../../../src/engine/data/target.ts'
import { inWords, leftOut } from '../../support/inWords.ts'
import { type Content, picture, readZip } from './archives.ts'

const pictures = (count: number, pathOf = (n: number) => `img/${n}.png`) =>
  Array.from({ length: count }, (_, n) => [pathOf(n), picture(n)] as [string, Blob])
const answers = ({ classes, examples }: Dataset) =>
  Object.fromEntries(
    examples
      .map(({ path, target }) => [path.split('/').at(-1) ?? '', targetText(target, classes)] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  )

describe('attributes of 1 and −1', () => {
  const names = ['Smiling', 'Young', 'Male']
  const id = (n: number) => `${String(n + 1).padStart(6, '0')}.jpg`
  const faces = pictures(8, (n) => `img_align_celeba/${id(n)}`)
  const marks = ['1 -1 1', '-1 -1 -1', '1 1 -1', '-1 1 1', '1 -1 -1', '-1 -1 1', '1 1 1', '-1 1 -1']
  const expected = Object.fromEntries(
    marks.map((row, n) => {
      const labels = names.filter((_, at) => row.split(' ')[at] === '1')
      return [id(n), labels.toSorted()]
    }),
  )
  const found = async (entries: readonly [string, Content][]) => {
    const dataset = await readZip([...faces, ...entries])
    expect(dataset.task).toBe('image-multi-label')
    const labels = dataset.examples.map(({ path, target }) => [
      path.split('/').at(-1),
      target.kind === 'labels' ? target.labels.map((label) => dataset.classes[label]) : [],
    ])
    expect(Object.fromEntries(labels)).toEqual(expected)
    return dataset
  }
  const padded = (row: string) => row.replaceAll(' ', '  ').replaceAll(' -', '-')
  const rows = marks.map((row, n) => `${id(n)} ${padded(row)}`).join('\n')

  test('are read from a list with its count and its runs of spaces', async () => {
    await found([['list_attr_celeba.txt', `8\n${names.join(' ')} \n${rows}\n`]])
  })

  test('are read from a list without a count, in other line ends', async () => {
    await found([['Anno/attributes.txt', `${names.join('  ')}\r\n${rows.replaceAll('\n', '\r\n')}\r\n`]])
  })

  test('are read from a table with commas, and a second table divides the pictures', async () => {
    const table = `image_id,${names.join(',')}\n${marks.map((row, n) => `${id(n)},${row.replaceAll(' ', ',')}`).join('\n')}\n`
    const partition = `image_id,partition\n${marks.map((_, n) => `${id(n)},${n < 4 ? 0 : n < 6 ? 1 : 2}`).join('\n')}\n`
    const { namedSplits, examples, skipped, fingerprint } = await found([
      ['list_attr_celeba.csv', table],
      ['list_eval_partition.csv', partition],
    ])
    const written = marks.map((_, n) => `${id(n)} ${n < 4 ? 0 : n < 6 ? 1 : 2}`).join('\n')
    const listed = await found([
      ['list_attr_celeba.txt', `8\n${names.join(' ')}\n${rows}\n`],
      ['list_eval_partition.txt', written],
    ])
    expect([listed.namedSplits, listed.skipped]).toEqual([namedSplits, []])
    expect(listed.fingerprint).toBe(fingerprint)
    expect(namedSplits).toEqual(['train', 'validation', 'test'])
    expect(
      examples
        .filter(({ split }) => split === 'test')
        .map(({ path }) => path.split('/').at(-1))
        .toSorted(),
    ).toEqual([id(6), id(7)])
    expect(skipped).toEqual([])
  })

  test('a table that asks something else of the same pictures is named, and the one that says most is taken', async () => {
    const identities = marks.map((_, n) => `${id(n)} ${n % 3}`).join('\n')
    const { skipped } = await found([
      ['identity_CelebA.txt', identities],
      ['list_attr_celeba.txt', `8\n${names.join(' ')}\n${rows}\n`],
    ])
    expect(leftOut(skipped).map(({ path }) => path)).toEqual(['identity_CelebA.txt'])
    expect(leftOut(skipped)[0]?.reason).toContain('"list_attr_celeba.txt", which was used')
  })
})

describe('maps of JSON', () => {
  const even = (n: number) => (n % 2 ? 'cat' : 'dog')
  const expected = Object.fromEntries(Array.from({ length: 8 }, (_, n) => [`${n}.png`, even(n)]))
  const map = (of: (n: number) => unknown, key = (n: number) => `${n}.png`) =>
    Object.fromEntries(Array.from({ length: 8 }, (_, n) => [key(n), of(n)]))

  test.each<[string, unknown]>([
    ['from a file to its class', map(even)],
    ['from a path to its class', map(even, (n) => `img/${n}.PNG`)],
    ['within another object', { labels: map(even) }],
    ['from a file to an object', map((n) => ({ label: even(n), width: 4 }))],
    ['without endings', map(even, (n) => `${n}`)],
    [
      'from a class to its files',
      { dog: [0, 2, 4, 6].map((n) => `${n}.png`), cat: [1, 3, 5, 7].map((n) => `${n}.png`) },
    ],
    [
      'from a class to its paths',
      { dog: [0, 2, 4, 6].map((n) => `img/${n}.png`), cat: [1, 3, 5, 7].map((n) => `img/${n}.png`) },
    ],
  ])('%s', async (_, json) => {
    expect(answers(await readZip([...pictures(8), ['labels.json', JSON.stringify(json)]]))).toEqual(expected)
  })

  test('from a file to several labels', async () => {
    const json = map((n) => (n % 3 === 0 ? ['cat', 'pet'] : ['dog']))
    const dataset = await readZip([...pictures(8), ['labels.json', JSON.stringify(json)]])
    expect([dataset.task, dataset.classes]).toEqual(['image-multi-label', ['cat', 'dog', 'pet']])
  })

  test('one record with a few fields is no map', async () => {
    const records = Array.from({ length: 6 }, (_, n) => [
      `r${n}.json`,
      JSON.stringify({ text: `Remark ${n}`, label: even(n) }),
    ])
    const { classes, examples } = await readZip(records as [string, string][])
    expect([classes, examples.length]).toEqual([['cat', 'dog'], 6])
  })
})

describe('two sources that disagree', () => {
  const table = (of: (n: number) => string, name = 'label') =>
    `file,${name}\n${Array.from({ length: 12 }, (_, n) => `${n}.png,${of(n)}`).join('\n')}\n`
  const even = (n: number) => (n % 2 ? 'cat' : 'dog')
  const mistaken = (n: number) => (n === 3 || n === 7 ? 'dog' : even(n))

  test('pictures that two tables give different answers are left out, counted and named', async () => {
    const dataset = await readZip([...pictures(12), ['a.csv', table(even)], ['b.csv', table(mistaken)]])
    expect(dataset.examples.length).toBe(10)
    expect(leftOut(dataset.skipped)).toEqual(
      ['img/3.png', 'img/7.png'].map((path) => ({
        path,
        reason: 'The tables "a.csv", "b.csv" give it different answers. Keep one of them.',
      })),
    )
    expect(inWords(dataset.warnings)).toEqual([
      'The tables "a.csv", "b.csv" give different answers for 2 of 12 pictures: "img/3.png", "img/7.png". They were left out.',
    ])
  })

  test('tables that agree, whatever the capitals, are one', async () => {
    const dataset = await readZip([
      ...pictures(12),
      ['a.csv', table(even)],
      ['b.csv', table((n) => even(n).toUpperCase(), 'Label')],
    ])
    expect([dataset.examples.length, dataset.warnings, dataset.skipped]).toEqual([12, [], []])
  })

  test('where most differ, the tables ask different things: one is taken, and it is said', async () => {
    const dataset = await readZip([
      ...pictures(12),
      ['a.csv', table(even)],
      ['b.csv', table((n) => (n < 6 ? 'day' : 'night'))],
    ])
    expect(dataset.examples.length).toBe(12)
    expect(inWords(dataset.warnings)[0]).toMatch(
      /^The tables "a.csv", "b.csv" give different answers for 12 of 12 pictures: .* the nearer table was taken\.$/,
    )
  })

  test('a table that names another class than the folder is taken, and the pictures are counted and named', async () => {
    const dataset = await readZip([...pictures(12, (n) => `${even(n)}/${n}.png`), ['labels.csv', table(mistaken)]])
    expect(dataset.examples.length).toBe(12)
    expect(inWords(dataset.warnings)).toEqual([
      'The table "labels.csv" names another class than the folder for 2 pictures: "cat/3.png", "cat/7.png". The table was taken; check which is right.',
    ])
  })
})
