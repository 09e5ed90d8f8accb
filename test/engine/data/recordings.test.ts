/** Pictures of one recording: known by their names, and kept in one part of the split. */
import { describe, expect, test } from 'vitest'
import type { Dataset } from '../../../src/engine/data/dataset.ts'
import { recordingsOf } from '../../../src/engine/data/recordings.ts'
import { splitDataset } from '../../../src/engine/data/splitDataset.ts'
import { parseRecipe } from '../../../src/shared/recipe/recipe.ts'
import { inWords } from '../../support/inWords.ts'
import { pictures, smallRecipe } from '../../support/smallRuns.ts'
import { labelOf } from '../../support/targets.ts'
import { dropped, folders, picture, read } from './archives.ts'

const content = { kind: 'image', blob: new Blob([]) } as const
/** The recordings of these paths, each as the places of its pictures. */
const groupsOf = (paths: readonly string[]) => {
  const groups = new Map<string, number[]>()
  for (const [place, recording] of recordingsOf(paths.map((path) => ({ path, content }))))
    groups.set(recording, [...(groups.get(recording) ?? []), place])
  return [...groups.values()]
}

test.each<[string, readonly string[], readonly number[][]]>([
  [
    'holds of the camera',
    [
      'a/0001 recording 1.jpg',
      'a/0002 recording 1.jpg',
      'a/0003.jpg',
      'a/0004 recording 2.jpg',
      'a/0005 recording 2.jpg',
    ],
    [
      [0, 1],
      [3, 4],
    ],
  ],
  [
    'frames of videos',
    ['a/clip1_frame_0001.png', 'a/clip1_frame_0002.png', 'a/clip2-Frame0001.png', 'a/clip2-Frame0002.png'],
    [
      [0, 1],
      [2, 3],
    ],
  ],
  [
    'frames of one video in each folder',
    ['a/frame1.jpg', 'a/frame2.jpg', 'b/frame1.jpg', 'b/frame2.jpg'],
    [
      [0, 1],
      [2, 3],
    ],
  ],
  [
    'bursts of Android',
    ['a/00000IMG_00000_BURST20240131120559001.jpg', 'a/00001IMG_00001_BURST20240131120559001_COVER.jpg'],
    [[0, 1]],
  ],
  [
    'bursts by the time',
    [
      'a/IMG_20240131_120559.jpg',
      'a/IMG_20240131_120559(1).jpg',
      'a/IMG_20240131_120600.jpg',
      'a/IMG_20240131_120730.jpg',
    ],
    [[0, 1, 2]],
  ],
  [
    'plain numbers, which may count anything',
    ['a/cat_0001.jpg', 'a/cat_0002.jpg', 'a/0003.jpg', 'a/IMG_1234.jpg', 'a/IMG_1235.jpg'],
    [],
  ],
  ['one frame alone', ['a/frame_1.jpg', 'b/0007 recording 3.jpg'], []],
])('%s', (_, paths, expected) => {
  expect(groupsOf(paths)).toEqual(expected)
})

const options = { validation: 0.15, test: 0.2, seed: 3, maxTrain: 0 }
/** Recordings of eight frames each, of two classes. */
const recorded = (recordings: number) =>
  read(
    dropped(
      ['cup', 'pen'].flatMap((name, label) =>
        Array.from({ length: 8 * recordings }, (_, n) => {
          const path = `${name}/${String(n + 1).padStart(4, '0')} recording ${1 + Math.floor(n / 8)}.png`
          return [path, picture(1000 * label + n)] as const
        }),
      ),
    ),
  )
const partsOf = ({ examples }: Dataset, split: ReturnType<typeof splitDataset>) =>
  new Map(
    (['train', 'validation', 'test'] as const).flatMap((part) =>
      split[part].map((index) => [examples[index]?.path ?? '', part] as const),
    ),
  )

describe('a split', () => {
  test('keeps each recording in one part, and says so', async () => {
    const dataset = await recorded(6)
    expect(inWords(dataset.warnings)).toEqual([
      '96 pictures are frames of 12 recordings, by their names: they are fewer different examples than they seem. A run keeps each recording in one part of the data.',
    ])
    for (let seed = 1; seed <= 20; seed++) {
      const split = splitDataset(dataset, { ...options, seed, recordings: true })
      const parts = partsOf(dataset, split)
      const where = new Map<string, Set<string>>()
      for (const [path, part] of parts) {
        const recording = path.replace(/\/\d+/, '')
        where.set(recording, (where.get(recording) ?? new Set()).add(part))
      }
      expect([...where.values()].every((own) => own.size === 1)).toBe(true)
      // One recording is tested of each class, one or two validate: those of eight frames fill no share exactly.
      for (const label of [0, 1])
        expect(split.test.filter((index) => labelOf(dataset.examples[index]) === label).length).toBe(16)
      expect(inWords(split.warnings)).toEqual([
        '96 pictures of 12 recordings stay together: each recording is in one part, so that the test shows no frame beside one that was trained on.',
      ])
    }
  })

  test('cuts recordings between moments where a class has too few', async () => {
    const dataset = await recorded(1)
    const split = splitDataset(dataset, { ...options, recordings: true })
    const parts = partsOf(dataset, split)
    const order = ['cup', 'pen'].map((name) =>
      Array.from({ length: 8 }, (_, n) => parts.get(`${name}/${String(n + 1).padStart(4, '0')} recording 1.png`)),
    )
    // Five pieces of one or two frames: a part is left at most twice at each of its ends, never frame by frame.
    for (const own of order) {
      expect(new Set(own)).toEqual(new Set(['train', 'validation', 'test']))
      expect(own.filter((part, at) => at > 0 && part !== own[at - 1]).length).toBeLessThanOrEqual(4)
    }
    expect(inWords(split.warnings)).toEqual([
      '2 recordings were cut in a few pieces (16 pictures), because their classes have too few. The test shows other moments of the same recordings, which is easier than new ones: record each class five times or more, in different places.',
    ])
  })

  test('draws pictures without recordings as ever, and so all pictures where a recipe of an earlier version says nothing', async () => {
    const plain = await read(dropped(folders(['rose', 'lily'], 20)))
    expect(splitDataset(plain, { ...options, recordings: true })).toEqual(splitDataset(plain, options))
    const { split, ...recipe } = smallRecipe(pictures, 'head')
    expect(split.recordings).toBe(true)
    const { recordings: _, ...earlier } = split
    expect(parseRecipe(JSON.parse(JSON.stringify({ ...recipe, split: earlier }))).split.recordings).toBe(false)
  })
})
