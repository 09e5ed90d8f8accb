/** The pictures of pre-training as bytes, CIFAR-10's and invented ones, and strongly augmented batches at any side. */
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { BlobReader, Uint8ArrayWriter, ZipReader } from '@zip.js/zip.js'
import jpeg from 'jpeg-js'
import type { Random } from '../../shared/random.ts'

export interface Pictures {
  readonly classes: readonly string[]
  readonly side: number
  /** [count, side, side, 3] */
  readonly pixels: Uint8Array
  readonly labels: Uint8Array
}

const nativeSide = 32
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
    side: nativeSide,
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
  /** Largest part of the picture's side that a view shows; above 1 the picture is smaller than the view. */
  readonly widest?: number
}

/** [indices.length, side, side, 3], normalised; with a random: shifted and zoomed crop, mirror, colour, cut-out. */
export function batchOf(pictures: Pictures, indices: readonly number[], view: View): Float32Array {
  const output = new Float32Array(indices.length * view.side * view.side * 3)
  indices.forEach((index, row) => {
    draw(pictures, index, output, row * view.side * view.side * 3, view)
  })
  return output
}

function draw(pictures: Pictures, index: number, target: Float32Array, to: number, view: View): void {
  const { side, mean, std, random, widest = 1 } = view
  const zoom = random ? widest - (widest - 0.65) * random.next() : 1
  const room = pictures.side * (1 - zoom)
  const margin = 0.19 * pictures.side
  const shift = () => (random ? room / 2 + (random.next() - 0.5) * (room + margin) : 0)
  const left = shift()
  const top = shift()
  const mirrored = random !== null && random.next() < 0.5
  const gain = random ? [0, 1, 2].map(() => 0.85 + 0.3 * random.next()) : [1, 1, 1]
  const bright = random ? (random.next() - 0.5) * 60 : 0
  const grey = random !== null && random.next() < 0.08
  const step = (pictures.side * zoom) / side
  const last = pictures.side - 1
  for (let row = 0; row < side; row++) {
    const y = Math.min(last, Math.max(0, top + (row + 0.5) * step - 0.5))
    for (let column = 0; column < side; column++) {
      const x = Math.min(last, Math.max(0, left + (column + 0.5) * step - 0.5))
      const at = to + (row * side + (mirrored ? side - 1 - column : column)) * 3
      interpolate(pictures, index, x, y, target, at)
      const [red, green, blue] = [target[at] as number, target[at + 1] as number, target[at + 2] as number]
      if (grey) target.fill((red + green + blue) / 3, at, at + 3)
      for (let c = 0; c < 3; c++) {
        const value = ((target[at + c] as number) * (gain[c] as number) + bright) / 255
        target[at + c] = (value - (mean[c] as number)) / (std[c] as number)
      }
    }
  }
  if (random && random.next() < 0.25) cutOut(target, to, side, random)
}

function interpolate(
  { pixels, side }: Pictures,
  index: number,
  x: number,
  y: number,
  target: Float32Array,
  at: number,
): void {
  const from = index * side * side * 3
  const x0 = Math.floor(x)
  const y0 = Math.floor(y)
  const x1 = Math.min(side - 1, x0 + 1)
  const y1 = Math.min(side - 1, y0 + 1)
  const fx = x - x0
  const fy = y - y0
  for (let c = 0; c < 3; c++) {
    const at00 = pixels[from + (y0 * side + x0) * 3 + c] as number
    const at01 = pixels[from + (y0 * side + x1) * 3 + c] as number
    const at10 = pixels[from + (y1 * side + x0) * 3 + c] as number
    const at11 = pixels[from + (y1 * side + x1) * 3 + c] as number
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

/** The same pictures with the detail of half their side: each value is the mean of its two by two. */
export function softened({ classes, side, pixels, labels }: Pictures): Pictures {
  const soft = new Uint8Array(pixels.length)
  const count = labels.length
  for (let index = 0; index < count; index++)
    for (let y = 0; y < side; y += 2)
      for (let x = 0; x < side; x += 2)
        for (let c = 0; c < 3; c++) {
          const at = ((index * side + y) * side + x) * 3 + c
          const four = [at, at + 3, at + side * 3, at + side * 3 + 3]
          const mean = four.reduce((sum, place) => sum + (pixels[place] as number), 0) / 4
          for (const place of four) soft[place] = mean
        }
  return { classes, side, pixels: soft, labels }
}
