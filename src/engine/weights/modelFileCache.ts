/**
 * The files of one model, from this device where they are kept and sound, else from the network, and then kept. A
 * record beside the files says which files belong together; it is written after them, so that a torn download leaves
 * the record of before.
 */
import * as v from 'valibot'
import type { ModelStatus } from '../../shared/domain/model.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import type { BlobStore } from '../storage/blobStore.ts'
import { readWhole, slicedDigest } from '../storage/sha256.ts'
import { DownloadProgress } from './downloadProgress.ts'
import { type FileParts, largeWeights, partsOfBlob, partsOfBytes, readsAtOnce } from './fileParts.ts'
import { download, downloadInto, type Wanted } from './hub.ts'
import type { Network } from './network.ts'
import { StoredGathering } from './storedGathering.ts'

/** A file of a model and where it lies when it is not here. */
export interface ModelFile extends Wanted {
  readonly name: string
}

const recordSchema = v.object({
  /** The revision that was asked for ("main"), or the address where there are none; and the commit that it was. */
  requested: v.string(),
  revision: v.string(),
  /** False while some files have never come. */
  complete: v.boolean(),
  files: v.array(
    v.object({
      name: v.string(),
      bytes: v.number(),
      /** As `slicedDigest` computes it: what the kept file is checked against. */
      digest: v.string(),
      /** What the publisher's listing says; null where it says nothing. */
      sha256: v.nullable(v.string()),
    }),
  ),
})
/** What is kept of a model. */
export type KeptRecord = v.InferOutput<typeof recordSchema>
type KeptFile = KeptRecord['files'][number]

/** How many files are fetched at once; browsers open six connections to a host. */
const lanes = 6

/** What is kept of a model at the revision that was asked for, or null. */
export async function readRecord(store: BlobStore, id: string, requested: string): Promise<KeptRecord | null> {
  const record = await readAnyRecord(store, id)
  return record?.requested === requested ? record : null
}

async function readAnyRecord(store: BlobStore, id: string): Promise<KeptRecord | null> {
  try {
    const blob = await store.get(recordKey(id))
    const parsed = blob && v.safeParse(recordSchema, JSON.parse(await blob.text()))
    return parsed?.success ? parsed.output : null
  } catch {
    return null // an unreadable record is as good as none: the files are fetched again
  }
}

/** Every model that takes space here, with its bytes. */
export async function storedModels(store: BlobStore): Promise<readonly ModelStatus[]> {
  const bytesById = new Map<string, number>()
  for (const { key, bytes } of await store.list()) {
    const at = key.indexOf('@')
    // Data sets are kept beside them.
    if (at > 0 && !key.startsWith('datasets/'))
      bytesById.set(key.slice(0, at), (bytesById.get(key.slice(0, at)) ?? 0) + bytes)
  }
  return Promise.all(
    Array.from(bytesById, async ([id, storedBytes]) => {
      const record = await readAnyRecord(store, id)
      return { id, storedBytes, reference: referenceOf(id, record?.requested ?? 'main') }
    }),
  )
}

function referenceOf(id: string, requested: string): string {
  if (requested.startsWith('https://')) return requested
  return requested === 'main' ? id : `${id}@${requested}`
}

/** Frees what a model takes; the record goes first, so that half a removal is no model. */
export async function forgetModel(store: BlobStore, id: string): Promise<void> {
  await store.delete(recordKey(id))
  for (const { key } of await store.list()) if (key.startsWith(`${id}@`)) await store.delete(key)
}

/** Hands out the files of one model at one revision and remembers what it did. */
export class ModelFileCache {
  readonly warnings: Message[] = []
  downloadedBytes = 0
  readonly #options: ModelFileCacheOptions
  readonly #kept: Map<string, KeptFile>
  readonly #handedOut = new Map<string, KeptFile>()
  readonly #progress: DownloadProgress
  readonly #free: (() => void)[] = []
  readonly #underWay = new Set<Promise<unknown>>()
  #running = 0

  constructor(options: ModelFileCacheOptions) {
    this.#options = options
    this.#kept = new Map(options.record?.files.map((file) => [file.name, file]))
    this.#progress = new DownloadProgress(options.onProgress)
  }

  /** Counts files into the total before the first byte comes. */
  announce(files: readonly { readonly name: string; readonly bytes: number | null }[]): void {
    for (const { name, bytes } of files) this.#progress.expect(name, bytes ?? this.#kept.get(name)?.bytes ?? 0)
  }

  /** The file's bytes, checked; at most six files are on their way together. Asked once for each file. */
  obtain(file: ModelFile): Promise<Uint8Array<ArrayBuffer>> {
    return this.#inLane(file, () => this.#whole(file))
  }

