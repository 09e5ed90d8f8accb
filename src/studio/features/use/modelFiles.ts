// The files of a fine-tuned model, as a person hands them over: single, or still in the zip they were saved in.
import { BlobReader, BlobWriter, configure, type Entry, type FileEntry, ZipReader } from '@zip.js/zip.js'
import { ThawError } from '../../../shared/errors.ts'
import type { NamedFile } from '../../../shared/protocol.ts'

const wanted = ['model.safetensors', 'config.json', 'preprocessor_config.json', 'labels.json']
/** More than any model of this studio, in bytes: a zip that claims it is none of ours. */
const mostBytes = 2 ** 31

/** Opens a zip if there is one among the files. @throws ThawError `data-unreadable` */
export async function modelFiles(files: readonly File[]): Promise<readonly NamedFile[]> {
  const opened = await Promise.all(
    files.map(async (file) => ((await isZip(file)) ? unzip(file) : [{ path: file.name, file }])),
  )
  return opened.flat()
}

/** By its first bytes, whatever it is called. */
async function isZip(file: Blob): Promise<boolean> {
  const [p, k] = new Uint8Array(await file.slice(0, 2).arrayBuffer())
  return p === 0x50 && k === 0x4b
}

async function unzip(file: File): Promise<NamedFile[]> {
  configure({ useWebWorkers: false })
  const reader = new ZipReader(new BlobReader(file))
  try {
    const entries = (await reader.getEntries()).filter(isWanted)
    if (entries.length === 0) throw notOurs(file, 'none of a model\u2019s files is in it')
    const bytes = entries.reduce((sum, entry) => sum + entry.uncompressedSize, 0)
    if (bytes > mostBytes) throw notOurs(file, 'it claims to hold more than 2 GB')
    return await Promise.all(entries.map(readEntry))
  } catch (thrown) {
    if (thrown instanceof ThawError) throw thrown
    throw notOurs(file, 'it cannot be opened', thrown)
  } finally {
    await reader.close()
  }
}

async function readEntry(entry: FileEntry): Promise<NamedFile> {
  return { path: baseName(entry), file: await entry.getData(new BlobWriter(), { checkSignature: true }) }
}

function isWanted(entry: Entry): entry is FileEntry {
  return !entry.directory && wanted.includes(baseName(entry))
}

function baseName(entry: Entry): string {
  return entry.filename.split('/').at(-1) ?? ''
}

function notOurs(file: File, why: string, cause?: unknown): ThawError {
  return new ThawError(
    'data-unreadable',
    `The zip "${file.name}" is not a model: ${why}.`,
    'Choose the zip that this studio saved, or its files: model.safetensors and config.json. The model before is kept.',
    { cause },
  )
}
