/**
 * The files of a model, wherever they come from: the site itself, a hub, or files that were dropped on the page. What
 * is returned has been read and checked; whether a family can build it is for the model to say.
 */
import type { ModelSource } from '../../shared/catalog/models.ts'
import type { NamedFile } from '../../shared/domain/files.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import type { Random } from '../../shared/random.ts'
import type { BlobStore } from '../storage/blobStore.ts'
import { type DroppedFolder, openDroppedFolder } from './droppedFolder.ts'
import { largestFile, largestJson, limitOf } from './hub.ts'
import { type HuggingFaceSource, planHuggingFace } from './huggingFace.ts'
import { type ModelFile, ModelFileCache, readRecord } from './modelFileCache.ts'
import { type Judge, type ModelParts, readModelFolder } from './modelFolder.ts'
import { type Clock, type Network, pageJitter, systemClock } from './network.ts'
import { faults } from './networkFaults.ts'
import { remoteFolder } from './remoteFolder.ts'
import { scanFinite, type TensorFile } from './tensorFile.ts'
import { parseTfjsManifest, readTfjsManifest } from './tfjsManifest.ts'
import { readTunedSays, type TunedParts } from './tunedFolder.ts'

/** A model as it lies in its files; of a tfjs manifest, `config` is the modelTopology. */
export interface ModelFiles extends TunedParts {
  /** The commit, the branch where the hub does not tell, or a SHA-256 over the content. */
  readonly revision: string
  /** Bytes that came over the network this time. */
  readonly downloadedBytes: number
  /** The classes of a model that was dropped in; null for a published one, whose head is not used. */
  readonly labels: readonly string[] | null
  /** For the person: not kept on this device, weights that are not finite. */
  readonly warnings: readonly Message[]
}

export interface FetchOptions {
  readonly fetch: typeof fetch
  readonly store: BlobStore
  /** Where the site's own files are, with a slash at the end. */
  readonly siteBase: string
  /** Bytes so far and in total (0 while unknown), with what is being done. */
  readonly onProgress: (done: number, total: number, stage: Message) => void
  readonly signal: AbortSignal
  /** Hears the configuration before the weights come, with what the files are called: it throws to refuse. */
  readonly judge?: (config: unknown, title: string) => void
  readonly clock?: Clock
  readonly random?: Random
}

/** Fetches a model of the gallery, or reads it from the store without a network when it is kept there. */
export async function fetchModelFiles(source: ModelSource, id: string, options: FetchOptions): Promise<ModelFiles> {
  const failure = new AbortController() // one file that fails ends the others
  const { fetch, clock = systemClock, random = pageJitter() } = options
  const network = { fetch, clock, random, signal: AbortSignal.any([options.signal, failure.signal]) }
  const trip: Trip = { id, network, options, failure }
  try {
    switch (source.kind) {
      case 'site':
        return await fromSite(source.path, trip)
      case 'hugging-face':
        return await fromHuggingFace(source, trip)
      case 'folder-url':
        return await fromAddress(source.url, trip)
      case 'tfjs-manifest':
        return await fromTfjs(source.url, trip)
      default:
        return source satisfies never
    }
  } finally {
    failure.abort()
  }
}

/** Reads a model that was exported and dropped back in, as loose files or one zip; its classes come with it. */
export async function readModelFiles(files: readonly NamedFile[], judge?: Judge): Promise<ModelFiles> {
  const folder = await openDroppedFolder(files)
  try {
    const dropped = await readDropped(folder, judge)
    return { ...dropped, ...(await readTunedSays(folder, dropped)) }
  } finally {
    await folder.close()
  }
}

/** Reads a pre-trained model whose files were dropped as they are published: a folder, loose files or a zip. */
export async function readFolderModel(files: readonly NamedFile[], judge?: Judge): Promise<ModelFiles> {
  const folder = await openDroppedFolder(files)
  try {
    return await readDropped(folder, judge)
  } finally {
    await folder.close()
  }
}

async function readDropped(folder: DroppedFolder, judge?: Judge): Promise<ModelFiles> {
  const parts = await readModelFolder(folder, judge)
  const revision = await folder.contentRevision()
  const warnings = [...folder.notices, ...warningsOf(parts)]
  return { ...parts, revision, downloadedBytes: 0, labels: null, warnings }
}

interface Trip {
  readonly id: string
  readonly network: Network
  readonly options: FetchOptions
  readonly failure: AbortController
}

function judgeOf({ options: { judge } }: Trip, title: string): Judge {
  return (config) => judge?.(config, title)
}

