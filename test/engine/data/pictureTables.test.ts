/** Tables beside pictures: whatever they are called, however they name the pictures, and whatever their answers look like. */
import { describe, expect, test } from 'vitest'
import type { Dataset } from '../../../src/engine/data/dataset.ts'
import { PictureNames } from '../../../src/engine/data/pictureNames.ts'
import { rowsByPicture } from '../../../src/engine/data/pictureRows.ts'
import { inWords, leftOut } from '../../support/inWords.ts'
import { type Content, dropped, folders, picture, read } from './archives.ts'

const numbers = [0, 1, 2, 3, 4, 5, 6, 7]
const kind = (n: number) => (n % 2 === 0 ? 'even' : 'odd')
const pictures = (name: (n: number) => string): [string, Content][] => numbers.map((n) => [name(n), picture(n)])

/** The answer of each example, by its path. */
function answers({ classes, examples }: Dataset): Record<string, unknown> {
  return Object.fromEntries(
    examples.map(({ path, target }) => {
      if (target.kind === 'class') return [path, classes[target.class]]
      if (target.kind === 'labels') return [path, target.labels.map((label) => classes[label])]
      return [path, target.kind === 'number' ? target.value : null]
    }),
  )
}
const evenAndOdd = (name: (n: number) => string) => Object.fromEntries(numbers.map((n) => [name(n), kind(n)]))

test.each<[string, string, (n: number) => string, (n: number) => string]>([
  ['train.csv', 'image_id', (n) => `train_images/a${n}.png`, (n) => `a${n}.png`],
  ['train.csv', 'id', (n) => `train/a${n}.png`, (n) => `a${n}`],
  ['labels.csv', 'id_code', (n) => `images/00${n}.png`, (n) => `00${n}`],
  ['labels.csv', 'id', (n) => `images/00${n}.png`, (n) => String(n)],
  ['metadata.csv', 'file_name', (n) => `00${n}.png`, (n) => `00${n}.PNG`],
  ['data/list.csv', 'path', (n) => `data/images/${n}.png`, (n) => `./images/${n}.png`],
  ['data/list.csv', 'img_path', (n) => `data/images/${n}.png`, (n) => `/content/drive/images/${n}.png`],
  ['list.csv', 'Image', (n) => `set/images/${n}.png`, (n) => `C:\\pictures\\${n}.png`],
  ['list.csv', 'photograph', (n) => `set/Tür ${n}.png`, (n) => `Tür ${n}.png`.normalize('NFD')],
  ['list.csv', 'whatever', (n) => `set/x${n}.png`, (n) => `x${n}.jpg`],
])('a table %s whose column "%s" names pictures labels them', async (table, column, path, cell) => {
  const rows = numbers.map((n) => `${n + 40},${cell(n)},${kind(n)}`)
  const dataset = await read(dropped([...pictures(path), [table, `age,${column},label\n${rows.join('\n')}\n`]]))
  expect(dataset.task).toBe('image-classification')
  expect(answers(dataset)).toEqual(evenAndOdd(path))
  expect(dataset.skipped).toEqual([])
  expect(inWords(dataset.warnings)).toEqual([])
})

const named = (n: number) => `${n}.png`

test.each([
  ['semicolons', 'metadata.csv', ['file_name;label', ...numbers.map((n) => `${n}.png;${kind(n)}`)].join('\n')],
  ['tabs', 'metadata.csv', ['file_name\tlabel', ...numbers.map((n) => `${n}.png\t${kind(n)}`)].join('\r\n')],
  ['tabs, named so', 'labels.tsv', ['file_name\tlabel', ...numbers.map((n) => `${n}.png\t${kind(n)}`)].join('\n')],
  ['spaces after commas', '_classes.csv', ['filename, kind', ...numbers.map((n) => `${n}.png, ${kind(n)}`)].join('\n')],
  ['a list in JSON', 'labels.json', JSON.stringify(numbers.map((n) => ({ file: `${n}.png`, label: kind(n) })))],
])('a table written with %s is read as any other', async (_, table, text) => {
  expect(answers(await read(dropped([...pictures(named), [table, text]])))).toEqual(evenAndOdd(named))
})

