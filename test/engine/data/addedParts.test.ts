/** What is added to data that stand: read as they were, beside them, counted, and with their edits kept. */
import { describe, expect, test } from 'vitest'
import { editDataset } from '../../../src/engine/data/editDataset.ts'
import { targetText } from '../../../src/engine/data/target.ts'
import { lastPart, partsOf, withAdded, withoutLatest, withParts } from '../../../src/shared/domain/addedFiles.ts'
import { inWords, leftOut } from '../../support/inWords.ts'
import { type Content, dropped, folders, picture, read } from './archives.ts'

type Entries = readonly (readonly [string, Content])[]

function standing(first: Entries, ...added: readonly Entries[]) {
  return added.reduce(
    (files, entries) => withAdded(files, dropped(entries)),
    dropped(first) as ReturnType<typeof withAdded>,
  )
}

async function together(first: Entries, ...added: readonly Entries[]) {
  const dataset = await read(standing(first, ...added))
  const { examples, classes } = dataset
  return {
    dataset,
    answers: new Map(examples.map(({ path, target }) => [path, targetText(target, classes)])),
    splits: Object.fromEntries(examples.map(({ path, split }) => [path, split])),
    told: inWords(dataset.warnings),
    left: leftOut(dataset.skipped),
  }
}

const row = (n: number, mood = n % 2 ? 'bad' : 'good') => `The kettle ${n} of the house,${mood}`
const reviews = `review,mood\n${[0, 1, 2, 3].map((n) => row(n)).join('\n')}\n`

describe('rows', () => {
  test('stand beside the first ones under the same columns, and their paths stay', async () => {
    const alone = await together([['reviews.csv', reviews]])
    const { answers, dataset, told, left } = await together(
      [['reviews.csv', reviews]],
      [['more.csv', `mood,review\n${[4, 5].map((n) => row(n).split(',').reverse().join(',')).join('\n')}`]],
    )
    expect([...alone.answers].every(([path, answer]) => answers.get(path) === answer)).toBe(true)
    expect(answers.size).toBe(6)
    expect([answers.get('more.csv, row 2'), answers.get('more.csv, row 3')]).toEqual(['good', 'bad'])
    expect(dataset.columns).toMatchObject({ text: 'review', label: 'mood' })
    expect(told).toContain('2 texts were added to the 4 that stood here.')
    expect(left).toEqual([])
  })

  test('that stand there already are left out and counted; the same text with another answer is not', async () => {
    const { answers, told, left } = await together(
      [['reviews.csv', reviews]],
      [['again.csv', `review,mood\n${[row(0), row(1, 'good'), row(9)].join('\n')}`]],
    )
    expect(answers.size).toBe(6)
    expect(answers.get('again.csv, row 3')).toBe('good')
    expect(told[0]).toBe('2 texts were added to the 4 that stood here.')
    expect(left).toEqual([{ path: 'again.csv, row 2', reason: 'It stands here already, with the same answer.' }])
  })

  test('that come twice in what is added stay, as they would in the first files', async () => {
    const twice = `review,mood\n${row(8)}\n${row(8)}\n`
    const { answers, left } = await together([['reviews.csv', reviews]], [['more.csv', twice]])
    expect([answers.size, left]).toEqual([6, []])
  })

  test('of a file of the same name keep apart', async () => {
    const { answers, dataset } = await together(
      [['reviews.csv', reviews]],
      [['reviews.csv', `review,mood\n${row(7)}\n`]],
      [['folder/reviews.csv', `review,mood\n${row(8)}\n`]],
    )
    expect([
      answers.get('reviews (2).csv, row 2'),
      answers.get('folder/reviews (2).csv, row 2') ?? answers.size,
    ]).toEqual(['bad', 6])
    expect(dataset.table).toMatchObject({ total: 6, leftOut: 0 })
    expect(dataset.tables?.reduce((sum, { rows }) => sum + rows.length, 0)).toBe(6)
    expect(dataset.table?.files.length).toBe(3)
  })

  test('of files under the same names are read under these, which say splits and classes', async () => {
    const parts = (from: number): Entries => [
      ['data/train.csv', `review,mood\n${[0, 1, 2, 3].map((n) => row(from + n)).join('\n')}\n`],
      ['data/X_test.csv', `review,mood\n${[4, 5, 6, 7].map((n) => row(from + n)).join('\n')}\n`],
      ['data/X_dev.csv', `review,mood\n${[8, 9, 10, 11].map((n) => row(from + n)).join('\n')}\n`],
    ]
    const { splits, dataset } = await together(parts(0), parts(20))
    expect(dataset.table?.files).toEqual([
      ...['data/X_dev.csv', 'data/X_test.csv', 'data/train.csv'],
      ...['data/X_dev (2).csv', 'data/X_test (2).csv', 'data/train (2).csv'],
    ])
    expect([splits['data/train (2).csv, row 2'], splits['data/X_test (2).csv, row 3']]).toEqual(['train', 'test'])
    expect(splits['data/X_dev (2).csv, row 2']).toBe('validation')
    const ofClass = (from: number): Entries =>
      ['good', 'bad'].map((name, at) => [
        `${name}.csv`,
        `id,text\n${[0, 1, 2].map((n) => `${n},The kettle ${from + 3 * at + n} of the old house`).join('\n')}\n`,
      ])
    const { answers } = await together(ofClass(0), ofClass(10))
    expect([answers.size, answers.get('good (2).csv, row 2'), answers.get('bad (2).csv, row 4')]).toEqual([
      ...[12, 'good', 'bad'],
    ])
  })

  test('of a test set are a test set', async () => {
    const { dataset, splits } = await together(
      [['train.csv', reviews]],
      [['test.csv', `review,mood\n${row(6)}\n${row(7)}\n`]],
    )
    expect(dataset.namedSplits).toEqual(['train', 'test'])
    expect([splits['train.csv, row 2'], splits['test.csv, row 2']]).toEqual(['train', 'test'])
  })

  test('under other columns are refused in words, and so is what adds nothing', async () => {
    const other = `title,stars\n${[1, 2, 3].map((n) => `Kettle ${n},${n}`).join('\n')}\n`
    await expect(together([['reviews.csv', reviews]], [['other.csv', other]])).rejects.toMatchObject({
      message: expect.stringContaining('no column "review"') as string,
    })
    await expect(together([['reviews.csv', reviews]], [['empty.txt', '']])).rejects.toMatchObject({
      code: 'data-empty',
      message: expect.stringContaining('empty.txt') as string,
    })
  })

  test('keep the edits of the first ones', async () => {
    const alone = (await together([['reviews.csv', reviews]])).dataset
    const [first] = alone.examples
    const edits = [
      { digest: first?.digest ?? '', path: first?.path ?? '', label: 'bad' },
      { class: 'good', label: 'fine' },
    ]
    const { dataset } = await together([['reviews.csv', reviews]], [['more.csv', `review,mood\n${row(4)}\n`]])
    const edited = await editDataset(dataset, edits)
    const now = Object.fromEntries(
      edited.examples.map(({ path, target }) => [path, targetText(target, edited.classes)]),
    )
    expect(edited.classes).toEqual(['bad', 'fine'])
    expect([now[first?.path ?? ''], now['more.csv, row 2']]).toEqual(['bad', 'fine'])
    expect(edited.edited).toEqual({ relabelled: 3, leftOut: 0 })
    expect(inWords(edited.warnings).join()).not.toContain('no example')
  })
})

