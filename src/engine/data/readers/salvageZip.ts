/**
 * A zip's list of contents stands at its end, so a download that broke off has none. Its files still follow one
 * another from the start, each behind a header of its own; this writes a new list for those that are whole.
 * Layout: APPNOTE.TXT 4.3.7 (local header), 4.3.12 (central header), 4.3.16 (end of central directory).
 */
import { blobWindow, type ReadAt } from '../blobWindow.ts'
import { limits } from '../limits.ts'
import type { Pace } from '../pace.ts'

const localSignature = 0x04034b50
const localBytes = 30

export interface Salvaged {
  readonly zip: Blob
  readonly entries: number
  /** The file in which the archive breaks off, if its name is still there. */
  readonly lost: string | null
}
interface LocalEntry {
  readonly offset: number
  readonly end: number
  readonly header: Uint8Array<ArrayBuffer>
  readonly name: Uint8Array<ArrayBuffer>
}

/** The whole entries of a zip without its list, as a zip again. */
export async function salvageZip(blob: Blob, pace: Pace): Promise<Salvaged> {
  const readAt = blobWindow(blob)
  const whole: LocalEntry[] = []
  let lost: string | null = null
  for (let at = 0; whole.length <= limits.archiveEntries; at = whole.at(-1)?.end ?? 0) {
    await pace.breathe()
    const entry = await localEntry(readAt, at)
    if (!entry) break
    if (entry.end > blob.size) {
      lost = new TextDecoder().decode(entry.name)
      break
    }
    whole.push(entry)
  }
  return { zip: withDirectory(blob, whole), entries: whole.length, lost }
}

async function localEntry(readAt: ReadAt, offset: number): Promise<LocalEntry | null> {
  const header = await readAt(offset, localBytes)
  if (header.length < localBytes) return null
  const view = new DataView(header.buffer)
  const sizesFollow = (view.getUint16(6, true) & 8) !== 0 && view.getUint32(18, true) === 0
  if (view.getUint32(0, true) !== localSignature || sizesFollow) return null
  const nameLength = view.getUint16(26, true)
  const name = await readAt(offset + localBytes, nameLength)
  const end = offset + localBytes + nameLength + view.getUint16(28, true) + view.getUint32(18, true)
  return { offset, end, header, name }
}

function withDirectory(blob: Blob, entries: readonly LocalEntry[]): Blob {
  const end = entries.at(-1)?.end ?? 0
  const directory = entries.flatMap((entry) => [centralHeader(entry), entry.name])
  const bytes = directory.reduce((sum, part) => sum + part.length, 0)
  return new Blob([blob.slice(0, end), ...directory, endRecord(entries.length, bytes, end)])
}

function centralHeader({ header, name, offset }: LocalEntry): Uint8Array<ArrayBuffer> {
  const record = new Uint8Array(46)
  const view = new DataView(record.buffer)
  view.setUint32(0, 0x02014b50, true)
  record.set(header.subarray(4, 6), 4) // made by the version that extracts it
  record.set(header.subarray(4, 28), 6) // version, flags, method, time, checksum, sizes, name length
  view.setUint16(28, name.length, true)
  view.setUint32(42, offset, true)
  return record
}

function endRecord(entries: number, directoryBytes: number, directoryOffset: number): Uint8Array<ArrayBuffer> {
  const record = new Uint8Array(22)
  const view = new DataView(record.buffer)
  view.setUint32(0, 0x06054b50, true)
  view.setUint16(8, entries, true)
  view.setUint16(10, entries, true)
  view.setUint32(12, directoryBytes, true)
  view.setUint32(16, directoryOffset, true)
  return record
}
