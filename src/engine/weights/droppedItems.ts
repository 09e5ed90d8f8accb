/** The files that a person dropped, loose or in one zip, as names that can be read when they are wanted. */
import { BlobReader, type FileEntry, ZipReader } from '@zip.js/zip.js/index-native.js'
import { formats, isNamed, shows, withoutExtension } from '../../shared/catalog/formats.ts'
import type { NamedFile } from '../../shared/domain/files.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import { readWhole } from '../storage/sha256.ts'

export interface DroppedItem {
  /** With its folders, separated by "/"; a label, never a path to write to. */
  readonly path: string
  /** Throws `weights-invalid` for more than `limit` bytes. */
  read(limit: number): Promise<Uint8Array<ArrayBuffer>>
  /** As it lies on the device; absent for what is packed. */
  readonly file?: Blob
}

export interface DroppedItems {
  readonly items: readonly DroppedItem[]
  close(): Promise<void>
}

/** Opens zips, and takes the other files as they are; what is in a zip beside others lies in a folder of its name. */
export async function openDroppedItems(files: readonly NamedFile[]): Promise<DroppedItems> {
  const [only] = files
  if (!only) throw new ThawError('weights-invalid', 'nothingDropped')
  if (files.length === 1) return (await isZip(only.file)) ? openZip(only) : loose(files)
  const opened: DroppedItems[] = []
  const close = async () => void (await Promise.all(opened.map((each) => each.close())))
  try {
    for (const named of files) {
      const packed = isNamed(named.path, 'archive') && (await isZip(named.file))
      opened.push(
        packed ? inFolder(`${withoutExtension(named.path, 'archive')}/`, await openZip(named)) : loose([named]),
      )
    }
  } catch (error) {
    await close()
    throw error
  }
  return { items: opened.flatMap(({ items }) => items), close }
}

function loose(files: readonly NamedFile[]): DroppedItems {
  return { items: files.map(looseItem), close: async () => {} }
}

function inFolder(folder: string, { items, close }: DroppedItems): DroppedItems {
  return { items: items.map((item) => ({ ...item, path: folder + item.path })), close }
}

/** More entries than this are no model. */
const mostEntries = 10_000
/** Deflate packs at most 1032 to 1: a zip that claims more lies. */
const densest = 1032

async function openZip({ path, file }: NamedFile): Promise<DroppedItems> {
  const reader = new ZipReader(new BlobReader(file), { useWebWorkers: false, checkSignature: true })
  const items: DroppedItem[] = []
  try {
    for await (const entry of reader.getEntriesGenerator()) {
      if (items.length >= mostEntries)
        throw new ThawError('weights-invalid', 'droppedZipOfTooMany', { path, most: mostEntries })
      if (!entry.directory) items.push(zippedItem(entry, path))
    }
  } catch (cause) {
    await reader.close()
    throw cause instanceof ThawError ? cause : damaged(path, cause)
  }
  return { items, close: () => reader.close() }
}

function looseItem({ path, file }: NamedFile): DroppedItem {
  return {
    path: slashed(path),
    file,
    read: async (limit) => {
      if (file.size > limit) throw tooLarge(path, file.size, limit)
      return readWhole(file)
    },
  }
}

function zippedItem(entry: FileEntry, zip: string): DroppedItem {
  const { filename, uncompressedSize, compressedSize } = entry
  const read = async (limit: number) => {
    if (entry.encrypted) throw new ThawError('weights-invalid', 'droppedZipLocked', { name: filename })
    if (uncompressedSize > limit) throw tooLarge(filename, uncompressedSize, limit)
    if (uncompressedSize > compressedSize * densest + 64)
      throw damaged(zip, new Error(`"${filename}" lies of its size`))
    const bytes = new Uint8Array(uncompressedSize)
    let received = 0
    const sink = new WritableStream<Uint8Array<ArrayBuffer>>({
      write(chunk) {
        // Counted as it unpacks: what the zip claims of itself proves nothing.
        if (received + chunk.byteLength > bytes.byteLength) throw new Error(`"${filename}" is longer than the zip says`)
        bytes.set(chunk, received)
        received += chunk.byteLength
      },
    })
    try {
      await entry.getData(sink)
    } catch (cause) {
      throw damaged(zip, cause)
    }
    if (received !== bytes.byteLength) throw damaged(zip, new Error(`"${filename}" is shorter than the zip says`))
    return bytes
  }
  return { path: slashed(filename), read }
}

async function isZip(file: Blob): Promise<boolean> {
  return shows(formats.zip.signatures, new Uint8Array(await file.slice(0, 4).arrayBuffer()))
}

function slashed(path: string): string {
  return path.replaceAll('\\', '/')
}

function damaged(path: string, cause: unknown): ThawError {
  return new ThawError('weights-invalid', 'droppedZipUnreadable', { path }, { cause })
}

function tooLarge(name: string, received: number, limit: number): ThawError {
  return new ThawError('weights-invalid', 'droppedFileTooLarge', {
    name: name.split('/').at(-1) ?? name,
    limit,
    received,
  })
}
