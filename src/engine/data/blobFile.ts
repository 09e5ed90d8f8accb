/** A file whose bytes a blob holds: one that was dropped, or one that was unpacked whole. */
import { notice } from '../../shared/messages/say.ts'
import { blobSource, readBytes } from './byteSource.ts'
import type { DataFile } from './dataFile.ts'
import { limits } from './limits.ts'
import { Skip } from './skip.ts'
import { sniffLength } from './sniff.ts'

export function blobFile(path: string, blob: Blob): DataFile {
  return {
    path,
    blob,
    source: blobSource(blob),
    async read(check) {
      if (blob.size > limits.fileBytes) throw new Skip(notice('fileTooLarge', { most: limits.fileBytes }))
      if (blob.size > 64 * sniffLength) check(await readBytes(blob.slice(0, sniffLength)))
      return readBytes(blob)
    },
  }
}
