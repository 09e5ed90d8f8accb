/** Where files lie and what that says: splits in names, folders without classes, what systems leave behind. */
import { describe, expect, test } from 'vitest'
import type { Dataset } from '../../../src/engine/data/dataset.ts'
import { folderLabels } from '../../../src/engine/data/folderLabels.ts'
import { splitsOfFiles } from '../../../src/engine/data/splitsOfFiles.ts'
import { seeded } from '../../../src/shared/random.ts'
import { inWords, leftOut } from '../../support/inWords.ts'
import { bytesOf, type Content, dropped, folders, photo, picture, read, readZip } from './archives.ts'

const labelOf = (paths: readonly string[]) =>
  folderLabels(paths.map((path) => path.split('/'))).map(({ label, split, unlabelled }) => unlabelled ?? [label, split])

test.each<[string, readonly string[], readonly unknown[]]>([
  [
    'words around them',
    ['train_images/a', 'test-images/a', 'valid images/a'],
    [
      ['a', 'train'],
      ['a', 'test'],
      ['a', 'validation'],
    ],
  ],
  [
    'years',
    ['train2017/a', 'val2017/a'],
    [
      ['a', 'train'],
      ['a', 'validation'],
    ],
  ],
  [
    'capitals',
    ['Training/a', 'Testing/a', 'TrainSet/a'],
    [
      ['a', 'train'],
      ['a', 'test'],
      ['a', 'train'],
    ],
  ],
  [
    'a name in common',
    ['X_train/a', 'X_test/a'],
    [
      ['a', 'train'],
      ['a', 'test'],
    ],
  ],
  [
    'a name and a hyphen',
    ['20news-bydate-train/rec.lamps', '20news-bydate-test/rec.lamps'],
    [
      ['rec.lamps', 'train'],
      ['rec.lamps', 'test'],
    ],
  ],
  [
    'doubled',
    ['d/seg_train/seg_train/a', 'd/seg_test/seg_test/b'],
    [
      ['a', 'train'],
      ['b', 'test'],
    ],
  ],
  [
    'doubled, under another name',
    ['training_set/training_set/a', 'test_set/test_set/a'],
    [
      ['a', 'train'],
      ['a', 'test'],
    ],
  ],
  [
    'around folders that say nothing',
    ['train/cat/images', 'train/dog/images', 'test/cat/images'],
    [
      ['cat', 'train'],
      ['dog', 'train'],
      ['cat', 'test'],
    ],
  ],
  [
    'below the class',
    ['cat/cat_train', 'cat/cat_test', 'dog/dog_train', 'dog/dog_test'],
    [
      ['cat', 'train'],
      ['cat', 'test'],
      ['dog', 'train'],
      ['dog', 'test'],
    ],
  ],
  [
    'with the class in the same name',
    ['train_cat', 'train_big dog', 'test_cat', 'test_big dog'],
    [
      ['cat', 'train'],
      ['big dog', 'train'],
      ['cat', 'test'],
      ['big dog', 'test'],
    ],
  ],
])('splits in names of folders: %s', (_, paths, expected) => {
  expect(labelOf(paths)).toEqual(expected)
})

test.each<[string, readonly string[], readonly unknown[]]>([
  [
    'a vehicle',
    ['bus', 'train', 'tram'],
    [
      ['bus', null],
      ['train', null],
      ['tram', null],
    ],
  ],
  [
    'an opposite',
    ['valid', 'invalid'],
    [
      ['valid', null],
      ['invalid', null],
    ],
  ],
  [
    'a word within a name',
    ['test_tube', 'beaker'],
    [
      ['test_tube', null],
      ['beaker', null],
    ],
  ],
  [
    'words that differ in more',
    ['train_station', 'test_tube'],
    [
      ['train_station', null],
      ['test_tube', null],
    ],
  ],
  [
    'lone, above the classes',
    ['X_train/a', 'X_train/b'],
    [
      ['a', null],
      ['b', null],
    ],
  ],
  [
    'a class within a split',
    ['train/bus', 'train/train', 'test/train'],
    [
      ['bus', 'train'],
      ['train', 'train'],
      ['train', 'test'],
    ],
  ],
])('names of classes that hold such a word: %s', (_, paths, expected) => {
  expect(labelOf(paths)).toEqual(expected)
})

