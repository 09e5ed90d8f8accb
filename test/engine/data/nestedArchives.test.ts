/** Archives within archives, and classes that stand in the names of pictures, as competitions hand them out. */
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { classesInNames } from '../../../src/engine/data/classesInNames.ts'
import { folderLabels } from '../../../src/engine/data/folderLabels.ts'
import { inWords, leftOut } from '../../support/inWords.ts'
import { labelOf } from '../../support/targets.ts'
import { bytesOf, type Content, dropped, folders, picture, read, readZip, zipOf } from './archives.ts'

/** A tar of these files, without their times and owners. */
async function tarOf(entries: readonly (readonly [string, Blob])[]): Promise<Uint8Array> {
  const blocks: Uint8Array[] = []
  for (const [name, blob] of entries) {
    const bytes = await bytesOf(blob)
    const header = Buffer.alloc(512)
    header.write(name, 0)
    header.write('0000644\0', 100)
    header.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124)
    header.write('        ', 148)
    header.write('0', 156)
    header.write('ustar\x0000', 257)
    header.write(
      `${header
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, '0')}\0 `,
      148,
    )
    blocks.push(header, bytes, new Uint8Array((512 - (bytes.length % 512)) % 512))
  }
  return Buffer.concat([...blocks, new Uint8Array(1024)])
}

describe('archives within archives', () => {
  test('zips and packed tars in a zip are folders of their names, whatever is around them', async () => {
    const cats = await zipOf([0, 1, 2].map((n) => [`${n}.png`, picture(n)]))
    const dogs = gzipSync(await tarOf([0, 1, 2].map((n) => [`dogs/${n}.png`, picture(10 + n)])))
    const entries: [string, Content][] = [
      ['pets/cats.zip', cats],
      ['pets/dogs.tar.gz', dogs],
    ]
    for (const dataset of [await readZip(entries), await read(dropped(entries))]) {
      expect(dataset.classes).toEqual(['cats', 'dogs'])
      expect(dataset.examples.length).toBe(6)
      expect(dataset.skipped).toEqual([])
    }
  })

  test('a table that is packed in an inner archive is read as a table', async () => {
    const rows = Array.from({ length: 9 }, (_, i) => `Remark number ${i},${i % 2 ? 'good' : 'bad'}`).join('\n')
    const inner = await zipOf([['reviews.csv', `text,label\n${rows}\n`]])
    const { classes, examples } = await readZip([
      ['more/inner.zip', inner],
      ['readme.md', '# Reviews'],
    ])
    expect([classes, examples.length]).toEqual([['bad', 'good'], 9])
  })

  test('one that is damaged is named, and the others are read', async () => {
    const { skipped, examples } = await readZip([
      ...folders(['rose', 'daisy']),
      ['lily.zip', Uint8Array.from('PK\x03\x04 and nothing more', (c) => c.charCodeAt(0))],
    ])
    expect(examples.length).toBe(6)
    expect(leftOut(skipped)).toEqual([
      {
        path: 'lily.zip',
        reason: 'This archive inside the data is damaged, or no archive. Download or pack it again.',
      },
    ])
  })

  test('so deep that nobody means it, an archive is left out', async () => {
    let inner = await zipOf(folders(['deep'], 1))
    for (let level = 0; level < 9; level++) inner = await zipOf([[`level${level}.zip`, inner]])
    const { skipped, examples } = await readZip([...folders(['rose', 'daisy']), ['deep.zip', inner]])
    expect(examples.length).toBe(6)
    expect(leftOut(skipped)).toEqual([
      {
        path: 'deep/level8/level7/level6.zip',
        reason: 'It lies in 4 archives, one in another; so deep none is opened. Unpack the outer ones.',
      },
    ])
  })

  test('a bomb in an inner archive stops, and costs its own file alone', async () => {
    const bomb = await zipOf([['zeros.png', new Uint8Array(200_000_000)]], { level: 9 })
    const { skipped, examples } = await readZip([...folders(['rose', 'daisy']), ['bomb.zip', bomb]])
    expect(examples.length).toBe(6)
    expect(skipped.map(({ path }) => path)).toEqual(['bomb/zeros.png'])
  })
})

