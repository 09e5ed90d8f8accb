/** Looks at the pixels of every picture, once: what was noted is kept by the picture's digest. */
import type { Dataset } from './dataset.ts'
import type { ImageCodec } from './imageCodec.ts'
import type { Pace } from './pace.ts'
import { type PictureBlob, unpackedBlob } from './pictureBlob.ts'
import { lookAt, lookedAtSide, type PictureLook } from './pictureLook.ts'

export interface LookOptions {
  readonly codec: ImageCodec
  readonly pace: Pace
  /** What was noted before; it grows. Null stands for a picture that cannot be decoded. */
  readonly known: Map<string, PictureLook | null>
  readonly onProgress: (done: number, total: number) => void
}

/** By example; null for texts and for what cannot be decoded. Rejects with `cancelled`. */
export async function lookThrough(
  { examples }: Pick<Dataset, 'examples'>,
  { codec, pace, known, onProgress }: LookOptions,
): Promise<(PictureLook | null)[]> {
  const looks: (PictureLook | null)[] = []
  for (const { content, digest } of examples) {
    let look = known.get(digest)
    if (look === undefined) {
      look = content.kind === 'image' ? await lookAtBlob(content.blob, codec) : null
      known.set(digest, look)
    }
    looks.push(look)
    if (await pace.breathe()) onProgress(looks.length, examples.length)
  }
  return looks
}

async function lookAtBlob(blob: PictureBlob, codec: ImageCodec): Promise<PictureLook | null> {
  const pixels = await unpackedBlob(blob)
    .then((whole) => codec.decode(whole, lookedAtSide))
    .catch(() => null)
  return pixels && lookAt(pixels)
}
