/**
 * Models of TensorFlow.js, as Teachable Machine exports them: recognised among files, and refused with the way on. Their
 * weights.bin is no pickle.
 */
import * as v from 'valibot'
import { ThawError } from '../../shared/messages/errors.ts'
import { few } from '../../shared/messages/few.ts'
import { isTeachablePictures } from './teachableModel.ts'

/** A file among others, read when it is wanted. */
export interface Readable {
  readonly path: string
  text(): Promise<string>
}

const metadataSchema = v.looseObject({
  packageName: v.optional(v.string(), ''),
  labels: v.optional(v.array(v.string()), []),
  wordLabels: v.optional(v.array(v.string()), []),
})
const manifestSchema = v.looseObject({ weightsManifest: v.array(v.unknown()) })

export interface TfjsModel {
  /** Whether a path is of the model's own files. */
  holds(path: string): boolean
  readonly refusal: ThawError
}

/** @throws ThawError `model-unsupported` where the files hold such a model. */
export async function refuseTfjsModel(files: readonly Readable[]): Promise<void> {
  const found = await tfjsModelAmong(files)
  if (found) throw found.refusal
}

/** The first such model; null where there is none. */
export async function tfjsModelAmong(files: readonly Readable[]): Promise<TfjsModel | null> {
  const manifest = files.find(({ path }) => nameOf(path) === 'model.json')
  const folder = manifest?.path.slice(0, -'model.json'.length) ?? ''
  const isWeights = (path: string) => path.startsWith(folder) && path.endsWith('.bin')
  if (!manifest || !files.some(({ path }) => isWeights(path)) || !(await parsed(manifest, manifestSchema))) return null
  const own = new Set([manifest.path, `${folder}metadata.json`])
  const beside = files.find(({ path }) => path === `${folder}metadata.json`)
  const metadata = beside ? await parsed(beside, metadataSchema) : null
  return {
    holds: (path) => own.has(path) || isWeights(path),
    refusal: refusalOf(manifest.path, metadata),
  }
}

function refusalOf(path: string, metadata: v.InferOutput<typeof metadataSchema> | null): ThawError {
  if (!metadata || !/teachable-?machine|speech-commands/i.test(metadata.packageName))
    return new ThawError('model-unsupported', 'tfjsModelDropped', { path })
  const labels = few([...metadata.labels, ...metadata.wordLabels], 6)
  if (isTeachablePictures(metadata)) return new ThawError('model-unsupported', 'teachablePictureModel', { labels })
  return new ThawError('model-unsupported', 'teachableMachineModel', { labels })
}

async function parsed<Schema extends v.GenericSchema>(
  file: Readable,
  schema: Schema,
): Promise<v.InferOutput<Schema> | null> {
  try {
    const read = v.safeParse(schema, JSON.parse(await file.text()))
    return read.success ? read.output : null
  } catch {
    return null
  }
}

function nameOf(path: string): string {
  return path.split('/').at(-1) ?? path
}
