/** A store of blobs on the disk of the machine, as a page's lies in the browser's own: what is read of it stands in no memory. */
import { openAsBlob } from 'node:fs'
import { mkdtemp, open, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BlobStore, Content } from '../../src/engine/storage/blobStore.ts'
import { slicedDigest } from '../../src/engine/storage/sha256.ts'

export interface FileStore extends BlobStore {
  close(): Promise<void>
}

/** @param onPiece told of each piece before it is written; what it throws fails the write, as a full disk does. */
export async function fileStore(onPiece: (bytes: number) => void = () => {}): Promise<FileStore> {
  const folder = await mkdtemp(join(tmpdir(), 'thaw-store-'))
  const keys = new Map<string, string>()
  let made = 0
  const get = async (key: string) => {
    const path = keys.get(key)
    return path === undefined ? null : openAsBlob(path)
  }
  return {
    get,
    async digestOf(key) {
      const blob = await get(key)
      return blob && slicedDigest(blob)
    },
    async put(key, content) {
      const path = join(folder, String(made++))
      const file = await open(path, 'w')
      try {
        for await (const piece of piecesOf(content)) {
          onPiece(piece.byteLength)
          await file.write(piece)
        }
        keys.set(key, path)
        return await openAsBlob(path)
      } catch (error) {
        await rm(path)
        throw error
      } finally {
        await file.close()
      }
    },
    async delete(key) {
      const path = keys.get(key)
      keys.delete(key)
      if (path !== undefined) await rm(path)
    },
    list: async () => Promise.all([...keys].map(async ([key, path]) => ({ key, bytes: (await stat(path)).size }))),
    close: () => rm(folder, { recursive: true, force: true }),
  }
}

async function* piecesOf(content: Content): AsyncGenerator<Uint8Array> {
  if (content instanceof Uint8Array) yield content
  else yield* content
}
