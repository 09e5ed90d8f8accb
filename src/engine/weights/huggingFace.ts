/** What a Hugging Face repository holds, and at which commit: the plan of a download. */
import * as v from 'valibot'
import type { ModelSource } from '../../shared/catalog/models.ts'
import { ThawError } from '../../shared/errors.ts'
import type { KeptRecord, ModelFile } from './depot.ts'
import { download, largestFile, largestJson, type Network } from './hub.ts'

export type HuggingFaceSource = Extract<ModelSource, { kind: 'hugging-face' }>

/** Which files to fetch, from which commit; a file that may be absent is `optional`. */
export interface Plan {
  readonly revision: string
  readonly files: readonly (ModelFile & { readonly optional: boolean })[]
}

const weightsName = 'model.safetensors'
const jsonNames = ['config.json', 'preprocessor_config.json']
const commit = /^[0-9a-f]{40}$/

/** From a complete record without any network; else from the hub's listing; else, without hashes, by name alone. */
export async function planHuggingFace(
  source: HuggingFaceSource,
  record: KeptRecord | null,
  network: Network,
): Promise<Plan> {
  if (record?.complete) return planFromRecord(source, record)
  const listing = await fetchListing(source, network)
  return listing ? planFromListing(source, listing) : planByName(source)
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
  return {
    revision,
    files: files.map(({ name, bytes, sha256 }) => ({
      ...fileAt(source, revision, name),
      ...(pinned ? { bytes, sha256 } : {}),
      optional: false,
    })),
  }
}

function planFromListing(source: HuggingFaceSource, { sha, siblings }: Listing): Plan {
  const names = siblings.map(({ rfilename }) => rfilename)
  if (!names.includes(weightsName)) throw withoutSafetensors(source.repository, names)
  if (!names.includes('config.json')) {
    throw unsupported(`${source.repository} has no config.json, which says how the model is built.`)
  }
  const wanted = siblings.filter(({ rfilename }) => rfilename === weightsName || jsonNames.includes(rfilename))
  const files = wanted.map(({ rfilename, size, lfs }) => ({
    ...fileAt(source, sha, rfilename),
    bytes: size ?? null,
    sha256: lfs?.sha256 ?? null,
    optional: false,
  }))
  return { revision: sha, files }
}

function planByName(source: HuggingFaceSource): Plan {
  const files = [...jsonNames, weightsName].map((name) => ({
    ...fileAt(source, source.revision, name),
    optional: name === 'preprocessor_config.json',
  }))
  return { revision: source.revision, files }
}

function fileAt({ repository }: HuggingFaceSource, revision: string, name: string): ModelFile {
  const url = `https://huggingface.co/${escaped(repository)}/resolve/${encodeURIComponent(revision)}/${name}`
  return { name, url, bytes: null, sha256: null, limit: name === weightsName ? largestFile : largestJson }
}

function withoutSafetensors(repository: string, names: readonly string[]): ThawError {
  if (names.includes(`${weightsName}.index.json`)) {
    return unsupported(`The weights of ${repository} are split over several files, which only very large models need.`)
  }
  const refused = names.map(refusedWeights).find((reason) => reason !== null)
  return unsupported(`${repository} has no ${weightsName}. ${refused ?? 'It holds no weights that the studio knows.'}`)
}

/** Why a weights file of another kind is not read, or null when the name is none of these. */
export function refusedWeights(name: string): string | null {
  if (/\.(bin|pt|pth|ckpt|pkl|pickle)$/i.test(name)) {
    return `"${name}" is a pickle: opening one can run any program hidden in it, so the studio never does.`
  }
  if (/\.(h5|hdf5|keras|onnx|tflite|msgpack|ot|pb|gguf)$/i.test(name)) {
    return `"${name}" is a format that the studio does not read.`
  }
  return null
}

function unsupported(message: string): ThawError {
  return new ThawError(
    'model-unsupported',
    message,
    'Choose a model published as model.safetensors; Hugging Face can convert most others.',
  )
}

function escaped(repository: string): string {
  return repository.split('/').map(encodeURIComponent).join('/')
}
