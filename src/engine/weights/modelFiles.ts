/**
 * The files of a model, wherever they come from: the site itself, a hub, or files that were dropped on the page. What
 * is returned has been read and checked; whether a family can build it is for the model to say.
 */
import type { ModelSource } from '../../shared/catalog/models.ts'
import { ThawError } from '../../shared/errors.ts'
import type { NamedFile } from '../../shared/protocol.ts'
import type { Random } from '../../shared/random.ts'
import type { BlobStore } from './blobStore.ts'
import { Depot, type ModelFile, readRecord } from './depot.ts'
import { openDroppedModel } from './droppedModel.ts'
import { type Clock, largestFile, largestJson, type Network, pageJitter, systemClock } from './hub.ts'
import { type HuggingFaceSource, planHuggingFace } from './huggingFace.ts'
import { readLabels } from './labels.ts'
import { faults } from './networkFaults.ts'
import { parseSafetensors } from './safetensors.ts'
import { sha256 } from './sha256.ts'
import { scanFinite, type TensorFile } from './tensorFile.ts'
import { parseTfjsManifest, readTfjsManifest } from './tfjsManifest.ts'

/** A model as it lies in its files. */
export interface ModelFiles {
  /** Parsed config.json; for a tfjs manifest its modelTopology, which may be null. */
  readonly config: unknown
  /** Parsed preprocessor_config.json; null when absent. */
  readonly preprocessor: unknown
  readonly weights: TensorFile
  /** The commit, the branch where the hub does not tell, or a SHA-256 over the content. */
  readonly revision: string
  /** Bytes that came over the network this time. */
  readonly downloadedBytes: number
  /** The classes of a model that was dropped in; null for a published one, whose head is not used. */
  readonly labels: readonly string[] | null
  /** For the person: not kept on this device, weights that are not finite. */
  readonly warnings: readonly string[]
}

export interface FetchOptions {
  readonly fetch: typeof fetch
  readonly store: BlobStore
  /** Where the site's own files are, with a slash at the end. */
  readonly siteBase: string
  /** Bytes so far and in total (0 while unknown), with what is being done, in words. */
  readonly onProgress: (done: number, total: number, stage: string) => void
  readonly signal: AbortSignal
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
      case 'tfjs-manifest':
        return await fromTfjs(source.url, trip)
      default:
        return source satisfies never
    }
  } finally {
    failure.abort()
  }
}

/** Reads a model that was exported and dropped back in, as loose files or one zip. */
export async function readModelFiles(files: readonly NamedFile[]): Promise<ModelFiles> {
  const dropped = await openDroppedModel(files)
  const weights = parseSafetensors(dropped.weights.buffer)
  const config = parseDropped(dropped.config, 'config.json')
  const preprocessor = dropped.preprocessor && parseDropped(dropped.preprocessor, 'preprocessor_config.json')
  const labels = readLabels(dropped.labels && parseDropped(dropped.labels, 'labels.json'), config)
  const hashes = [await sha256(dropped.config), await sha256(dropped.weights)]
  const revision = await sha256(new TextEncoder().encode(hashes.join('\n')))
  return { config, preprocessor, weights, revision, downloadedBytes: 0, labels, warnings: finiteWarnings(weights) }
}

interface Trip {
  readonly id: string
  readonly network: Network
  readonly options: FetchOptions
  readonly failure: AbortController
}

/** The site's files are as near as the page itself, and change with it: they are not kept. */
async function fromSite(path: string, trip: Trip): Promise<ModelFiles> {
  const depot = openDepot(trip, { requested: 'site', revision: 'site', record: null, store: null })
  const at = (name: string, limit: number): ModelFile => {
    return { name, url: `${trip.options.siteBase}${path}/${name}`, bytes: null, sha256: null, limit }
  }
  const files = [at('config.json', largestJson), at('model.safetensors', largestFile)]
  const optional = at('preprocessor_config.json', largestJson)
  depot.announce([...files, optional])
  const [config, weights, preprocessor] = await Promise.all([
    ...files.map((file) => depot.obtain(file)),
    // a static server may answer with the page itself where a file is absent
    orAbsent(depot.obtain(optional), ['network-not-found', 'network-content']),
  ])
  return assemble(depot, await depot.contentRevision(), { config, weights, preprocessor }, files[0]?.url ?? path)
}

