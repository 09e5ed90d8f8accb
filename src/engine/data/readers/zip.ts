/**
 * Zip archives, entry by entry and bounded: bytes are counted as they stream, entries may neither repeat nor overlap,
 * and one that is encrypted or damaged is named while the rest is offered.
 */
import {
  configure,
  ERR_CENTRAL_DIRECTORY_NOT_FOUND,
  ERR_ENCRYPTED,
  ERR_ENTRY_DATA_OUT_OF_BOUNDS,
  ERR_INVALID_COMPRESSED_DATA,
  ERR_INVALID_CRC32,
  ERR_INVALID_UNCOMPRESSED_SIZE,
  ERR_LOCAL_FILE_HEADER_NOT_FOUND,
  ERR_OVERLAPPING_ENTRY,
  ERR_UNSUPPORTED_COMPRESSION,
  ERR_UNSUPPORTED_ENCRYPTION,
  type FileEntry,
  ZipReader,
} from '@zip.js/zip.js/index-native.js'
import type { SkippedFile } from '../../../shared/domain/data.ts'
import { ThawError } from '../../../shared/messages/errors.ts'
import type { Message } from '../../../shared/messages/message.ts'
import { notice } from '../../../shared/messages/say.ts'
import { joinBytes } from '../../joinBytes.ts'
import type { DataFile, FileListing, UnpackBudget } from '../dataFile.ts'
import { displayText } from '../displayText.ts'
import { limits } from '../limits.ts'
import { cancelled, type Pace } from '../pace.ts'
import { isLitter } from '../safeName.ts'
import { Skip } from '../skip.ts'
import { WindowReader } from '../windowReader.ts'
import { zipNames } from '../zipNames.ts'
import { packedIn } from './packedEntry.ts'
import type { ArchiveReader } from './reader.ts'
import { salvageZip } from './salvageZip.ts'
import type { Unpacking } from './unpacked.ts'

// The engine is a worker already.
configure({ useWebWorkers: false })

export const zipReader: ArchiveReader = { kind: 'archive', open: openZip }

/** Lists a zip's files without unpacking them. Throws a ThawError for an archive that cannot be read at all. */
export async function openZip(
  blob: Blob,
  name: string,
  { budget, pace, signal, encoding = null, onNames }: Unpacking,
): Promise<FileListing> {
  const shown = displayText(name, limits.pathLength)
  const { zip, entries, warnings } = await listOrSalvage(blob, shown, pace)
  const read = await zipNames(entries, { archive: shown, encoding, ...(onNames && { onNames }) })
  const seen = new Set<string>()
  const files: DataFile[] = []
  const skipped: SkippedFile[] = []
  const unpacked = entries.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0)
  let passedOver = 0
  for (const [at, entry] of entries.entries()) {
    const filename = read.names[at] ?? entry.filename
    if (isLitter(filename)) {
      passedOver++
      continue
    }
    if (seen.has(filename)) {
      skipped.push({ path: filename, reason: notice('zipNameRepeated') })
      continue
    }
    seen.add(filename)
    files.push({
      path: filename.normalize('NFC'),
      read: (check) => unpack(entry, check, budget, signal),
      ...(unpacked > limits.keptUnpackedBytes && { packed: packedIn(zip, entry) }),
    })
  }
  return { files, skipped, warnings: [...warnings, ...read.warnings], passedOver }
}

/** What a zip says that it unpacks to. */
export async function unpackedBytesOf(blob: Blob, pace: Pace): Promise<number> {
  const entries = await listEntries(blob, '', pace)
  return entries.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0)
}

/** The parts of a document that is packed as a zip. */
export interface PackedParts {
  readonly names: readonly string[]
  /** Hands over a part's bytes as they are unpacked; false where there is none of this name. */
  each(name: string, take: (chunk: Uint8Array<ArrayBuffer>) => void): Promise<boolean>
}

/** @param most bytes that all parts together may unpack to. @throws Error of zip.js where it is damaged or encrypted. */
export async function packedParts(blob: Blob, most: number, pace: Pace): Promise<PackedParts> {
  const entries = new Map((await listEntries(blob, '', pace)).map((entry) => [entry.filename, entry]))
  let left = most
  return {
    names: [...entries.keys()],
    async each(name, take) {
      const entry = entries.get(name)
      if (!entry) return false
      let fault: unknown = null
      const sink = new WritableStream<Uint8Array<ArrayBuffer>>({
        async write(chunk) {
          try {
            await pace.breathe()
            left -= chunk.length
            if (left < 0) throw new ThawError('data-too-large', 'archiveUnpacksTooLarge', { most })
            take(chunk)
          } catch (error) {
            fault = error
            throw error
          }
        },
      })
      await entry.getData(sink).catch((error: unknown) => {
        throw fault ?? error
      })
      return true
    },
  }
}