test.each<[string, readonly string[], readonly unknown[]]>([
  [
    'unsup',
    ['train/pos', 'train/neg', 'train/unsup', 'test/pos'],
    [['pos', 'train'], ['neg', 'train'], 'unsup', ['pos', 'test']],
  ],
  ['unlabeled_data', ['a', 'b', 'unlabeled_data'], [['a', null], ['b', null], 'unlabeled_data']],
  [
    'seg_pred, doubled',
    ['seg_train/seg_train/a', 'seg_train/seg_train/b', 'seg_test/seg_test/a', 'seg_pred/seg_pred'],
    [['a', 'train'], ['b', 'train'], ['a', 'test'], 'seg_pred'],
  ],
  ['a test of one folder', ['train/a', 'train/b', 'test/unknown'], [['a', 'train'], ['b', 'train'], 'unknown']],
  ['a test beside classes', ['a', 'b', 'test'], [['a', null], ['b', null], 'test']],
  [
    'a test without folders',
    ['train/a', 'train/b', 'test'],
    [
      ['a', 'train'],
      ['b', 'train'],
      [null, 'test'],
    ],
  ],
])('folders without classes: %s', (_, paths, expected) => {
  expect(labelOf(paths)).toEqual(expected)
})

test.each<[string, readonly string[], readonly unknown[]]>([
  [
    'prediction and fact',
    ['prediction', 'fact'],
    [
      ['prediction', null],
      ['fact', null],
    ],
  ],
  [
    'labelled or not',
    ['labelled', 'unlabelled'],
    [
      ['labelled', null],
      ['unlabelled', null],
    ],
  ],
  [
    'a class of the training',
    ['train/a', 'train/unknown', 'test/unknown'],
    [
      ['a', 'train'],
      ['unknown', 'train'],
      ['unknown', 'test'],
    ],
  ],
])('folders that are classes all the same: %s', (_, paths, expected) => {
  expect(labelOf(paths)).toEqual(expected)
})

test.each<[readonly string[], readonly unknown[]]>([
  [
    ['Corona_NLP_train.csv', 'Corona_NLP_test.csv'],
    ['train', 'test'],
  ],
  [
    ['data/train-00000-of-00002.jsonl', 'data/train-00001-of-00002.jsonl', 'data/validation-00000-of-00001.jsonl'],
    ['train', 'train', 'validation'],
  ],
  [
    ['reviews.train.csv', 'reviews.dev.csv', 'reviews.test.csv'],
    ['train', 'validation', 'test'],
  ],
  [
    ['en/train/part-0.csv', 'en/test/part-0.csv'],
    ['train', 'test'],
  ],
  [
    ['TRAIN.CSV', 'Test.tsv'],
    ['train', 'test'],
  ],
  [
    ['Xtrain.csv', 'ytest.csv'],
    [null, null],
  ],
  [
    ['my_train_data.csv', 'the_test_data.csv'],
    ['train', 'test'],
  ],
  [
    ['test drive.csv', 'reviews.csv'],
    [null, null],
  ],
  [
    ['train.csv', 'test.csv', 'unsup.csv'],
    ['train', 'test', null],
  ],
])('splits in names of tables: %j', (paths, expected) => {
  expect(splitsOfFiles(paths)).toEqual(expected)
})

const counts = ({ classes, examples }: Dataset) =>
  classes.map((name, label) => [
    name,
    examples.filter(({ target }) => target.kind === 'class' && target.class === label).length,
  ])