async function fromHuggingFace(source: HuggingFaceSource, trip: Trip): Promise<ModelFiles> {
  const { store } = trip.options
  const record = await readRecord(store, trip.id, source.revision)
  const plan = await planHuggingFace(source, record, trip.network)
  const { revision } = plan
  const sameCommit = record?.revision === revision ? record : null
  const depot = openDepot(trip, { requested: source.revision, revision, record: sameCommit, store })
  return keeping(trip, depot, async () => {
    depot.announce(plan.files)
    const obtained = await Promise.all(
      plan.files.map(async (file) => {
        const bytes = depot.obtain(file)
        return [file.name, file.optional ? await orAbsent(bytes, ['network-not-found']) : await bytes] as const
      }),
    )
    const files = new Map(obtained)
    const [config, weights] = [files.get('config.json'), files.get('model.safetensors')]
    const preprocessor = files.get('preprocessor_config.json') ?? null
    return assemble(depot, revision, { config, weights, preprocessor }, plan.files[0]?.url ?? source.repository)
  })
}

async function fromTfjs(url: string, trip: Trip): Promise<ModelFiles> {
  const { store } = trip.options
  const record = await readRecord(store, trip.id, 'main')
  const depot = openDepot(trip, { requested: 'main', revision: 'main', record, store })
  return keeping(trip, depot, async () => {
    const unknown = { sha256: null, limit: largestFile }
    const json = await depot.obtain({ name: 'model.json', url, bytes: null, sha256: null, limit: largestJson })
    const manifest = parseTfjsManifest(parseFetched(json, url), url)
    depot.announce(manifest.groups.flatMap((group) => group.shards))
    const weights = await readTfjsManifest(manifest, (shard) => depot.obtain({ ...shard, ...unknown }))
    const revision = await depot.contentRevision()
    const { downloadedBytes } = depot
    const config = manifest.topology
    const warnings = finiteWarnings(weights)
    return { config, preprocessor: null, weights, revision, downloadedBytes, labels: null, warnings }
  })
}

interface FetchedBytes {
  readonly config: Uint8Array | null | undefined
  readonly weights: Uint8Array<ArrayBuffer> | null | undefined
  readonly preprocessor: Uint8Array | null | undefined
}

function assemble(depot: Depot, revision: string, fetched: FetchedBytes, url: string): ModelFiles {
  if (!fetched.config || !fetched.weights) throw new Error(`internal: the plan for ${url} lacks a file`)
  const weights = parseSafetensors(fetched.weights.buffer)
  return {
    config: parseFetched(fetched.config, url),
    preprocessor: fetched.preprocessor ? parseFetched(fetched.preprocessor, url) : null,
    weights,
    revision,
    downloadedBytes: depot.downloadedBytes,
    labels: null,
    warnings: finiteWarnings(weights),
  }
}

/** Keeps what came even when the rest did not, unless it turned out to be no model at all. */
async function keeping(trip: Trip, depot: Depot, work: () => Promise<ModelFiles>): Promise<ModelFiles> {
  try {
    const files = await work()
    await depot.settle(true)
    return { ...files, warnings: [...depot.warnings, ...files.warnings] }
  } catch (error) {
    trip.failure.abort()
    await depot.idle()
    const unusable = ['weights-invalid', 'manifest-invalid', 'network-content']
    if (error instanceof ThawError && unusable.includes(error.code)) await depot.discard()
    else await depot.settle(false)
    throw error
  }
}

function openDepot(
  trip: Trip,
  kept: Pick<ConstructorParameters<typeof Depot>[0], 'requested' | 'revision' | 'record' | 'store'>,
): Depot {
  const onProgress = (done: number, total: number) => trip.options.onProgress(done, total, `Fetching ${trip.id}`)
  return new Depot({ ...kept, id: trip.id, network: trip.network, onProgress })
}

async function orAbsent<T>(file: Promise<T>, codes: readonly string[]): Promise<T | null> {
  try {
    return await file
  } catch (error) {
    if (error instanceof ThawError && codes.includes(error.code)) return null
    throw error
  }
}

function parseFetched(bytes: Uint8Array, url: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch (cause) {
    throw faults.notJson(url, cause)
  }
}

function parseDropped(bytes: Uint8Array, name: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch (cause) {
    const advice = 'Export the model again, and drop its files as they are.'
    throw new ThawError('weights-invalid', `${name} is not valid JSON.`, advice, { cause })
  }
}

/** Weights that are not finite may still load, but every loss would be. */
function finiteWarnings(weights: TensorFile): string[] {
  const names = scanFinite(weights)
  if (names.length === 0) return []
  return [`${names.length} weight tensors hold NaN or infinity, first "${names[0]}". Training will not work with them.`]
}
