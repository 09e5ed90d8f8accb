/**
 * Prepared pictures by example and view, decoded when asked for and kept up to a budget. A view's randomness follows
 * from the seed and the picture alone, so that every epoch, cached or not, meets the same views.
 */
import { ThawError } from '../../shared/messages/errors.ts'
import { seeded } from '../../shared/random.ts'
import type { Example } from '../data/dataset.ts'
import type { ImageCodec } from '../data/imageCodec.ts'
import { unpackedBlob } from '../data/pictureBlob.ts'
import { type Augmentation, augmentPixels, type Preprocessing, preparePixels } from './preprocess.ts'

/** One picture as it is shown to the network; view null is the plain one. */
export interface View {
  readonly example: number
  readonly view: number | null
}

export interface PixelStore {
  /** [size, size, 3] bytes. `once`: they will not be asked for again, and are not kept. */
  pixels(view: View, options?: { readonly once: boolean }): Promise<Uint8Array>
  /** Names what `pixels` gives by its content and by what was drawn for it. */
  identity(view: View): string
}

export interface PixelStoreOptions {
  readonly examples: readonly Example[]
  readonly codec: ImageCodec
  readonly preprocessing: Preprocessing
  readonly augment: Augmentation
  readonly seed: number
  readonly budgetBytes: number
}

export function pixelStore({
  examples,
  codec,
  preprocessing,
  augment,
  seed,
  budgetBytes,
}: PixelStoreOptions): PixelStore {
  const kept = new Map<string, Uint8Array>()
  let keptBytes = 0
  const prepare = async ({ example, view }: View): Promise<Uint8Array> => {
    const { path, content, digest } = examples[example] as Example
    if (content.kind !== 'image') throw new Error('internal: a text among the pictures')
    const side = Math.ceil(preprocessing.size / preprocessing.cropShare)
    const decoded = await unpackedBlob(content.blob)
      .then((blob) => codec.decode(blob, side))
      .catch((cause) => {
        throw new ThawError('image-unreadable', 'pictureOfRunDamaged', { path }, { cause })
      })
    if (view === null) return preparePixels(decoded, preprocessing)
    return augmentPixels(decoded, preprocessing, augment, seeded(`${seed}/views/${digest}/${view}`))
  }
  return {
    async pixels(view, { once } = { once: false }) {
      const key = `${view.example}/${view.view}`
      const found = kept.get(key)
      if (found) return found
      const made = await prepare(view)
      if (!once && keptBytes + made.byteLength <= budgetBytes) {
        kept.set(key, made)
        keptBytes += made.byteLength
      }
      return made
    },
    identity({ example, view }) {
      const { digest } = examples[example] as Example
      return view === null ? digest : `${digest}/${view}/${seed}/${JSON.stringify(augment)}`
    },
  }
}