const labelsOf = (paths: readonly string[]) =>
  classesInNames(paths, folderLabels(paths.map((path) => path.split('/').slice(0, -1))))?.places.map(
    ({ label }) => label,
  ) ?? null
const numbered = (names: readonly string[], made: (name: string, n: number) => string, count = 4) =>
  names.flatMap((name) => Array.from({ length: count }, (_, n) => made(name, n)))
const repeated = (names: readonly string[], count = 4) => names.flatMap((name) => new Array(count).fill(name))

describe('classes in names', () => {
  test.each<[string, readonly string[], (name: string, n: number) => string]>([
    ['a dot', ['cat', 'dog'], (name, n) => `${name}.${n}.jpg`],
    ['an underscore and zeros', ['cat', 'dog'], (name, n) => `pets/${name}_${String(n).padStart(4, '0')}.png`],
    ['WordNet', ['n01440764', 'n02084071'], (name, n) => `${name}_${10_026 + n}.JPEG`],
    ['brackets', ['cat', 'guinea pig'], (name, n) => `${name} (${n}).jpg`],
    ['no mark', ['cat', 'dog'], (name, n) => `${name}${n}.bmp`],
    [
      'several words',
      ['american_bulldog', 'Abyssinian', 'staffordshire_bull_terrier'],
      (name, n) => `images/${name}_${n}.jpg`,
    ],
    ['the number first', ['cat', 'dog'], (name, n) => `${n}-${name}.webp`],
    ['digests', ['rose', 'lily'], (name, n) => `${name}-8f3c1a2${n}.jpg`],
    ['no ending', ['rose', 'lily'], (name, n) => `${name}_${n}`],
    ['other letters', ['кот', '猫'], (name, n) => `${name}_${n}.jpg`],
  ])('are found with %s', (_, names, made) => {
    expect(labelsOf(numbered(names, made))).toEqual(repeated(names))
  })

  test.each<[string, readonly string[]]>([
    ['two cameras', numbered(['IMG', 'DSC'], (name, n) => `${name}_${1000 + n}.jpg`)],
    ['years in names of a phone', numbered(['IMG_20240101', 'IMG_20240102'], (name, n) => `${name}_${100 + n}.jpg`)],
    ['splits', numbered(['train', 'test'], (name, n) => `${name}_${n}.jpg`)],
    ['one that is named otherwise', [...numbered(['cat', 'dog'], (name, n) => `${name}.${n}.jpg`), 'holiday.jpg']],
    [
      'names that do not come again',
      numbered(['ann', 'bob', 'cy', 'dee', 'eve'], (name, n) => `${name}${n}_${n}.jpg`, 1),
    ],
    ['plain numbers', numbered(['1', '2'], (name, n) => `${name}_${n}.jpg`)],
    ['one name', numbered(['cat'], (name, n) => `${name}.${n}.jpg`)],
    ['folders that name classes', numbered(['cat', 'dog'], (name, n) => `${name}s/${name}.${n}.jpg`)],
  ])('are not taken from %s', (_, paths) => {
    expect(labelsOf(paths)).toBe(null)
  })

  test('as Kaggle hands out cats and dogs: told with counts, and the test without answers is left out', async () => {
    const train = await zipOf(
      numbered(['cat', 'dog'], (name, n) => `train/${name}.${n}.jpg`).map((path, i) => [path, picture(i)]),
    )
    const unanswered = await zipOf([1, 2, 3].map((n) => [`test1/${n}.jpg`, picture(100 + n)]))
    const dataset = await readZip([
      ['sampleSubmission.csv', 'id,label\n1,0\n2,0\n3,0\n'],
      ['test1.zip', unanswered],
      ['train.zip', train],
    ])
    expect(dataset.classes).toEqual(['cat', 'dog'])
    expect(
      dataset.examples.map(({ path, ...example }) => [path.split('/').at(-1)?.slice(0, 3), labelOf(example)]),
    ).toEqual(repeated(['cat', 'dog']).map((name) => [name, name === 'cat' ? 0 : 1]))
    expect(inWords(dataset.warnings)).toContain(
      'The classes were taken from the names of the pictures, as "cat" from "cat.0.jpg": "cat (4)", "dog (4)". If the pictures show something else, put them in a folder for each class.',
    )
    expect(dataset.skipped.length).toBe(4)
  })
})
