/** Archives that the demo opens: the exported model, and a dataset of which one picture is shown to the model. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type FileEntry, Uint8ArrayReader, Uint8ArrayWriter, ZipReader } from '@zip.js/zip.js'
import { isNamed } from '../shared/catalog/formats.ts'
import { sampleData } from '../shared/catalog/sample.ts'
import type { Downloaded } from './studioPage.ts'

export interface Picture {
  readonly name: string
  readonly bytes: Buffer
}

/** Writes what was downloaded into a folder: an archive unpacked, another file as it is. */
export async function keep({ name, bytes }: Downloaded, folder: string): Promise<void> {
  if (isNamed(name, 'archive')) return unpack(bytes, folder)
  await mkdir(folder, { recursive: true })
  await writeFile(resolve(folder, name), bytes)
}

/** Writes the files of an archive into a folder. @throws Error for a name that leads out of it. */
async function unpack(archive: Uint8Array, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const entry of await entriesOf(archive)) {
    const path = resolve(folder, entry.filename)
    if (!path.startsWith(resolve(folder) + sep)) throw new Error(`The archive names a file outside: ${entry.filename}`)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, await read(entry))
  }
}

/** The first picture of a zip or a folder, or of the sample; undefined where there is none. */
export async function firstPicture(data: string | undefined): Promise<Picture | undefined> {
  const path = data ?? fileURLToPath(new URL(`../../public/${sampleData.path}`, import.meta.url))
  const names = await readdir(path, { recursive: true }).catch(() => undefined)
  if (names) {
    const name = names.sort().find((each) => isNamed(each, 'picture'))
    return name === undefined ? undefined : { name: basename(name), bytes: await readFile(join(path, name)) }
  }
  if (!isNamed(path, 'archive')) return undefined
  const entry = (await entriesOf(await readFile(path))).find(({ filename }) => isNamed(filename, 'picture'))
  return entry && { name: basename(entry.filename), bytes: await read(entry) }
}

async function entriesOf(archive: Uint8Array): Promise<FileEntry[]> {
  const entries = await new ZipReader(new Uint8ArrayReader(archive), { useWebWorkers: false }).getEntries()
  return entries.filter((entry) => !entry.directory)
}

async function read(entry: FileEntry): Promise<Buffer> {
  return Buffer.from(await entry.getData(new Uint8ArrayWriter()))
}
