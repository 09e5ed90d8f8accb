/** CIFAR-10 as bytes, and strongly augmented batches of it at any side. */
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { BlobReader, Uint8ArrayWriter, ZipReader } from '@zip.js/zip.js'
import jpeg from 'jpeg-js'
import type { Random } from '../../shared/random.ts'

export interface Pictures {
  readonly classes: readonly string[]
  /** [count, 32, 32, 3] */
  readonly pixels: Uint8Array
  readonly labels: Uint8Array
}

export const nativeSide = 32
const pictureBytes = nativeSide * nativeSide * 3

/** Reads `train/<class>/NNNN.jpg` from the zip; the decoded bytes are kept in `cache` for the next time. */
export async function readPictures(zipPath: string, cache: string): Promise<Pictures> {
  const [pixelFile, labelFile, classFile] = ['pixels', 'labels', 'classes'].map((name) => `${cache}/${name}`) as [
    string,
    string,
    string,
  ]
  if (!existsSync(classFile)) await decode(zipPath, cache, [pixelFile, labelFile, classFile])
  return {
    pixels: new Uint8Array(await readFile(pixelFile)),
    labels: new Uint8Array(await readFile(labelFile)),
    classes: JSON.parse(await readFile(classFile, 'utf8')) as string[],
  }
}

async function decode(
  zipPath: string,
  cache: string,
  [pixelFile, labelFile, classFile]: [string, string, string],
): Promise<void> {
  const entries = (await new ZipReader(new BlobReader(new Blob([await readFile(zipPath)]))).getEntries())
    .filter((entry) => !entry.directory && entry.filename.endsWith('.jpg'))
    .sort((a, b) => (a.filename < b.filename ? -1 : 1))
  const classOf = (name: string) => name.split('/').at(-2) as string
  const classes = [...new Set(entries.map((entry) => classOf(entry.filename)))].sort()
  const pixels = new Uint8Array(entries.length * pictureBytes)
  const labels = new Uint8Array(entries.length)
  for (const [index, entry] of entries.entries()) {
    if (entry.directory) continue
    const rgba = jpeg.decode(await entry.getData(new Uint8ArrayWriter()), { useTArray: true }).data
    for (let p = 0; p < nativeSide * nativeSide; p++)
      for (let c = 0; c < 3; c++) pixels[index * pictureBytes + p * 3 + c] = rgba[p * 4 + c] as number
    labels[index] = classes.indexOf(classOf(entry.filename))
  }
  await mkdir(cache, { recursive: true })
  await writeFile(pixelFile, pixels)
  await writeFile(labelFile, labels)
  await writeFile(classFile, JSON.stringify(classes))
}

export interface View {
  readonly side: number
  readonly mean: readonly number[]
  readonly std: readonly number[]
  /** null gives the plain picture. */
  readonly random: Random | null
}

/** [indices.length, side, side, 3], normalised; with a random: shifted and zoomed crop, mirror, colour, cut-out. */
export function batchOf({ pixels }: Pictures, indices: readonly number[], view: View): Float32Array {
  const output = new Float32Array(indices.length * view.side * view.side * 3)
  indices.forEach((index, row) => {
    draw(pixels, index * pictureBytes, output, row * view.side * view.side * 3, view)
  })
  return output
}

function draw(
  source: Uint8Array,
  from: number,
  target: Float32Array,
  to: number,
  { side, mean, std, random }: View,
): void {
  const zoom = random ? 1 - 0.35 * random.next() : 1
  const room = nativeSide * (1 - zoom)
  const shift = () => (random ? room / 2 + (random.next() - 0.5) * (room + 6) : 0)
  const left = shift()
  const top = shift()
  const mirrored = random !== null && random.next() < 0.5
  const gain = random ? [0, 1, 2].map(() => 0.85 + 0.3 * random.next()) : [1, 1, 1]
  const bright = random ? (random.next() - 0.5) * 60 : 0
  const grey = random !== null && random.next() < 0.08
  const step = (nativeSide * zoom) / side
  for (let row = 0; row < side; row++) {
    const y = clamp(top + (row + 0.5) * step - 0.5)
    for (let column = 0; column < side; column++) {
      const x = clamp(left + (column + 0.5) * step - 0.5)
      const at = to + (row * side + (mirrored ? side - 1 - column : column)) * 3
      interpolate(source, from, x, y, target, at)
      if (grey)
        target.fill(((target[at] as number) + (target[at + 1] as number) + (target[at + 2] as number)) / 3, at, at + 3)
      for (let c = 0; c < 3; c++)
        target[at + c] =
          (((target[at + c] as number) * (gain[c] as number) + bright) / 255 - (mean[c] as number)) / (std[c] as number)
    }
  }
  if (random && random.next() < 0.25) cutOut(target, to, side, random)
}

function clamp(place: number): number {
  return Math.min(nativeSide - 1, Math.max(0, place))
}

function interpolate(source: Uint8Array, from: number, x: number, y: number, target: Float32Array, at: number): void {
  const x0 = Math.floor(x)
  const y0 = Math.floor(y)
  const x1 = Math.min(nativeSide - 1, x0 + 1)
  const y1 = Math.min(nativeSide - 1, y0 + 1)
  const fx = x - x0
  const fy = y - y0
  for (let c = 0; c < 3; c++) {
    const at00 = source[from + (y0 * nativeSide + x0) * 3 + c] as number
    const at01 = source[from + (y0 * nativeSide + x1) * 3 + c] as number
    const at10 = source[from + (y1 * nativeSide + x0) * 3 + c] as number
    const at11 = source[from + (y1 * nativeSide + x1) * 3 + c] as number
    target[at + c] = (at00 * (1 - fx) + at01 * fx) * (1 - fy) + (at10 * (1 - fx) + at11 * fx) * fy
  }
}

/** Hides a square of up to a third of the side (DeVries and Taylor 2017). */
function cutOut(target: Float32Array, to: number, side: number, random: Random): void {
  const size = Math.ceil((side / 3) * (0.4 + 0.6 * random.next()))
  const top = random.below(side - size)
  const left = random.below(side - size)
  for (let row = top; row < top + size; row++)
    target.fill(0, to + (row * side + left) * 3, to + (row * side + left + size) * 3)
}