test('pictures in folders without classes are left out, counted and told', async () => {
  const dataset = await readZip(
    folders([
      'seg_train/seg_train/sea',
      'seg_train/seg_train/wood',
      'seg_test/seg_test/sea',
      'seg_test/seg_test/wood',
      'seg_pred/seg_pred',
    ]),
  )
  expect(dataset.classes).toEqual(['sea', 'wood'])
  expect(dataset.namedSplits).toEqual(['train', 'test'])
  expect(dataset.examples).toHaveLength(12)
  expect(inWords(dataset.warnings)).toContain(
    'The folder "seg_pred" names no class; all of its 3 pictures were left out.',
  )
  expect(leftOut(dataset.skipped)[0]).toEqual({
    path: 'seg_pred/seg_pred/0.png',
    reason: 'Its folder "seg_pred" names no class.',
  })
})

test('texts without an ending in folders of classes are read', async () => {
  const dataset = await readZip(
    ['news-train/rec.lamps', 'news-train/sci.coats', 'news-test/rec.lamps', 'news-test/sci.coats'].flatMap((folder) =>
      [50005, 50006, 50007].map((n): [string, string] => [`${folder}/${n}`, `From: a\n\nOf ${folder} number ${n}.`]),
    ),
  )
  expect(dataset.task).toBe('text-classification')
  expect(counts(dataset)).toEqual([
    ['rec.lamps', 6],
    ['sci.coats', 6],
  ])
  expect(dataset.namedSplits).toEqual(['train', 'test'])
})

test('mail whose names end in digests is text, and an unknown ending is not', async () => {
  const mail = ['ham', 'spam'].flatMap((folder) =>
    ['0001.ea7e79d3153e7469e7a9c3e0af6a357e', '0002.b3120c4bcbf3101e661161ee7efcb8bf', '0003.1'].map(
      (name): [string, string] => [`${folder}/${name}`, `Of ${folder}, ${name}.`],
    ),
  )
  const dataset = await read(dropped([...mail, ['ham/errors.cfg', 'A line.']]))
  expect(counts(dataset)).toEqual([
    ['ham', 3],
    ['spam', 3],
  ])
  expect(dataset.skipped.map(({ path }) => path)).toEqual(['ham/errors.cfg'])
})

test('pictures that are damaged in their middle are found when they are read, wherever they stand', async () => {
  const png = await bytesOf(picture(7))
  png[45] = (png[45] ?? 0) ^ 1
  const dataset = await read(
    dropped([
      ...folders(['red', 'green'], 6),
      ...[1, 2, 3, 4].map((n): [string, Content] => [`red/a${n}.jpg`, photo(n)]),
      ['red/zz.jpg', await damagedPhoto()],
      ['red/zz.png', png],
    ]),
  )
  expect(dataset.examples).toHaveLength(16)
  expect(leftOut(dataset.skipped)).toEqual(
    ['red/zz.png', 'red/zz.jpg'].map((path) => ({
      path,
      reason: 'It is damaged: it cannot be decoded. Copy or download it again.',
    })),
  )
})

/** Its header and its end are whole, and a table that decoding needs is not. */
async function damagedPhoto(): Promise<Uint8Array> {
  const bytes = await bytesOf(photo(9))
  let at = 2
  while (bytes[at + 1] !== 0xc4) at += 2 + 256 * (bytes[at + 2] ?? 0) + (bytes[at + 3] ?? 0)
  bytes.fill(255, at + 5, at + 21)
  return bytes
}

test('what systems and notebooks leave behind is counted and not listed', async () => {
  const litter = [
    '.DS_Store',
    '__MACOSX/rose/._0.png',
    'rose/.ipynb_checkpoints/0-checkpoint.png',
    '.git/HEAD',
    'rose/Thumbs.db',
    '__pycache__/a.pyc',
    '~$list.csv',
  ]
  const entries: [string, Content][] = [
    ...litter.map((path): [string, string] => [path, 'x']),
    ...folders(['rose', 'daisy']),
  ]
  for (const dataset of [await readZip(entries), await read(dropped(entries))]) {
    expect(dataset.passedOver).toBe(litter.length)
    expect(dataset.skipped).toEqual([])
    expect(dataset.classes).toEqual(['daisy', 'rose'])
  }
  expect((await readZip(folders(['rose', 'daisy']))).passedOver).toBeUndefined()
})