  /** The same for weights, which are left on the device where they are large and can be read there. */
  obtainWeights(file: ModelFile): Promise<FileParts> {
    return this.#inLane(
      file,
      async () =>
        (await this.#fromStore(file, partsOf)) ??
        (await this.#throughStore(file)) ??
        partsOfBytes(await this.#fromNetwork(file)),
    )
  }

  async #whole(file: ModelFile): Promise<Uint8Array<ArrayBuffer>> {
    return (await this.#fromStore(file, readWhole)) ?? (await this.#fromNetwork(file))
  }

  #inLane<T>(file: ModelFile, obtain: () => Promise<T>): Promise<T> {
    const work = this.#waited(file, obtain)
    this.#underWay.add(work)
    return work
  }

  /** Resolves when every file has come or failed, so that none is written behind the record's back. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#underWay)
  }

  async #waited<T>(file: ModelFile, obtain: () => Promise<T>): Promise<T> {
    if (this.#running >= lanes) await new Promise<void>((resolve) => this.#free.push(resolve))
    this.#running++
    this.#progress.expect(file.name, file.bytes ?? 0)
    try {
      return await obtain()
    } catch (error) {
      this.#progress.drop(file.name)
      throw error
    } finally {
      this.#running--
      this.#free.shift()?.()
    }
  }

  /** A name for exactly these bytes, where the publisher gives none: a digest over the digests of the files. */
  async contentRevision(): Promise<string> {
    const lines = sorted(this.#handedOut).map((file) => `${file.name} ${file.digest}\n`)
    return slicedDigest(new TextEncoder().encode(lines.join('')))
  }

  /** Writes the record; when complete, all other files of the model go. Failing to keep is a warning, not an error. */
  async settle(complete: boolean): Promise<void> {
    const { store, id, requested, revision } = this.#options
    if (!store || this.#kept.size === 0 || this.warnings.length > 0) return
    const files = sorted(complete ? this.#handedOut : this.#kept)
    const record: KeptRecord = { requested, revision, complete, files }
    await this.#keeping(async () => {
      await store.put(recordKey(id), new TextEncoder().encode(JSON.stringify(record)))
      if (complete) await forgetOthers(store, id, new Set(files.map((file) => fileKey(id, revision, file.name))))
    })
  }

  /** Throws away what was kept, because the files turned out to be no model. */
  async discard(): Promise<void> {
    const { store, id } = this.#options
    if (store) await this.#keeping(() => forgetModel(store, id))
  }

  /** What is kept and sound, read; null where it is not, and then it is fetched anew. */
  async #fromStore<T>(file: ModelFile, read: (blob: Blob) => Promise<T>): Promise<T | null> {
    const { store, id, revision } = this.#options
    const kept = this.#kept.get(file.name)
    if (!store || !kept) return null
    const key = fileKey(id, revision, file.name)
    const sound = file.sha256 === null || file.sha256 === kept.sha256 ? await soundBlob(store, key, kept) : null
    const content = sound && (await read(sound).catch(() => null))
    if (!content) {
      this.#kept.delete(file.name)
      return null
    }
    this.#handedOut.set(file.name, kept)
    this.#heard(file)(kept.bytes, kept.bytes)
    return content
  }

  /** From the network to the device, piece by piece. Null where that cannot be: the file is small, or the device refuses it. */
  async #throughStore(file: ModelFile): Promise<FileParts | null> {
    const { store, id, revision, network } = this.#options
    if (!store || (file.bytes ?? largeWeights) < largeWeights || !readsAtOnce()) return null
    const key = fileKey(id, revision, file.name)
    const through = new StoredGathering((pieces) => store.put(key, pieces), { digested: file.sha256 !== null })
    try {
      await downloadInto(file, network, this.#heard(file), through)
      const blob = through.stored
      const digest = await store.digestOf(key)
      if (!digest) return null // another tab removed it meanwhile
      this.#came(file, { bytes: blob.size, digest })
      return await partsOf(blob)
    } catch (error) {
      if (error instanceof ThawError && error.code === 'storage') return null
      throw error
    }
  }

  #heard({ name }: ModelFile) {
    return (received: number, total: number) => {
      this.#progress.expect(name, total)
      this.#progress.received(name, received)
    }
  }

  async #fromNetwork(file: ModelFile): Promise<Uint8Array<ArrayBuffer>> {
    const { store, id, revision, network } = this.#options
    const bytes = await download(file, network, this.#heard(file))
    const key = fileKey(id, revision, file.name)
    const kept = store && (await this.#keeping(() => store.put(key, bytes).then(() => store.digestOf(key))))
    this.#came(file, { bytes: bytes.byteLength, digest: kept ?? (await slicedDigest(bytes)) })
    return bytes
  }

  #came({ name, sha256 }: ModelFile, content: Pick<KeptFile, 'bytes' | 'digest'>): void {
    const described = { name, ...content, sha256 }
    this.downloadedBytes += content.bytes
    this.#kept.set(name, described)
    this.#handedOut.set(name, described)
  }

  /** Null where the device refuses, which is a warning. */
  async #keeping<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      return await work()
    } catch (error) {
      if (this.warnings.length === 0)
        this.warnings.push(notice('modelFetchedAgain', { why: error instanceof ThawError ? error.said : null }))
      return null
    }
  }
}

/** Whose files, from where, and where they are kept. */
export interface ModelFileCacheOptions {
  readonly id: string
  readonly requested: string
  readonly revision: string
  readonly record: KeptRecord | null
  /** Null keeps nothing. */
  readonly store: BlobStore | null
  readonly network: Network
  readonly onProgress: (done: number, total: number) => void
}

/** What is not as it was written goes. */
async function soundBlob(store: BlobStore, key: string, { bytes, digest }: KeptFile): Promise<Blob | null> {
  try {
    const blob = await store.get(key)
    if (blob?.size === bytes && (await store.digestOf(key)) === digest) return blob
    await store.delete(key)
  } catch {
    // what cannot be read is fetched anew
  }
  return null
}

/** What is large stays on the device where it can be read there. */
async function partsOf(blob: Blob): Promise<FileParts> {
  return blob.size >= largeWeights && readsAtOnce() ? partsOfBlob(blob) : partsOfBytes(await readWhole(blob))
}

async function forgetOthers(store: BlobStore, id: string, current: ReadonlySet<string>): Promise<void> {
  for (const { key } of await store.list()) {
    if (key.startsWith(`${id}@`) && key !== recordKey(id) && !current.has(key)) await store.delete(key)
  }
}

function recordKey(id: string): string {
  return `${id}@record-2`
}

function fileKey(id: string, revision: string, name: string): string {
  return `${id}@${revision}/${name}`
}

function sorted(files: ReadonlyMap<string, KeptFile>): KeptFile[] {
  return [...files.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}
