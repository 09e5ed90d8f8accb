import { readFile } from 'node:fs/promises'
import { Uint8ArrayReader, Uint8ArrayWriter, ZipReader } from '@zip.js/zip.js'
import { decode } from 'jpeg-js'
import { beforeAll, expect, test } from 'vitest'
import { sampleData } from '../../src/shared/catalog/sample.ts'

interface Picture {
  readonly label: string
  readonly width: number
  readonly height: number
  /** Mean colour of each cell of a 4 × 4 grid: 48 numbers. */
  readonly colours: readonly number[]
}

let pictures: Picture[] = []
let bytes = 0

beforeAll(async () => {
  const archive = await readFile(`public/${sampleData.path}`)
  bytes = archive.length
  pictures = await readPictures(archive)
})

test('the sample holds what its catalog entry says, as small JPEG pictures', () => {
  expect(pictures).toHaveLength(sampleData.examples)
  for (const name of sampleData.classes) expect(pictures.filter(({ label }) => label === name)).toHaveLength(60)
  for (const { width, height } of pictures) expect([width, height]).toEqual([96, 96])
  expect(bytes).toBeLessThan(2.5e6)
})

test('colour alone does not tell the classes of the sample apart', () => {
  expect(neighbourAccuracy(pictures.map(({ colours }) => colours))).toBeLessThan(0.5)
  expect(neighbourAccuracy(pictures.map(({ colours }) => meanColour(colours)))).toBeLessThan(0.25)
})

async function readPictures(archive: Uint8Array): Promise<Picture[]> {
  const reader = new ZipReader(new Uint8ArrayReader(archive), { useWebWorkers: false })
  const read: Picture[] = []
  for (const entry of await reader.getEntries()) {
    if (entry.directory) continue
    const { width, height, data } = decode(await entry.getData(new Uint8ArrayWriter()), { useTArray: true })
    read.push({ label: entry.filename.split('/')[0] ?? '', width, height, colours: gridColours(data, width, height) })
  }
  return read
}

function gridColours(rgba: Uint8Array, width: number, height: number): number[] {
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
function neighbourAccuracy(features: readonly (readonly number[])[]): number {
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
