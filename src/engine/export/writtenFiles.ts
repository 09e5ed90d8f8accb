/** Large files of an export, one after the other, each written piece by piece into a store. Half an export leaves nothing. */
import { continuedCrc32 } from '../../shared/crc32.ts'
import type { ExportedFile } from '../../shared/domain/files.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import type { BlobStore } from '../storage/blobStore.ts'

export interface FileInPieces {
  readonly name: string
  readonly pieces: AsyncIterable<Uint8Array<ArrayBuffer>>
}

const folder = 'export/'
/** Another tab may still be writing, or its download be under way: an export is left alone for this long after it began. */
const patience = 3_600_000
/** Ends the folders of this visit; its next export begins by removing them. */
const visit = `-${crypto.randomUUID()}/`

/** @throws ThawError `storage` where the device is full. */
export async function writtenFiles(store: BlobStore, files: readonly FileInPieces[]): Promise<ExportedFile[]> {
  await freeExports(store)
  const own = `${folder}${Date.now()}${visit}`
  const written: ExportedFile[] = []
  try {
    for (const { name, pieces } of files) {
      const sum = { crc: 0 }
      await store.put(own + name, summed(pieces, sum))
      const blob = await store.get(own + name)
      if (!blob) throw new ThawError('storage', 'writtenReadsDifferently')
      written.push({ name, blob, crc: sum.crc })
    }
  } catch (error) {
    await freeExports(store)
    throw error
  }
  return written
}

async function* summed(pieces: FileInPieces['pieces'], sum: { crc: number }): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for await (const piece of pieces) {
    sum.crc = continuedCrc32(sum.crc, piece)
    yield piece
  }
}

/** Removes what exports wrote: this visit's, and what visits of long ago left. */
export async function freeExports(store: BlobStore): Promise<void> {
  for (const { key } of await store.list()) {
    if (!key.startsWith(folder)) continue
    const begun = Number.parseInt(key.slice(folder.length), 10)
    if (key.includes(visit) || !(Date.now() - begun <= patience)) await store.delete(key)
  }
}
