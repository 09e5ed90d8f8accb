/**
 * Finds the parts of a model among files that a person dropped: loose, or in one zip. Names only tell the parts apart;
 * they are never used as paths. A browser that saves a second copy calls it "config (1).json", which is understood.
 */
import { BlobReader, type FileEntry, ZipReader } from '@zip.js/zip.js'
import { ThawError } from '../../shared/errors.ts'
import type { NamedFile } from '../../shared/protocol.ts'
import { largestFile, largestJson } from './hub.ts'
import { refusedWeights } from './huggingFace.ts'

/** The parts as bytes; what may be absent is null. */
export interface DroppedModel {
  readonly weights: Uint8Array<ArrayBuffer>
  readonly config: Uint8Array<ArrayBuffer>
  readonly preprocessor: Uint8Array<ArrayBuffer> | null
  readonly labels: Uint8Array<ArrayBuffer> | null
}

/** Throws `weights-invalid` or `model-unsupported`, saying which part is missing, doubled or of another kind. */
export async function openDroppedModel(files: readonly NamedFile[]): Promise<DroppedModel> {
  const [only] = files
  if (!only) throw incomplete('No file was dropped.')
  return files.length === 1 && (await isZip(only.file)) ? openZip(only) : pick(files.map(looseItem))
}

/** Something with a name that can be read when it is wanted. */
interface Item {
  readonly name: string
  read(limit: number): Promise<Uint8Array<ArrayBuffer>>
}

/** More entries than this are no model. */
const mostEntries = 10_000

async function openZip({ path, file }: NamedFile): Promise<DroppedModel> {
  const reader = new ZipReader(new BlobReader(file), { useWebWorkers: false, checkSignature: true })
  try {
    const items: Item[] = []
    for await (const entry of reader.getEntriesGenerator()) {
      if (items.length >= mostEntries) throw incomplete(`"${path}" holds more than ${mostEntries} files.`)
      if (!entry.directory) items.push(zippedItem(entry))
    }
    return await pick(items)
  } catch (cause) {
    if (cause instanceof ThawError) throw cause
    throw new ThawError('weights-invalid', `The zip "${path}" cannot be read.`, again, { cause })
  } finally {
    await reader.close()
  }
}

function looseItem({ path, file }: NamedFile): Item {
  return {
    name: baseName(path),
    read: async (limit) => {
      if (file.size > limit) throw tooLarge(path, file.size, limit)
      return new Uint8Array(await file.arrayBuffer())
    },
  }
}

function zippedItem(entry: FileEntry): Item {
  const read = async (limit: number) => {
    if (entry.encrypted) throw incomplete(`"${entry.filename}" in the zip is locked with a password.`)
    const chunks: Uint8Array<ArrayBuffer>[] = []
    let received = 0
    const sink = new WritableStream<Uint8Array<ArrayBuffer>>({
      write(chunk) {
        received += chunk.byteLength // counted as it unpacks: what the zip claims of itself proves nothing
        if (received > limit) throw tooLarge(entry.filename, received, limit)
        chunks.push(chunk)
      },
    })
    await entry.getData(sink)
    return new Uint8Array(await new Blob(chunks).arrayBuffer())
  }
  return { name: baseName(entry.filename), read }
}

async function pick(items: readonly Item[]): Promise<DroppedModel> {
  const visible = items.filter(({ name }) => !name.startsWith('.'))
  const weights = one(visible, /\.safetensors$/i)
  if (!weights) throw withoutWeights(visible)
  const config = one(visible, jsonNamed('config'))
  if (!config) throw incomplete('There is no config.json, which says how the model is built.')
  const preprocessor = one(visible, jsonNamed('preprocessor_config'))
  const labels = one(visible, jsonNamed('labels'))
  return {
    weights: await weights.read(largestFile),
    config: await config.read(largestJson),
    preprocessor: (await preprocessor?.read(largestJson)) ?? null,
    labels: (await labels?.read(largestJson)) ?? null,
  }
}

function one(items: readonly Item[], pattern: RegExp): Item | null {
  const [first, second] = items.filter(({ name }) => pattern.test(name))
  if (first && second) throw incomplete(`Expected one model, received both "${first.name}" and "${second.name}".`)
  return first ?? null
}

function jsonNamed(stem: string): RegExp {
  return new RegExp(`^${stem}( ?\\(\\d+\\))?\\.json$`, 'i')
}

function withoutWeights(items: readonly Item[]): ThawError {
  const refused = items.map(({ name }) => refusedWeights(name)).find((reason) => reason !== null)
  if (!refused) return incomplete('There is no model.safetensors among the files.')
  return new ThawError('model-unsupported', refused, 'Convert the weights to model.safetensors first.')
}

async function isZip(file: Blob): Promise<boolean> {
  const magic = new Uint8Array(await file.slice(0, 4).arrayBuffer())
  return magic[0] === 0x50 && magic[1] === 0x4b && (magic[2] === 3 || magic[2] === 5)
}

function baseName(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path
}

const again = 'Drop model.safetensors and config.json as they were exported, or the zip that holds them.'

function incomplete(message: string): ThawError {
  return new ThawError('weights-invalid', message, again)
}

function tooLarge(name: string, received: number, limit: number): ThawError {
  return incomplete(`Expected at most ${limit} bytes in "${name}", received ${received}.`)
}