/** The site's files are as near as the page itself, and change with it: they are not kept. */
async function fromSite(path: string, trip: Trip): Promise<ModelFiles> {
  const cache = openCache(trip, { requested: 'site', revision: 'site', record: null, store: null })
  const url = `${trip.options.siteBase}${path}/`
  // a static server may answer with the page itself where a file is absent
  const absent = ['network-not-found', 'network-content']
  const folder = remoteFolder(cache, { title: url, names: null, fileAt: (name) => fileBeside(url, name), absent })
  return collected(cache, await readModelFolder(folder, judgeOf(trip, url)))
}

async function fromHuggingFace(source: HuggingFaceSource, trip: Trip): Promise<ModelFiles> {
  const { store } = trip.options
  const record = await readRecord(store, trip.id, source.revision)
  const plan = await planHuggingFace(source, record, trip.network)
  const { revision } = plan
  const sameCommit = record?.revision === revision ? record : null
  const cache = openCache(trip, { requested: source.revision, revision, record: sameCommit, store })
  return settled(trip, cache, async () => {
    const folder = remoteFolder(cache, { ...plan, title: source.repository, absent: ['network-not-found'] })
    const parts = await readModelFolder(folder, judgeOf(trip, source.repository))
    return { ...(await collected(cache, parts)), revision }
  })
}

/** Nobody lists such a folder; what once came tells which files there are. */
async function fromAddress(url: string, trip: Trip): Promise<ModelFiles> {
  const { store } = trip.options
  const record = await readRecord(store, trip.id, url)
  const cache = openCache(trip, { requested: url, revision: 'main', record, store })
  return settled(trip, cache, async () => {
    const names = record?.complete ? new Set(record.files.map(({ name }) => name)) : null
    const absent = ['network-not-found', 'network-forbidden', 'network-content'] // storage buckets forbid what they lack
    const folder = remoteFolder(cache, { title: url, names, fileAt: (name) => fileBeside(url, name), absent })
    return collected(cache, await readModelFolder(folder, judgeOf(trip, url)))
  })
}

async function fromTfjs(url: string, trip: Trip): Promise<ModelFiles> {
  const { store } = trip.options
  const record = await readRecord(store, trip.id, url)
  const cache = openCache(trip, { requested: url, revision: 'main', record, store })
  return settled(trip, cache, async () => {
    const unknown = { sha256: null, limit: largestFile }
    const json = await cache.obtain({ name: 'model.json', url, bytes: null, sha256: null, limit: largestJson })
    const manifest = parseTfjsManifest(parseFetched(json, url), url)
    cache.announce(manifest.groups.flatMap((group) => group.shards))
    const weights = await readTfjsManifest(manifest, (shard) => cache.obtain({ ...shard, ...unknown }))
    const noFiles = { preprocessor: null, tokenizer: null, tokenizerConfig: null, pooling: null }
    return collected(cache, { ...noFiles, config: manifest.topology, weights })
  })
}

async function collected(cache: ModelFileCache, parts: ModelParts): Promise<ModelFiles> {
  const revision = await cache.contentRevision()
  const { downloadedBytes } = cache
  return { ...parts, revision, downloadedBytes, labels: null, warnings: warningsOf(parts) }
}

function fileBeside(folder: string, name: string): ModelFile {
  return { name, url: `${folder}${name}`, bytes: null, sha256: null, limit: limitOf(name) }
}

/** Keeps what came even when the rest did not, unless it turned out to be no model at all. */
async function settled(trip: Trip, cache: ModelFileCache, work: () => Promise<ModelFiles>): Promise<ModelFiles> {
  try {
    const files = await work()
    await cache.settle(true)
    return { ...files, warnings: [...cache.warnings, ...files.warnings] }
  } catch (error) {
    trip.failure.abort()
    await cache.idle()
    const unusable = ['weights-invalid', 'manifest-invalid', 'network-content']
    if (error instanceof ThawError && unusable.includes(error.code)) await cache.discard()
    else await cache.settle(false)
    throw error
  }
}

function openCache(
  trip: Trip,
  kept: Pick<ConstructorParameters<typeof ModelFileCache>[0], 'requested' | 'revision' | 'record' | 'store'>,
): ModelFileCache {
  const stage = notice('fetchingModel', { id: trip.id })
  const onProgress = (done: number, total: number) => trip.options.onProgress(done, total, stage)
  return new ModelFileCache({ ...kept, id: trip.id, network: trip.network, onProgress })
}

function parseFetched(bytes: Uint8Array, url: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch (cause) {
    throw faults.notJson(url, cause)
  }
}

function warningsOf({ weights, leftOut }: ModelParts): Message[] {
  return [...finiteWarnings(weights), ...(leftOut ? [notice('modulesLeftOut', { modules: leftOut })] : [])]
}

/** Weights that are not finite may still load, but every loss would be. */
function finiteWarnings(weights: TensorFile): Message[] {
  const names = scanFinite(weights)
  const [first] = names
  return first === undefined ? [] : [notice('weightsNotFinite', { tensors: names.length, first })]
}