describe('pictures', () => {
  const first = folders(['cat', 'dog'])

  test('go into their classes, of which one may be new', async () => {
    const { answers, dataset, told } = await together(
      first,
      [
        ['dog/9.png', picture(77)],
        ['bird/1.png', picture(78)],
      ],
      [['cat/0.png', picture(79)]],
    )
    expect(dataset.classes).toEqual(['bird', 'cat', 'dog'])
    expect(answers.size).toBe(9)
    expect([answers.get('dog/9.png'), answers.get('bird/1.png'), answers.get('cat/0 (2).png')]).toEqual([
      'dog',
      'bird',
      'cat',
    ])
    expect(told.filter((each) => each.includes('added'))).toEqual([
      '2 pictures were added to the 6 that stood here.',
      '1 picture was added to the 8 that stood here.',
    ])
  })

  test('of one class alone, in a folder of that name, are of that class', async () => {
    const { answers } = await together(first, [['dog/9.png', picture(77)]])
    expect(answers.get('dog/9.png')).toBe('dog')
  })

  test('with a table that names them, or with their classes in their names, may be called as those that stand', async () => {
    const described = (from: number): Entries => [
      ...[0, 1, 2, 3].map((n): Entries[number] => [`${n}.png`, picture(from + n)]),
      ['metadata.csv', `file_name,label\n${[0, 1, 2, 3].map((n) => `${n}.png,${n % 2 ? 'dog' : 'cat'}`).join('\n')}\n`],
    ]
    const { answers, left } = await together(described(0), described(50))
    expect([answers.size, answers.get('0 (2).png'), answers.get('3 (2).png'), left]).toEqual([8, 'cat', 'dog', []])
    const named = (from: number): Entries =>
      ['cat', 'dog'].flatMap((name, at) =>
        [0, 1, 2, 3].map((n): Entries[number] => [`${name}.${n}.png`, picture(from + 4 * at + n)]),
      )
    const again = await together(named(0), named(50))
    expect([again.answers.size, again.answers.get('cat.1 (2).png'), again.dataset.classes]).toEqual([
      ...[16, 'cat'],
      ['cat', 'dog'],
    ])
  })

  test('of no class are listed, and refused where there is nothing else', async () => {
    const loose: Entries = [['9.png', picture(77)]]
    await expect(together(first, loose)).rejects.toMatchObject({ code: 'data-empty' })
    const { answers, left } = await together(first, [...loose, ['dog/10.png', picture(78)]])
    expect([answers.size, left.map(({ path }) => path)]).toEqual([7, ['9.png']])
  })
})

test('each time is a part of its own, the last of which can be taken back', () => {
  const named = (...paths: string[]) => dropped(paths.map((path) => [path, 'x']))
  const one = withAdded(named('a.csv'), named('b.csv', 'c/d.csv'))
  const two = withAdded(one, named('e.csv'))
  expect(partsOf(two).map((part) => part.map(({ path }) => path))).toEqual([['a.csv'], ['b.csv', 'c/d.csv'], ['e.csv']])
  expect([lastPart(named('a.csv')), lastPart(one), lastPart(two)]).toEqual([0, 1, 2])
  expect(withoutLatest(two)).toEqual(one)
  expect(withoutLatest(withoutLatest(two)).map(({ path }) => path)).toEqual(['a.csv'])
  expect(withoutLatest(named('a.csv')).length).toBe(1)
  const onto = withParts(one, withAdded([], named('e.csv')))
  expect(partsOf(onto)).toEqual(partsOf(two))
})
