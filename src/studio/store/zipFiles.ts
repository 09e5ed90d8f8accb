// Exported files as one archive, made in the page. Weights do not compress, so they are only stored: the archive is a
// list of what stands between the files and of the files themselves, and a file that lies on the disk stays there.
import { formats } from '../../shared/catalog/formats.ts'
import { continuedCrc32 } from '../../shared/crc32.ts'
import type { ExportedFile } from '../../shared/domain/files.ts'

/** One zip of all the files, uncompressed. */
export async function zipFiles(files: readonly ExportedFile[]): Promise<Blob> {
  const bytes = files.reduce((sum, { blob }) => sum + blob.size, 0)
  if (bytes > largest || files.length > most) return copied(files)
  const parts: BlobPart[] = []
  const directory: Uint8Array<ArrayBuffer>[] = []
  let at = 0
  for (const { name, blob, crc = await sumOf(blob) } of files) {
    const entry = { name: new TextEncoder().encode(name), crc, bytes: blob.size, at }
    const header = record(local, [...shared(entry), [2, 0]], entry.name)
    directory.push(
      record(central, [[2, version], ...shared(entry), [2, 0], [2, 0], [2, 0], [2, 0], [4, 0], [4, at]], entry.name),
    )
    parts.push(header, blob)
    at += header.byteLength + blob.size
  }
  const listed = directory.reduce((sum, { byteLength }) => sum + byteLength, 0)
  const count = files.length
  const end = record(ending, [
    [2, 0],
    [2, 0],
    [2, count],
    [2, count],
    [4, listed],
    [4, at],
    [2, 0],
  ])
  return new Blob([...parts, ...directory, end], { type: formats.zip.mediaType })
}

/** Beyond what a zip holds without 64-bit fields. */
async function copied(files: readonly ExportedFile[]): Promise<Blob> {
  const { BlobReader, BlobWriter, ZipWriter } = await import('./zips.ts')
  const writer = new ZipWriter(new BlobWriter(formats.zip.mediaType), { level: 0 })
  for (const { name, blob } of files) await writer.add(name, new BlobReader(blob))
  return writer.close()
}

// APPNOTE 6.3
const [local, central, ending] = [0x04034b50, 0x02014b50, 0x06054b50]
/** 2.0: folders in names. */
const version = 20
/** Names are UTF-8. */
const flags = 0x0800
const most = 65_535
/** With room for headers. */
const largest = 2 ** 32 - 2 ** 24

interface Entry {
  readonly name: Uint8Array
  readonly crc: number
  readonly bytes: number
}

type Field = readonly [bytes: 2 | 4, value: number]

/** What both headers of a file say, up to the length of its name. */
function shared({ name, crc, bytes }: Entry): Field[] {
  const { date, time } = dosTime(new Date())
  return [
    [2, version],
    [2, flags],
    [2, 0],
    [2, time],
    [2, date],
    [4, crc],
    [4, bytes],
    [4, bytes],
    [2, name.byteLength],
  ]
}

function record(signature: number, fields: readonly Field[], name: Uint8Array = new Uint8Array()) {
  const all: readonly Field[] = [[4, signature], ...fields]
  const size = all.reduce((sum, [bytes]) => sum + bytes, 0)
  const written = new Uint8Array(size + name.byteLength)
  const view = new DataView(written.buffer)
  let at = 0
  for (const [bytes, value] of all) {
    if (bytes === 2) view.setUint16(at, value, true)
    else view.setUint32(at, value, true)
    at += bytes
  }
  written.set(name, at)
  return written
}

function dosTime(now: Date): { readonly date: number; readonly time: number } {
  return {
    date: ((now.getFullYear() - 1980) << 9) | ((now.getMonth() + 1) << 5) | now.getDate(),
    time: (now.getHours() << 11) | (now.getMinutes() << 5) | (now.getSeconds() >> 1),
  }
}

async function sumOf(blob: Blob): Promise<number> {
  let crc = 0
  const reader = blob.stream().getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return crc
    crc = continuedCrc32(crc, value)
  }
}
