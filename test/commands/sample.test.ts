import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { nodeCodec } from '../../src/commands/nodeCodec.ts'
import { samples } from '../../src/shared/catalog/sample.ts'
import { entriesOf } from '../support/archives.ts'

interface Picture {
  readonly label: string
  readonly width: number
  readonly height: number
  /** Mean colour of each cell of a 4 × 4 grid: 48 numbers. */
  readonly colours: readonly number[]
}

const drawn = samples.filter(({ task }) => task === 'image-classification')
const sides = { 'picture-book': 96, moods: 64 }
const mostBytes = { 'picture-book': 2.5e6, moods: 4e5 }

test('the samples of pictures are those that are held to here', () => {
  expect(drawn.map(({ name }) => name)).toEqual(Object.keys(sides))
})

describe.each(drawn)('the sample $title', ({ name, path, classes, examples }) => {
  const known = name as keyof typeof sides
  let pictures: Picture[] = []
  let bytes = 0

  beforeAll(async () => {
    const archive = await readFile(`public/${path}`)
    bytes = archive.length
    pictures = await readPictures(archive)
  })

  test('holds what its catalog entry says, as small pictures', () => {
    expect(pictures).toHaveLength(examples)
    for (const label of classes)
      expect(pictures.filter((picture) => picture.label === label)).toHaveLength(examples / classes.length)
    for (const { width, height } of pictures) expect([width, height]).toEqual([sides[known], sides[known]])
    expect(bytes).toBeLessThan(mostBytes[known])
  })

  test('is not told apart by colour alone', () => {
    const byChance = 1 / classes.length
    expect(neighbourAccuracy(pictures, ({ colours }) => colours)).toBeLessThan(0.5)
    expect(neighbourAccuracy(pictures, ({ colours }) => meanColour(colours))).toBeLessThan(byChance + 0.125)
  })
})

async function readPictures(archive: Uint8Array): Promise<Picture[]> {
  const read = (await entriesOf(archive)).map(async ({ path, bytes }) => {
    const { width, height, data } = await nodeCodec.decode(new Blob([new Uint8Array(bytes)]), 1)
    return { label: path.split('/')[0] ?? '', width, height, colours: gridColours(data, width, height) }
  })
  return Promise.all(read)
}

function gridColours(rgba: ArrayLike<number>, width: number, height: number): number[] {
  const sums = new Array<number>(48).fill(0)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let channel = 0; channel < 3; channel++) {
        const cell = Math.floor((4 * y) / height) * 4 + Math.floor((4 * x) / width)
        sums[cell * 3 + channel] = (sums[cell * 3 + channel] ?? 0) + (rgba[(y * width + x) * 4 + channel] ?? 0)
      }
  return sums.map((sum) => (sum * 16) / (width * height))
}

function meanColour(colours: readonly number[]): number[] {
  return [0, 1, 2].map((channel) => colours.reduce((sum, value, i) => (i % 3 === channel ? sum + value / 16 : sum), 0))
}

/** Leave-one-out accuracy of the five nearest neighbours. */
function neighbourAccuracy(pictures: readonly Picture[], of: (picture: Picture) => readonly number[]): number {
  const features = pictures.map(of)
  const right = features.filter((feature, index) => {
    const near = features
      .map((other, i) => ({ i, distance: other.reduce((sum, value, k) => sum + (value - (feature[k] ?? 0)) ** 2, 0) }))
      .filter(({ i }) => i !== index)
      .sort((a, b) => a.distance - b.distance)
      .slice(0, 5)
    return majority(near.map(({ i }) => pictures[i]?.label ?? '')) === pictures[index]?.label
  })
  return right.length / features.length
}

function majority(labels: readonly string[]): string {
  const votes = (label: string) => labels.filter((other) => other === label).length
  return labels.reduce((best, label) => (votes(label) > votes(best) ? label : best))
}