const text = (n: number) => `Sentence number ${n} about something or other.`
const table = (labels: readonly (string | number)[], from = 0) =>
  `text,label\n${labels.map((label, n) => `"${text(from + n)}",${label}\n`).join('')}`
const repeated = (labels: readonly (string | number)[], times: number) =>
  Array.from({ length: labels.length * times }, (_, n) => labels[n % labels.length] as string | number)

describe('labels across splits', () => {
  test('whole numbers with and without a point are one', async () => {
    const dataset = await read(
      dropped([
        ['d/train.csv', table(repeated(['0.0', '1.0'], 6))],
        ['d/test.csv', table(repeated([0, 1], 3), 100)],
      ]),
    )
    expect(counts(dataset)).toEqual([
      ['0', 9],
      ['1', 9],
    ])
    expect(dataset.namedSplits).toEqual(['train', 'test'])
    expect(inWords(dataset.warnings)).toEqual([
      '"0", "0.0" were read as one label, "0" (9 texts).',
      '"1", "1.0" were read as one label, "1" (9 texts).',
    ])
  })

  test('capitals and spaces are joined in the most frequent spelling, in folders too', async () => {
    const dataset = await read(
      dropped([
        ['train.csv', table([...repeated(['bad', 'Good'], 4), 'Good'])],
        ['test.csv', table(repeated(['BAD', ' good ', 'bad  '], 2), 100)],
      ]),
    )
    expect(counts(dataset)).toEqual([
      ['Good', 7],
      ['bad', 8],
    ])
    const pictures = await readZip(folders(['train/Cat', 'train/dog', 'test/cat', 'test/DOG']))
    expect(counts(pictures)).toEqual([
      ['cat', 6],
      ['dog', 6],
    ])
    expect(inWords(pictures.warnings)).toContain('"Cat", "cat" were read as one label, "cat" (6 pictures).')
  })

  test('single letters stay apart, and so do numbers that differ', async () => {
    expect((await readZip(folders(['A', 'a', 'b']))).classes).toEqual(['A', 'a', 'b'])
    const dataset = await read(dropped([['reviews.csv', table(repeated(['1.5', '1', '01'], 4))]]), {
      task: 'text-classification',
    })
    expect(dataset.classes).toEqual(['01', '1', '1.5'])
  })

  test.each<[string, readonly (string | number)[], readonly (string | number)[], number, string]>([
    ['a mark that training lacks', repeated([0, 1], 8), repeated([-1], 4), 4, '-1'],
    ['many equal ones', repeated([0, 1], 8), repeated([0], 10), 10, '0'],
    ['a word', repeated(['good', 'bad'], 8), repeated(['unknown'], 3), 3, 'unknown'],
  ])('a test part whose answers are all one is left out and told: %s', async (_, train, held, left, answer) => {
    const dataset = await read(
      dropped([
        ['train.csv', table(train)],
        ['test.csv', table(held, 100)],
      ]),
    )
    expect(dataset.namedSplits).toEqual([])
    expect(dataset.examples).toHaveLength(train.length)
    expect(dataset.skipped).toHaveLength(left)
    expect(inWords(dataset.warnings)).toContain(
      `All ${left} texts of the test part have the answer "${answer}", which tests nothing: they were left out. Add their true answers to use them.`,
    )
  })

  test('a small test of one class that training has is kept', async () => {
    const dataset = await read(
      dropped([
        ['train.csv', table(repeated(['good', 'bad'], 8))],
        ['test.csv', table(repeated(['good'], 3), 100)],
      ]),
    )
    expect(dataset.namedSplits).toEqual(['train', 'test'])
    expect(dataset.examples).toHaveLength(19)
  })
})

