/**
 * What Chromium's camera shows in a test: scenes one after another, each for a while, again and again, as an uncompressed
 * video (YUV4MPEG2, 4:2:0). No two frames of a scene are the same, as with any camera.
 */
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seeded } from '../../src/shared/random.ts'

export type Colour = readonly [red: number, green: number, blue: number]

export interface Scene {
  readonly name: string
  readonly ground: Colour
  readonly thing: Colour
  /** Whether a point is on the thing, in widths of the picture from the thing's middle. */
  readonly shape: (x: number, y: number) => boolean
}

const [width, height, perSecond] = [192, 144, 16]

/** Three things that a camera in a classroom could be shown. */
export const scenes: readonly Scene[] = [
  { name: 'ball', ground: [236, 226, 208], thing: [206, 40, 36], shape: (x, y) => Math.hypot(x, y) < 0.2 },
  {
    name: 'book',
    ground: [52, 58, 70],
    thing: [60, 120, 226],
    shape: (x, y) => Math.abs(x) < 0.24 && Math.abs(y) < 0.15,
  },
  {
    name: 'leaf',
    ground: [240, 240, 240],
    thing: [34, 140, 60],
    shape: (x, y) => y > -0.22 && Math.abs(x) < 0.2 - 0.7 * (y + 0.02),
  },
]

/** @returns the file's path. */
export async function fakeCamera(sceneSeconds: number): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), 'thaw-camera-')), 'scenes.y4m')
  const frames = scenes.flatMap((scene, place) =>
    Array.from({ length: sceneSeconds * perSecond }, (_, at) => frameOf(scene, place * 1000 + at)),
  )
  const header = Buffer.from(`YUV4MPEG2 W${width} H${height} F${perSecond}:1 Ip A1:1 C420jpeg\n`)
  await writeFile(file, Buffer.concat([header, ...frames]))
  return file
}

/** The thing wanders and turns its size a little, and there is noise in the picture. */
function frameOf({ ground, thing, shape }: Scene, seed: number): Buffer {
  const random = seeded(seed)
  const [shiftX, shiftY, scale] = [
    0.16 * (random.next() - 0.5),
    0.12 * (random.next() - 0.5),
    0.85 + 0.3 * random.next(),
  ]
  const luma = Buffer.alloc(width * height)
  const chroma = [Buffer.alloc((width * height) / 4), Buffer.alloc((width * height) / 4)] as const
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [along, down] = [(x - width / 2) / width - shiftX, (y - height / 2) / width - shiftY]
      const [Y, U, V] = yuvOf(shape(along / scale, down / scale) ? thing : ground)
      luma[y * width + x] = clamped(Y + 12 * (random.next() - 0.5))
      if (x % 2 > 0 || y % 2 > 0) continue
      const at = (y / 2) * (width / 2) + x / 2
      chroma[0][at] = clamped(U)
      chroma[1][at] = clamped(V)
    }
  return Buffer.concat([Buffer.from('FRAME\n'), luma, ...chroma])
}

/** ITU-R BT.601, full range, as JPEG has it. */
function yuvOf([red, green, blue]: Colour): Colour {
  return [
    0.299 * red + 0.587 * green + 0.114 * blue,
    128 - 0.168736 * red - 0.331264 * green + 0.5 * blue,
    128 + 0.5 * red - 0.418688 * green - 0.081312 * blue,
  ]
}

function clamped(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)))
}