test('a row that cannot be read costs that row, and a row without its picture is counted', async () => {
  const rows = numbers.map((n) => (n === 5 ? '5.png' : `${n}.png,${kind(n)}`))
  const text = `file_name,label\n${rows.join('\n')}\nlost.png,odd\n`
  const dataset = await read(dropped([...pictures(named), ['metadata.csv', text]]))
  expect(Object.keys(answers(dataset))).toHaveLength(7)
  expect(dataset.skipped.map(({ path }) => path)).toEqual(['metadata.csv, row 7', '5.png'])
  expect(inWords(dataset.warnings)).toEqual([
    'The metadata table lists 1 file that is not among the readable pictures.',
  ])
})

describe('the column of answers', () => {
  test('is the one that does not name the pictures, where it looks like classes', async () => {
    const rows = numbers.map((n) => `${n}.png,${kind(n)}`)
    const dataset = await read(dropped([...pictures(named), ['list.csv', `picture,parity\n${rows.join('\n')}`]]))
    expect(answers(dataset)).toEqual(evenAndOdd(named))
  })

  test('holds numbers to predict, whatever it is called', async () => {
    const rows = numbers.map((n) => `${n}.png,${n * 8.5}`)
    const dataset = await read(
      dropped([...pictures(named), ['metadata.csv', `file_name,brightness\n${rows.join('\n')}`]]),
    )
    expect(dataset.task).toBe('image-regression')
    expect(answers(dataset)).toEqual(Object.fromEntries(numbers.map((n) => [named(n), n * 8.5])))
  })

  test('is asked for where several look like it', async () => {
    const rows = numbers.map((n) => `${n}.png,${kind(n)},${n < 4 ? 'low' : 'high'}`)
    const files = dropped([...pictures(named), ['list.csv', `picture,parity,half\n${rows.join('\n')}`]])
    await expect(read(files)).rejects.toMatchObject({
      code: 'data-unsupported',
      message: 'The table "list.csv" has no column "label"; its columns are "picture", "parity", "half".',
      advice: 'Choose one of these as the label column.',
    })
    const chosen = await read(files, { labelColumn: 'half' })
    expect(chosen.classes).toEqual(['high', 'low'])
  })

  test('is told by its name where it speaks of classes', async () => {
    const rows = numbers.map((n) => `${n}.png,${n < 4 ? 'dry' : 'wet'},${kind(n)}`)
    const dataset = await read(
      dropped([...pictures(named), ['list.csv', `picture,season,Plant species\n${rows.join('\n')}`]]),
    )
    expect(answers(dataset)).toEqual(evenAndOdd(named))
  })

  test('captions leave the answer to the folders, which is told', async () => {
    const entries = folders(['sea', 'wood'], 5)
    const rows = entries.map(([path], n) => `${path},"a picture of ${path.split('/')[0]}, number ${n}"`)
    const dataset = await read(dropped([...entries, ['metadata.csv', `file_name,text\n${rows.join('\n')}\n`]]))
    expect([dataset.task, dataset.classes]).toEqual(['image-classification', ['sea', 'wood']])
    expect(dataset.examples).toHaveLength(10)
    expect(inWords(dataset.warnings)).toEqual([
      'The table "metadata.csv" names the pictures, but none of its columns was taken for their answers; the folders were.',
    ])
    expect(dataset.skipped.map(({ path }) => path)).toEqual(['metadata.csv'])
  })

  test('what a competition wants handed in is no answer', async () => {
    const rows = numbers.map((n) => `a${n},${kind(n)}`)
    const dataset = await read(
      dropped([
        ...pictures((n) => `train_images/a${n}.png`),
        ...numbers.map((n): [string, Content] => [`test_images/b${n}.png`, picture(100 + n)]),
        ['train.csv', `image_id,label\n${rows.join('\n')}\n`],
        ['sample_submission.csv', `image_id,label\n${numbers.map((n) => `b${n},odd`).join('\n')}\n`],
      ]),
    )
    expect(answers(dataset)).toEqual(evenAndOdd((n) => `train_images/a${n}.png`))
    expect(leftOut(dataset.skipped).filter(({ path }) => path.startsWith('test_images'))).toHaveLength(8)
    expect(dataset.skipped.map(({ path }) => path)).toContain('sample_submission.csv')
  })
})

