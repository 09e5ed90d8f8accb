/** Tar archives: the files are kept as blobs, in the order of the archive; what breaks off is told. */
import { formats, shows } from '../../../shared/catalog/formats.ts'
import type { SkippedFile } from '../../../shared/domain/data.ts'
import { ThawError } from '../../../shared/messages/errors.ts'
import { notice } from '../../../shared/messages/say.ts'
import { blobFile } from '../blobFile.ts'
import type { DataFile, FileListing } from '../dataFile.ts'
import { displayText } from '../displayText.ts'
import { limits } from '../limits.ts'
import { isLitter } from '../safeName.ts'
import { sniffLength } from '../sniff.ts'
import type { ArchiveReader } from './reader.ts'
import { archiveFault, type Unpacking, unpacked } from './unpacked.ts'

export const tarReader: ArchiveReader = { kind: 'archive', open: listTar }

export async function isTar(blob: Blob): Promise<boolean> {
  return shows(formats.tar.signatures, new Uint8Array(await blob.slice(0, sniffLength).arrayBuffer()))
}

/** @throws ThawError where nothing of it can be read, or where it holds too many files. */
export async function listTar(blob: Blob, name: string, how: Unpacking): Promise<FileListing> {
  const shown = displayText(name, limits.pathLength)
  const { createTarDecoder } = await import('modern-tar')
  const files: DataFile[] = []
  const skipped: SkippedFile[] = []
  const seen = new Set<string>()
  let passedOver = 0
  try {
    const entries = blob.stream().pipeThrough(createTarDecoder({ strict: false }))
    for await (const { header, body } of entriesOf(entries)) {
      await how.pace.breathe()
      const unread = header.type !== 'file' || isLitter(header.name) || seen.has(header.name)
      if (unread) {
        if (seen.has(header.name)) skipped.push({ path: header.name, reason: notice('zipNameRepeated') })
        else if (header.type === 'file') passedOver++
        await body.cancel()
        continue
      }
      seen.add(header.name)
      files.push(blobFile(header.name, await unpacked(body as ReadableStream<Uint8Array<ArrayBuffer>>, how)))
      if (files.length > limits.files)
        throw new ThawError('data-too-large', 'zipTooManyFiles', { name: shown, most: limits.files })
    }
  } catch (error) {
    if (error instanceof ThawError || files.length === 0) throw archiveFault(error, name)
    return { files, skipped, passedOver, warnings: [notice('archiveBreaksOff', { name: shown, files: files.length })] }
  }
  return { files, skipped, passedOver, warnings: [] }
}

async function* entriesOf<Entry>(stream: ReadableStream<Entry>): AsyncGenerator<Entry> {
  const reader = stream.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    yield value
  }
}
