// Exported files as one archive, made in the page. Weights do not compress, so they are only stored.
import { formats } from '../../shared/catalog/formats.ts'
import type { ExportedFile } from '../../shared/domain/files.ts'
import { BlobReader, BlobWriter, ZipWriter } from './zips.ts'

/** One zip of all the files, uncompressed. */
export async function zipFiles(files: readonly ExportedFile[]): Promise<Blob> {
  const writer = new ZipWriter(new BlobWriter(formats.zip.mediaType), { level: 0 })
  for (const { name, blob } of files) await writer.add(name, new BlobReader(blob))
  return writer.close()
}