describe('a column of 0 and 1 for each label', () => {
  const marks = (mark: (n: number) => readonly number[]) =>
    ['train', 'valid', 'test'].flatMap((part, at): [string, Content][] => [
      ...numbers.map((n): [string, Content] => [`${part}/p${n}.png`, picture(50 * at + n)]),
      [
        `${part}/_classes.csv`,
        `filename, sea, sun, wood\n${numbers.map((n) => `p${n}.png, ${mark(n).join(', ')}`).join('\n')}\n`,
      ],
    ])

  test('are classes where every picture has exactly one, in a table for each split', async () => {
    const dataset = await read(dropped(marks((n) => [0, 1, 2].map((one) => Number(n % 3 === one)))))
    expect([dataset.task, dataset.classes]).toEqual(['image-classification', ['sea', 'sun', 'wood']])
    expect(dataset.namedSplits).toEqual(['train', 'validation', 'test'])
    expect(answers(dataset)['valid/p4.png']).toBe('sun')
    expect(dataset.examples).toHaveLength(24)
  })

  test('are labels where some have several', async () => {
    const dataset = await read(dropped(marks((n) => [n & 1, (n >> 1) & 1, (n >> 2) & 1])))
    expect([dataset.task, dataset.classes]).toEqual(['image-multi-label', ['sea', 'sun', 'wood']])
    expect(answers(dataset)['test/p5.png']).toEqual(['sea', 'wood'])
    expect(answers(dataset)['test/p0.png']).toEqual([])
  })
})

describe('COCO', () => {
  const images = numbers.map((n) => ({ id: 10 + n, file_name: `${n}.png`, width: 4, height: 4 }))
  const categories = [
    { id: 1, name: 'even' },
    { id: 2, name: 'odd' },
  ]
  const file = (annotations: readonly object[]) =>
    JSON.stringify({ info: {}, images, annotations, categories }, null, 1)

  test('one category for each picture is its class', async () => {
    const annotations = numbers.map((n) => ({ id: n, image_id: 10 + n, category_id: 1 + (n % 2), bbox: [0, 0, 1, 1] }))
    const dataset = await read(
      dropped([...pictures(named), ['_annotations.coco.json', file([...annotations, ...annotations])]]),
    )
    expect(dataset.task).toBe('image-classification')
    expect(answers(dataset)).toEqual(evenAndOdd(named))
  })

  test('several are its labels', async () => {
    const annotations = numbers.flatMap((n) => [
      { id: n, image_id: 10 + n, category_id: 1 + (n % 2) },
      ...(n < 4 ? [{ id: 20 + n, image_id: 10 + n, category_id: 2 }] : []),
    ])
    const dataset = await read(
      dropped([...pictures((n) => `images/${n}.png`), ['annotations.json', file(annotations)]]),
    )
    expect(dataset.task).toBe('image-multi-label')
    expect(answers(dataset)['images/2.png']).toEqual(['even', 'odd'])
    expect(answers(dataset)['images/3.png']).toEqual(['odd'])
  })
})

test('a text file that lists pictures with their classes is a table, and a list of classes is none', async () => {
  const lines = numbers.map((n) => `${n}.png\t${kind(n)}`)
  const dataset = await read(
    dropped([...pictures((n) => `images/${n}.png`), ['labels.txt', lines.join('\n')], ['classes.txt', 'even\nodd\n']]),
  )
  expect(answers(dataset)).toEqual(evenAndOdd((n) => `images/${n}.png`))
  expect(dataset.skipped.map(({ path }) => path)).toEqual(['classes.txt'])
})

test('pictures under the names that Label Studio gave them are found', async () => {
  const rows = numbers.map((n) => ({ image: `/data/upload/1/8f3c1a2b-p${n}.png`, id: 900 + n, choice: kind(n) }))
  const dataset = await read(dropped([...pictures((n) => `p${n}.png`), ['export.json', JSON.stringify(rows)]]))
  expect(answers(dataset)).toEqual(evenAndOdd((n) => `p${n}.png`))
})

test('a number beside several columns of classes is not predicted unasked', async () => {
  const rows = numbers.map((n) => `p${n},${kind(n)},${n < 4 ? 'histology' : 'follow-up'},${20 + 7 * n}`)
  const files = dropped([
    ...pictures((n) => `part_1/p${n}.png`),
    ['list.csv', `image_id,dx,dx_by,age\n${rows.join('\n')}\n`],
  ])
  await expect(read(files)).rejects.toMatchObject({
    message: 'The table "list.csv" has no column "label"; its columns are "image_id", "dx", "dx_by", "age".',
  })
  expect(answers(await read(files, { labelColumn: 'dx' }))).toEqual(evenAndOdd((n) => `part_1/p${n}.png`))
  expect((await read(files, { labelColumn: 'age' })).task).toBe('image-regression')
})

