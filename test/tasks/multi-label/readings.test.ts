/** Tables and pictures whose examples may have several labels. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import type { Dataset } from '../../../src/engine/data/dataset.ts'
import { labelsOf } from '../../../src/engine/data/target.ts'
import { dropped, picture, read } from '../../engine/data/archives.ts'
import { inWords, leftOut } from '../../support/inWords.ts'

const table = (content: string, options = {}, name = 'notes.csv') => read(dropped([[name, content]]), options)
const labelled = ({ examples, classes }: Dataset) =>
  Object.fromEntries(
    examples.map((example) => [
      example.content.kind === 'text' ? example.content.text : example.path,
      labelsOf(example).map((label) => classes[label]),
    ]),
  )
const combinations = [['a'], ['b'], ['a', 'b'], ['c'], ['a', 'c'], ['b', 'c'], ['a', 'b', 'c'], []]
const texts = combinations.flatMap((names, at) => [1, 2].map((n) => ({ text: `note ${at} of ${n} here`, names })))
const truth = Object.fromEntries(texts.map(({ text, names }) => [text, names]))

test.each([
  ['semicolons', (names: string[]) => names.join(';')],
  ['bars', (names: string[]) => names.join(' | ')],
  ['JSON lists', (names: string[]) => `"${JSON.stringify(names).replaceAll('"', '""')}"`],
  ['Python lists', (names: string[]) => `"[${names.map((name) => `'${name}'`).join(', ')}]"`],
])('labels in a cell, by %s', async (_, cell) => {
  const data = await table(`text,labels\n${texts.map(({ text, names }) => `${text},${cell(names)}`).join('\n')}\n`)
  expect([data.task, data.classes]).toEqual(['text-multi-label', ['a', 'b', 'c']])
  expect(data.columns).toMatchObject({ text: 'text', label: 'labels' })
  expect(labelled(data)).toEqual(truth)
  expect(data.skipped).toEqual([])
  expect(inWords(data.warnings)).toContain('2 rows (the first is row 16) have no label and count as examples of none.')
})

test('lists in JSON lines', async () => {
  const lines = texts.map(({ text, names }) => JSON.stringify({ text, label: names }))
  const data = await table(lines.join('\n'), {}, 'notes.jsonl')
  expect(data.task).toBe('text-multi-label')
  expect(labelled(data)).toEqual(truth)
})

test('a column of 0 and 1 for each label; a row with an empty one is left out and named', async () => {
  const marks = (names: string[]) => ['a', 'b', 'c'].map((name) => Number(names.includes(name))).join(',')
  const rows = texts.map(({ text, names }, at) => `${at},${text},${at === 3 ? '1,,0' : marks(names)}`)
  const data = await table(`id,comment,a,b,c\n${rows.join('\n')}\n`)
  expect([data.task, data.classes]).toEqual(['text-multi-label', ['a', 'b', 'c']])
  expect(data.columns).toMatchObject({ text: 'comment', label: null, labels: ['a', 'b', 'c'] })
  const { [texts[3]?.text ?? '']: _, ...rest } = truth
  expect(labelled(data)).toEqual(rest)
  expect(leftOut(data.skipped)).toEqual([
    { path: 'notes.csv, row 5', reason: 'Its column "b" is empty. Write 0 or 1.' },
  ])
})

describe('what is not clean is said', () => {
  test('an empty entry and a repeated label, with their rows', async () => {
    const data = await table(
      `text,labels\nfirst of all,a;;b\nsecond one,a;a\nthird one,b\nfourth one,a;b\nfifth one,b;a\nsixth one,b\n`,
    )
    expect(labelled(data)).toMatchObject({ 'first of all': ['a', 'b'], 'second one': ['a'] })
    expect(inWords(data.warnings)).toEqual(
      expect.arrayContaining([
        'Row 2 has an empty entry among the labels; the others count.',
        'Row 3 names a label twice; it counts once.',
      ]),
    )
  })

  test('a label column that is more than half empty is not read', async () => {
    const rows = texts.map(({ text }, at) => `${text},${at % 2},${(at >> 1) % 2},${at % 4 === 0 ? '1' : ''}`)
    const data = await table(`text,a,b,c\n${rows.join('\n')}\n`)
    expect(data.classes).toEqual(['a', 'b'])
    expect(inWords(data.warnings)).toContain(
      'More than half of the column "c" is empty, so it is not read. Write 0 or 1 into each cell.',
    )
  })

  test('one label only', async () => {
    const rows = texts.map(({ text }) => `${text},"[""a""]"`)
    await expect(table(`text,labels\n${rows.join('\n')}\n`, { task: 'text-multi-label' })).rejects.toMatchObject({
      code: 'classes-too-few',
      message: 'Expected at least 2 labels, received 1 ("a") in 16 texts.',
    })
  })
})

test('one label in each row, and tags of words, are no labels of texts', async () => {
  const lines = texts.map(({ text }, at) => JSON.stringify({ text, label: [at % 2 === 0 ? 'a' : 'b'] }))
  expect((await table(lines.join('\n'), {}, 'notes.jsonl')).task).toBe('text-classification')
  const tagged = texts.map(({ text }) => `"${text}","['O', 'B-X', 'O', 'O', 'O']"`)
  expect((await table(`text,tags\n${tagged.join('\n')}\n`)).task).not.toBe('text-multi-label')
})

describe('pictures', () => {
  const files = texts.map((_, at): [string, Blob] => [`images/${at}.png`, picture(at)])

  test('with a table whose cells list labels', async () => {
    const rows = texts.map(({ names }, at) => `images/${at}.png,${names.join(';')}`)
    const data = await read(dropped([...files, ['metadata.csv', `file_name,labels\n${rows.join('\n')}\n`]]))
    expect([data.task, data.classes]).toEqual(['image-multi-label', ['a', 'b', 'c']])
    expect(labelled(data)['images/4.png']).toEqual(['a', 'b'])
    expect(labelled(data)['images/15.png']).toEqual([])
  })

  test('with a column of 0 and 1 for each label', async () => {
    const rows = texts.map(
      ({ names }, at) => `images/${at}.png,${['a', 'b', 'c'].map((one) => Number(names.includes(one)))}`,
    )
    const data = await read(dropped([...files, ['metadata.csv', `file_name,a,b,c\n${rows.join('\n')}\n`]]))
    expect([data.task, data.classes]).toEqual(['image-multi-label', ['a', 'b', 'c']])
    expect(labelled(data)['images/9.png']).toEqual(['a', 'c'])
  })

  test('that lie in several folders have the labels of all', async () => {
    const placed = texts.flatMap(({ names }, at) =>
      names.map((name): [string, Blob] => [`${name}/${at}.png`, picture(at)]),
    )
    const data = await read(dropped(placed))
    expect([data.task, data.classes]).toEqual(['image-multi-label', ['a', 'b', 'c']])
    expect(data.examples).toHaveLength(14)
    expect(labelled(data)['a/4.png']).toEqual(['a', 'b'])
    expect(data.choices).toContain('image-classification')
  })
})

/** Beside the project, where it is worked on. */
const cases = new URL('../../../../shared/data/cases/', import.meta.url)

describe.runIf(existsSync(cases))('trials', () => {
  test.each([
    ['toxic-multilabel.csv', 5],
    ['multilabel-joined.csv', 5],
    ['22-one-hot/train.csv', 6],
    ['02-doccano-lists/multi-hash.csv', 3],
    ['02-doccano-lists/multi.jsonl', 3],
  ])('%s is recognised', async (name, labels) => {
    const text = await readFile(new URL(name, cases), 'utf8')
    const data = await table(text, {}, name.split('/').at(-1))
    expect([data.task, data.classes.length, data.skipped.length]).toEqual(['text-multi-label', labels, 0])
  })
})
