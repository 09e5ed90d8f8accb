/**
 * A project's zip, read with distrust: names may neither repeat nor lead elsewhere, sizes are counted as they unpack,
 * and checksums must hold. Nothing is unpacked before it is asked for.
 */
import { configure, type FileEntry, ZipReader } from '@zip.js/zip.js/index-native.js'
import { ThawError } from '../../../shared/messages/errors.ts'
import { notice } from '../../../shared/messages/say.ts'
import { limits } from '../../data/limits.ts'
import { isLitter, pathSegments } from '../../data/safeName.ts'
import { Skip } from '../../data/skip.ts'
import { WindowReader } from '../../data/windowReader.ts'
import { damagedProject, noProject } from './projectFaults.ts'

// The engine is a worker already.
configure({ useWebWorkers: false })

export interface ProjectZip {
  has(name: string): boolean
  /** @throws ThawError `project-invalid`, naming the entry that is missing or damaged. */
  read(name: string, most?: number): Promise<Blob>
}

/** @throws ThawError `project-invalid` */
export async function openProjectZip(file: Blob): Promise<ProjectZip> {
  const entries = await entriesOf(file)
  // An entry that is stored uncompressed unpacks to its own size; a compressed one may grow as far as an archive of data.
  const budget = { bytes: Math.max(file.size, limits.unpackedBytes) }
  return {
    has: (name) => entries.has(name),
    async read(name, most = Number.POSITIVE_INFINITY) {
      const entry = entries.get(name)
      if (!entry) throw damagedProject(name, notice('entryMissing'))
      return unpack(entry, Math.min(most, budget.bytes), (bytes) => {
        budget.bytes -= bytes
      })
    },
  }
}

async function entriesOf(file: Blob): Promise<ReadonlyMap<string, FileEntry>> {
  const reader = new ZipReader(new WindowReader(file), { checkOverlappingEntry: true, checkCrc32: true })
  const entries = new Map<string, FileEntry>()
  try {
    // Names are judged one by one, so that the one at fault can be named.
    for await (const entry of reader.getEntriesGenerator({ filenameValidation: 'tolerant' })) {
      if (entry.directory || isLitter(entry.filename)) continue
      refuseName(entry.filename)
      if (entries.has(entry.filename)) throw damagedProject(entry.filename, notice('entryTwice'))
      entries.set(entry.filename, entry)
      if (entries.size > limits.archiveEntries) throw noProject(notice('projectFilesTooMany'))
    }
  } catch (error) {
    throw error instanceof ThawError ? error : noProject(notice('projectContentsUnreadable'), error)
  }
  return entries
}

function refuseName(name: string): void {
  try {
    pathSegments(name)
  } catch (error) {
    if (!(error instanceof Skip)) throw error
    throw damagedProject(name, notice('entryNameUnsafe'), error)
  }
}

async function unpack(entry: FileEntry, most: number, spent: (bytes: number) => void): Promise<Blob> {
  const { filename, uncompressedSize } = entry
  if (entry.encrypted) throw damagedProject(filename, notice('entryLocked'))
  if (uncompressedSize > most) throw damagedProject(filename, notice('entryTooLarge', { most }))
  let bytes = 0
  const counted = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      bytes += chunk.byteLength
      if (bytes > uncompressedSize) throw new Error('it unpacks to more than it says')
      controller.enqueue(chunk)
    },
  })
  try {
    const [blob] = await Promise.all([new Response(counted.readable).blob(), entry.getData(counted.writable)])
    if (bytes !== uncompressedSize) throw new Error('it unpacks to less than it says')
    spent(bytes)
    return blob
  } catch (cause) {
    throw damagedProject(filename, notice('entryChanged'), cause)
  }
}
