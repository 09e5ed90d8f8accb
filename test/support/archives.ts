/** Small archives and broken files for the tests of the Data screen, made in memory. */
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

/** The first bytes of a PNG that claims to be `side` pixels wide and high. */
export function pngHeader(side: number): Buffer {
  const header = Buffer.from('89504e470d0a1a0a0000000d4948445200000000000000000806000000deadbeef', 'hex')
  header.writeUInt32BE(side, 16)
  header.writeUInt32BE(side, 20)
  return header
}