async function listOrSalvage(
  blob: Blob,
  name: string,
  pace: Pace,
): Promise<{ zip: Blob; entries: FileEntry[]; warnings: Message[] }> {
  try {
    return { zip: blob, entries: await listEntries(blob, name, pace), warnings: [] }
  } catch (error) {
    if (error instanceof ThawError) throw error
    const { zip, entries, lost } = await salvageZip(blob, pace)
    if (entries === 0) throw unreadable(name, error)
    const within = lost === null ? null : displayText(lost, limits.pathLength)
    const warning = notice('zipBreaksOff', { name, lost: within, files: entries })
    return { zip, entries: await listEntries(zip, name, pace), warnings: [warning] }
  }
}

async function listEntries(blob: Blob, name: string, pace: Pace): Promise<FileEntry[]> {
  const reader = new ZipReader(new WindowReader(blob), { checkOverlappingEntry: true, checkCrc32: true })
  const entries: FileEntry[] = []
  let total = 0
  // Names are only labels here, and each is judged by itself; the library would refuse the whole archive for one.
  for await (const entry of reader.getEntriesGenerator({ filenameValidation: 'tolerant' })) {
    await pace.breathe()
    if (!entry.directory) entries.push(entry)
    if (entries.length > limits.files || ++total > limits.archiveEntries) throw tooMany(name)
  }
  return entries
}

async function unpack(
  entry: FileEntry,
  check: (head: Uint8Array) => void,
  budget: UnpackBudget,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const sink = boundedSink(entry, check, budget)
  try {
    await entry.getData(sink.writable, { signal })
  } catch (error) {
    throw sink.refusal() ?? (signal.aborted ? cancelled() : new Skip(entryFault(error)))
  }
  return sink.bytes()
}

/** Counts what streams through, and refuses with the first byte too many. */
function boundedSink(entry: FileEntry, check: (head: Uint8Array) => void, budget: UnpackBudget) {
  const ratioLimit = Math.max(limits.freelyUnpackedBytes, limits.unpackRatio * entry.compressedSize)
  const chunks: Uint8Array<ArrayBuffer>[] = []
  let length = 0
  let refused: unknown = null
  const accept = (chunk: Uint8Array<ArrayBuffer>) => {
    if (length === 0 && chunk.length >= 64) check(chunk)
    length += chunk.length
    budget.bytes -= chunk.length
    if (budget.bytes < 0) throw bomb()
    if (length > ratioLimit) throw new Skip(notice('zipEntryUnpacksTooLarge', { times: limits.unpackRatio }))
    if (length > limits.fileBytes) throw new Skip(notice('fileTooLarge', { most: limits.fileBytes }))
    chunks.push(chunk)
  }
  const writable = new WritableStream<Uint8Array<ArrayBuffer>>({
    write(chunk) {
      try {
        accept(chunk)
      } catch (error) {
        refused = error
        throw error
      }
    },
  })
  return { writable, refusal: () => refused, bytes: () => joinBytes(chunks) }
}

const faults = new Map<string, Message>([
  [ERR_ENCRYPTED, notice('zipEntryEncrypted')],
  [ERR_UNSUPPORTED_ENCRYPTION, notice('zipEntryEncrypted')],
  [ERR_INVALID_CRC32, notice('zipEntryChecksumWrong')],
  [ERR_INVALID_UNCOMPRESSED_SIZE, notice('zipEntryLengthWrong')],
  [ERR_INVALID_COMPRESSED_DATA, notice('zipEntryDamaged')],
  [ERR_ENTRY_DATA_OUT_OF_BOUNDS, notice('zipBreaksOffInside')],
  [ERR_LOCAL_FILE_HEADER_NOT_FOUND, notice('zipDamagedHere')],
  [ERR_OVERLAPPING_ENTRY, notice('zipEntryOverlaps')],
  [ERR_UNSUPPORTED_COMPRESSION, notice('zipEntryPackedUnreadably')],
])

function entryFault(error: unknown): Message {
  const detail = error instanceof Error ? error.message : String(error)
  return faults.get(detail) ?? notice('zipEntryFails', { detail })
}

function unreadable(name: string, cause: unknown): ThawError {
  const damaged = cause instanceof Error && cause.message === ERR_CENTRAL_DIRECTORY_NOT_FOUND
  return new ThawError('data-unreadable', 'zipUnreadable', { name, damaged }, { cause })
}

function tooMany(name: string): ThawError {
  return new ThawError('data-too-large', 'zipTooManyFiles', { name, most: limits.files })
}

function bomb(): ThawError {
  return new ThawError('data-too-large', 'zipUnpacksTooLarge', { most: limits.unpackedBytes })
}
