/** Small archives and broken files for the tests of the Data screen, made in memory. */
import { crc32, deflateSync } from 'node:zlib'
import { Uint8ArrayReader, Uint8ArrayWriter, ZipReader, ZipWriter } from '@zip.js/zip.js'

export interface Entry {
  readonly path: string
  readonly bytes: Uint8Array
}

export async function zipOf(entries: readonly Entry[]): Promise<Buffer> {
  const writer = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false, level: 0 })
  for (const { path, bytes } of entries) await writer.add(path, new Uint8ArrayReader(bytes))
  return Buffer.from(await writer.close())
}

export async function entriesOf(archive: Uint8Array): Promise<Entry[]> {
  const reader = new ZipReader(new Uint8ArrayReader(archive), { useWebWorkers: false })
  const entries: Entry[] = []
  for (const entry of await reader.getEntries())
    if (!entry.directory) entries.push({ path: entry.filename, bytes: await entry.getData(new Uint8ArrayWriter()) })
  return entries
}

/** A PNG of a few bytes, whole in every part, whose header claims `side` pixels in width and height. */
export function pngHeader(side: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  header.set([8, 6], 8) // 8 bits, with alpha
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync('')),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  check.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, check])
}
