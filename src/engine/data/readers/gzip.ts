/** What gzip packed: one file under the archive's name without its ending, or a tar. Bytes are counted as they unpack. */
import { blobFile } from '../blobFile.ts'
import type { FileListing } from '../dataFile.ts'
import { limits } from '../limits.ts'
import type { ArchiveReader } from './reader.ts'
import { isTar, listTar } from './tar.ts'
import { archiveFault, type Unpacking, unpacked } from './unpacked.ts'

export const gzipReader: ArchiveReader = { kind: 'archive', open: openGzip }

/** @throws ThawError where it is damaged, or unpacks to too much. */
async function openGzip(blob: Blob, name: string, how: Unpacking): Promise<FileListing> {
  const file = await unpackedGzip(blob, name, how)
  if (await isTar(file)) return listTar(file, name, how)
  // Its path is the archive's, which only the one who opens it knows whole.
  return { files: [blobFile('', file)], skipped: [], warnings: [], passedOver: 0, single: true }
}

async function unpackedGzip(blob: Blob, name: string, how: Unpacking): Promise<Blob> {
  const stream = blob.stream().pipeThrough(new DecompressionStream('gzip'))
  try {
    return await unpacked(stream, how, Math.max(limits.freelyUnpackedBytes, limits.unpackRatio * blob.size))
  } catch (error) {
    throw archiveFault(error, name)
  }
}
