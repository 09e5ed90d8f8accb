/**
 * A zip's entry that stays in it once it was found sound: what is stored is a part of the archive's file, what is
 * deflated is inflated anew. Layout: APPNOTE.TXT 4.3.7 (local header).
 */
import type { FileEntry } from '@zip.js/zip.js/index-native.js'
import { ThawError } from '../../../shared/messages/errors.ts'
import type { PackedBlob } from '../pictureBlob.ts'

const localHeader = 30
const deflated = 8

/** @param zip the file that holds it, as it was listed. */
export function packedIn(zip: Blob, entry: FileEntry): PackedBlob {
  const { offset, compressedSize, compressionMethod } = entry
  return {
    async unpack() {
      try {
        const header = new DataView(await zip.slice(offset, offset + localHeader).arrayBuffer())
        const start = offset + localHeader + header.getUint16(26, true) + header.getUint16(28, true)
        const packed = zip.slice(start, start + compressedSize)
        if (compressionMethod !== deflated) return packed
        return await new Response(packed.stream().pipeThrough(new DecompressionStream('deflate-raw'))).blob()
      } catch (cause) {
        throw new ThawError('image-unreadable', 'pictureNotDecoded', {}, { cause })
      }
    },
  }
}
