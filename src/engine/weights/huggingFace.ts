/** What a Hugging Face repository holds, and at which commit: the plan of a download. */
import * as v from 'valibot'
import { adapterFormats } from '../../shared/catalog/adapterFormats.ts'
import type { ModelSource } from '../../shared/catalog/models.ts'
import { refusedWeights } from '../../shared/catalog/weightFormats.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import { download, largestJson, limitOf } from './hub.ts'
import type { KeptRecord, ModelFile } from './modelFileCache.ts'
import { configName, indexName, neededNames, weightsName } from './modelFolder.ts'
import type { Network } from './network.ts'

export type HuggingFaceSource = Extract<ModelSource, { kind: 'hugging-face' }>

/** Which files there are, and at which commit. */
export interface Plan {
  readonly revision: string
  /** The files that reading the model will ask for; null when nobody lists them. */
  readonly names: ReadonlySet<string> | null
  /** Where a file lies, with what is known of it. */
  fileAt(name: string): ModelFile
}

const commit = /^[0-9a-f]{40}$/

/** From a complete record without any network; else from the hub's listing; else, without hashes, by name alone. */
export async function planHuggingFace(
  source: HuggingFaceSource,
  record: KeptRecord | null,
  network: Network,
): Promise<Plan> {
  if (record?.complete) return planFromRecord(source, record)
  const listing = await fetchListing(source, network)
  if (!listing) return planByName(source)
  await refuseAdapterAlone(source, listing, network)
  return planFromListing(source, listing)
}

const { settings: adapterSettings } = adapterFormats.peft

/** @throws ThawError `model-unsupported` naming the model that the adapter was made for. */
async function refuseAdapterAlone(
  source: HuggingFaceSource,
  { sha, siblings }: Listing,
  network: Network,
): Promise<void> {
  const names = new Set(siblings.map(({ rfilename }) => rfilename))
  if (!names.has(adapterSettings) || names.has(weightsName) || names.has(indexName)) return
  const base = await baseOf(addressed(source, sha, adapterSettings), network)
  const { repository } = source
  throw new ThawError('model-unsupported', 'repositoryOfAdapter', { repository, base })
}

const baseSchema = v.object({ base_model_name_or_path: v.pipe(v.string(), v.minLength(1), v.maxLength(200)) })

/** Null where the settings cannot be had or do not say. */
async function baseOf(settings: ModelFile, network: Network): Promise<string | null> {
  try {
    const bytes = await download(settings, network, () => {})
    const parsed = v.safeParse(baseSchema, JSON.parse(new TextDecoder().decode(bytes)))
    return parsed.success ? parsed.output.base_model_name_or_path : null
  } catch (error) {
    if (error instanceof ThawError && error.code === 'cancelled') throw error
    return null
  }
}

const listingSchema = v.object({
  sha: v.pipe(v.string(), v.regex(commit)),
  siblings: v.array(
    v.object({
      rfilename: v.string(),
      size: v.nullish(v.number()),
      lfs: v.nullish(v.object({ sha256: v.nullish(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))) })),
    }),
  ),
})
type Listing = v.InferOutput<typeof listingSchema>

/** Null when the hub, or a mirror of it, has no listing: the files themselves may be there all the same. */
async function fetchListing(source: HuggingFaceSource, network: Network): Promise<Listing | null> {
  const url = `https://huggingface.co/api/models/${escaped(source.repository)}/revision/${encodeURIComponent(source.revision)}?blobs=true`
  try {
    const bytes = await download({ url, bytes: null, sha256: null, limit: largestJson }, network, () => {})
    const parsed = v.safeParse(listingSchema, JSON.parse(new TextDecoder().decode(bytes)))
    return parsed.success ? parsed.output : null
  } catch (error) {
    if (error instanceof ThawError && error.code === 'cancelled') throw error
    return null
  }
}

function planFromRecord(source: HuggingFaceSource, { revision, files }: KeptRecord): Plan {
  const pinned = commit.test(revision) // only a commit promises the same bytes again
  return planOf(
    source,
    revision,
    files.map(({ name, bytes, sha256 }) => ({ name, ...(pinned ? { bytes, sha256 } : unknown) })),
  )
}

function planFromListing(source: HuggingFaceSource, { sha, siblings }: Listing): Plan {
  const names = new Set(siblings.map(({ rfilename }) => rfilename))
  if (!names.has(weightsName) && !names.has(indexName)) throw withoutSafetensors(source.repository, [...names])
  if (!names.has(configName)) {
    throw new ThawError('model-unsupported', 'repositoryWithoutConfig', { repository: source.repository })
  }
  const needed = new Set(neededNames(names))
  const files = siblings.filter(({ rfilename }) => needed.has(rfilename))
  return planOf(
    source,
    sha,
    files.map(({ rfilename, size, lfs }) => ({ name: rfilename, bytes: size ?? null, sha256: lfs?.sha256 ?? null })),
  )
}

function planOf(source: HuggingFaceSource, revision: string, files: readonly KnownFile[]): Plan {
  const known = new Map(files.map((file) => [file.name, file]))
  return {
    revision,
    names: new Set(known.keys()),
    fileAt: (name) => ({ ...addressed(source, revision, name), ...known.get(name) }),
  }
}

function planByName(source: HuggingFaceSource): Plan {
  const { revision } = source
  return { revision, names: null, fileAt: (name) => addressed(source, revision, name) }
}

type KnownFile = Pick<ModelFile, 'name' | 'bytes' | 'sha256'>
const unknown = { bytes: null, sha256: null } as const

function addressed({ repository }: HuggingFaceSource, revision: string, name: string): ModelFile {
  const url = `https://huggingface.co/${escaped(repository)}/resolve/${encodeURIComponent(revision)}/${name}`
  return { name, url, ...unknown, limit: limitOf(name) }
}

function withoutSafetensors(repository: string, names: readonly string[]): ThawError {
  const refused = names.map(refusedWeights).find((reason) => reason !== null) ?? null
  return new ThawError('model-unsupported', 'repositoryWithoutSafetensors', { repository, refused })
}

function escaped(repository: string): string {
  return repository.split('/').map(encodeURIComponent).join('/')
}
