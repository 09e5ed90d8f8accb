/**
 * Large files of an export, written beside one another into a store, piece by piece, so that what all of them hold is read
 * once. Half an export leaves nothing.
 */
import { continuedCrc32 } from '../../shared/crc32.ts'
import type { ExportedFile } from '../../shared/domain/files.ts'
import type { BlobStore } from '../storage/blobStore.ts'
import { PieceWriter } from '../storage/pieceWriter.ts'

type Piece = Uint8Array<ArrayBuffer>

/** Adds to one of the files, by its place among the names: one piece at a time, which is the giver's again when that is done. */
export type Give = (file: number, piece: Piece) => Promise<void>

const folder = 'export/'
/** Another tab may still be writing, or its download be under way: an export is left alone for this long after it began. */
const patience = 3_600_000
/** Ends the folders of this visit; its next export begins by removing them. */
const visit = `-${crypto.randomUUID()}/`

/** @throws ThawError `storage` where the device is full; what `fill` throws, as it is. */
export async function writtenFiles(
  store: BlobStore,
  names: readonly string[],
  fill: (give: Give) => Promise<void>,
): Promise<ExportedFile[]> {
  await freeExports(store)
  const own = `${folder}${Date.now()}${visit}`
  const files = names.map((name) => {
    const sum = { crc: 0 }
    return { name, sum, writer: new PieceWriter((pieces) => store.put(own + name, summed(pieces, sum))) }
  })
  try {
    await fill((file, piece) => (files[file] as (typeof files)[number]).writer.give(piece))
    return await Promise.all(
      files.map(async ({ name, sum, writer }) => ({ name, blob: await writer.end(), crc: sum.crc })),
    )
  } catch (error) {
    await Promise.all(files.map(({ writer }) => writer.fail(error)))
    await freeExports(store)
    throw error
  }
}

async function* summed(pieces: AsyncIterable<Piece>, sum: { crc: number }): AsyncGenerator<Piece> {
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