test('a table that only lists the pictures of a test is left out beside one with answers', async () => {
  const rows = numbers.slice(0, 6).map((n) => `${n}.png,${kind(n)}`)
  const dataset = await read(
    dropped([
      ...pictures((n) => `images/${n}.png`),
      ['train.csv', `filename,label\n${rows.join('\n')}\n`],
      ['test.csv', 'filename\n6.png\n7.png\n'],
    ]),
  )
  expect(dataset.examples).toHaveLength(6)
  expect(dataset.skipped.map(({ path }) => path)).toEqual(['test.csv', 'images/6.png', 'images/7.png'])
  expect(inWords(dataset.warnings)).toEqual([])
})

describe('several rows for a picture', () => {
  const table = { names: ['file', 'label'] }
  const rows = (...cells: readonly [string, string][]) => cells.map((own, at) => ({ row: at + 2, cells: own }))
  const find = (cell: string) => ({ path: cell, by: 'path' as const })

  test('that say the same are one', () => {
    const found = rowsByPicture({ ...table, rows: rows(['a', 'x'], ['a', 'x'], ['b', 'y']) }, 0, find)
    expect([...found.rows].map(([path, row]) => [path, row.get('label')])).toEqual([
      ['a', 'x'],
      ['b', 'y'],
    ])
    expect(found.contradicting).toEqual([])
  })

  test('are lists of labels where many pictures have them', () => {
    const found = rowsByPicture({ ...table, rows: rows(['a', 'x'], ['a', 'y'], ['b', 'y']) }, 0, find)
    expect(found.rows.get('a')?.get('label')).toBe('["x","y"]')
    expect(found.rows.get('b')?.get('label')).toBe('["y"]')
  })

  test('contradict each other where few have them', () => {
    const many = Array.from({ length: 10 }, (_, n): [string, string] => [`p${n}`, 'x'])
    const found = rowsByPicture({ ...table, rows: rows(...many, ['p3', 'y']) }, 0, find)
    expect(found.rows.size).toBe(9)
    expect(leftOut(found.contradicting)).toEqual([
      { path: 'p3', reason: 'The table has 2 rows for it, with different answers. Keep one.' },
    ])
  })
})

test('pictures of one name in several folders are told apart by the cell, the table and the split', () => {
  const names = new PictureNames(['train/0.png', 'test/0.png', 'a/b/1.png', 'a/c/1.png', 'Cat.PNG', 'cat.png'])
  const at = (...of: string[]) => ({ folders: of, split: null })
  expect(names.find('train/0.png', at())).toEqual({ path: 'train/0.png', by: 'path' })
  expect(names.find('0.png', at('test'))).toEqual({ path: 'test/0.png', by: 'path' })
  expect(names.find('0', at('test'))).toEqual({ path: 'test/0.png', by: 'stem' })
  expect(names.find('0.png', { folders: [], split: 'train' })).toEqual({ path: 'train/0.png', by: 'name' })
  expect(names.find('0.png', at())).toBe('several')
  expect(names.find('val/0.png', at())).toBeNull()
  expect(names.find('x/c/1.png', at())).toEqual({ path: 'a/c/1.png', by: 'name' })
  expect(names.find('Cat.PNG', at())).toEqual({ path: 'Cat.PNG', by: 'path' })
  expect(names.find('2.png', at())).toBeNull()
  expect(names.find('../../1.png', at('a', 'b'))).toEqual({ path: 'a/b/1.png', by: 'path' })
})

test('rows that name several pictures at once are counted and told', async () => {
  const both = ['left', 'right'].flatMap((folder, at) =>
    numbers.map((n): [string, Content] => [`${folder}/${n}.png`, picture(20 * at + n)]),
  )
  const cells = numbers.map((n) => (n < 6 ? `left/${n}.png,${kind(n)}` : `${n}.png,${kind(n)}`))
  const dataset = await read(dropped([...both, ['labels.csv', `image,label\n${cells.join('\n')}\n`]]))
  expect(dataset.examples).toHaveLength(6)
  expect(inWords(dataset.warnings)).toContain(
    '2 rows of the table "labels.csv" name several pictures at once and were left out. Write the folder before the name.',
  )
})

test('a table that names no pictures is left out as before', async () => {
  const dataset = await read(dropped([...folders(['rose', 'daisy']), ['prices.csv', 'city,price\nBonn,3\nUlm,4\n']]))
  expect(dataset.classes).toEqual(['daisy', 'rose'])
  expect(dataset.skipped.map(({ path }) => path)).toEqual(['prices.csv'])
})
