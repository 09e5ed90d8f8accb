/**
 * Models of TensorFlow.js, as Teachable Machine exports them: recognised among files, and refused with the way on. Their
 * weights.bin is no pickle.
 */
import * as v from 'valibot'
import { ThawError } from '../../shared/messages/errors.ts'
import { few } from '../../shared/messages/few.ts'

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

/** @throws ThawError `model-unsupported` where the files hold such a model. */
export async function refuseTfjsModel(files: readonly Readable[]): Promise<void> {
  const manifest = files.find(({ path }) => nameOf(path) === 'model.json')
  if (!manifest || !files.some(({ path }) => /\.bin$/.test(path)) || !(await parsed(manifest, manifestSchema))) return
  const beside = files.find(({ path }) => path === manifest.path.replace(/model\.json$/, 'metadata.json'))
  const metadata = beside && (await parsed(beside, metadataSchema))
  if (!metadata || !/teachable-?machine|speech-commands/i.test(metadata.packageName))
    throw new ThawError('model-unsupported', 'tfjsModelDropped', { path: manifest.path })
  const labels = few([...metadata.labels, ...metadata.wordLabels], 6)
  throw new ThawError('model-unsupported', 'teachableMachineModel', { labels })
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