test('texts to continue keep the parts that their files name', async () => {
  const book = (n: number) =>
    Array.from({ length: 12 }, (_, i) => `${text(100 * n + i)} ${'It goes on. '.repeat(30)}`).join('\n\n')
  const dataset = await read(
    dropped([
      ['wiki.train.txt', book(1)],
      ['wiki.valid.txt', book(2)],
      ['wiki.test.txt', book(3)],
    ]),
  )
  expect(dataset.task).toBe('text-generation')
  expect(dataset.namedSplits).toEqual(['train', 'validation', 'test'])
  for (const { path, split } of dataset.examples)
    expect(split).toBe({ train: 'train', valid: 'validation', test: 'test' }[path.split('.')[1] ?? ''])
})

/** Files that were left out, and tables, are listed as they were dropped. */
const inAnyOrder = ({ skipped, tables, ...dataset }: Dataset) => ({
  ...dataset,
  tables: tables?.map(({ skipped: _, ...table }) => table).toSorted((a, b) => (a.title < b.title ? -1 : 1)),
  skipped: leftOut(skipped).toSorted((a, b) => (a.path < b.path ? -1 : 1)),
})

const layouts: Readonly<Record<string, () => Promise<readonly [string, Content][]>>> = {
  'folders of pictures, some of them damaged': async () => [
    ...folders(['train/Cat', 'train/dog', 'test/cat', 'test/dog', 'unsup']),
    ['train/metadata-notes.txt', 'Some words.'],
    ['train/dog/.DS_Store', 'x'],
    ['train/dog/broken.png', picture(5).slice(0, 40)],
    ['train/dog/empty.png', ''],
    ['train/dog/damaged.jpg', await damagedPhoto()],
    ...[1, 2, 3].map((n): [string, Content] => [`test/cat/${n}.jpg`, photo(n)]),
  ],
  'tables of a split each, spelt differently': async () => [
    ['d/train.csv', table(repeated(['0.0', '1.0'], 6))],
    ['d/validation.csv', table(repeated(['0', '1'], 3), 100).replaceAll(',', ';')],
    ['d/test.csv', table(repeated([-1], 4), 200)],
    ['d/notes.csv', 'city,price\nBonn,3\nUlm,4\n'],
    ['README.md', 'Of these data.'],
  ],
  'pictures with tables of a split each': async () => [
    ...folders(['train', 'test', 'other'], 6),
    [
      'train/list.csv',
      `file,kind\n${[0, 1, 2, 3, 4, 5].map((n) => `${n}.PNG,${n % 2 ? 'Odd' : 'even'}`).join('\n')}\n`,
    ],
    ['test/list.csv', `file,kind\n${[0, 1, 2, 3, 9].map((n) => `${n},${n % 2 ? 'odd' : 'even'}`).join('\n')}\n`],
    [
      'captions.csv',
      `file,text\n${[0, 1, 2].map((n) => `train/${n}.png,"Something, number ${n}, seen from far away"`).join('\n')}`,
    ],
  ],
  'texts in folders': async () =>
    ['a-train/x', 'a-train/y', 'a-test/x', 'a-test/Y', 'unsup'].flatMap((folder) =>
      [1, 2, 3].map((n): [string, Content] => [`${folder}/${n}`, `Of ${folder}, number ${n}.`]),
    ),
}

test.each(Object.entries(layouts))('what is read does not depend on the order of files: %s', async (_, make) => {
  const entries = await make()
  const first = await read(dropped(entries))
  expect(first.examples.length).toBeGreaterThan(8)
  const random = seeded(7)
  for (let round = 0; round < 10; round++)
    expect(inAnyOrder(await read(dropped(random.shuffled(entries))))).toEqual(inAnyOrder(first))
  const zipped = inAnyOrder(await readZip(random.shuffled(entries)))
  expect({ ...zipped, name: first.name }).toEqual(inAnyOrder(first))
})
