/**
 * A picture model as Teachable Machine exports it, model.json and weights.bin and metadata.json, told as a folder of the
 * layout that the engine reads: what its library does to pixels and the names of its classes stand in config.json.
 */
import * as v from 'valibot'
import { ThawError } from '../../shared/messages/errors.ts'
import type { Bytes } from './modelFolder.ts'
import { writeSafetensors } from './safetensors.ts'
import { parseTfjsManifest, readTfjsManifest } from './tfjsManifest.ts'

export interface TeachableFiles {
  readonly manifest: unknown
  readonly metadata: unknown
  /** Bytes of a file beside the manifest. */
  readonly beside: (name: string) => Promise<Uint8Array>
}

const labelsSchema = v.pipe(v.array(v.string()), v.minLength(1))
const metadataSchema = v.looseObject({
  packageName: v.pipe(v.string(), v.regex(/^@teachablemachine\/image$/)),
  labels: labelsSchema,
  imageSize: v.optional(v.pipe(v.number(), v.integer(), v.minValue(8)), 224),
  grayscale: v.optional(v.nullable(v.literal(false))),
})

/** Whether a metadata.json is of a picture model in colour, of which the library says how pixels become numbers. */
export function isTeachablePictures(metadata: unknown): boolean {
  return v.is(metadataSchema, metadata)
}

/** pixel / 127 − 1, as a mean and a deviation of pixel / 255. */
const centre = 127 / 255

/** By the activation of the last layer; what is not named answers by classes. */
const problems: Readonly<Record<string, string>> = { sigmoid: 'multi_label_classification', linear: 'regression' }

export async function teachableFolder({
  manifest,
  metadata,
  beside,
}: TeachableFiles): Promise<ReadonlyMap<string, Bytes>> {
  const { labels, imageSize } = v.parse(metadataSchema, metadata)
  const read = parseTfjsManifest(manifest, 'https://folder.invalid/model.json')
  const { tensors } = await readTfjsManifest(read, ({ name }) => beside(name))
  const topology = topologyOf(read.topology)
  const problem = problems[lastActivation(topology)]
  const config = {
    model_type: 'tfjs_layers',
    image_size: imageSize,
    image_mean: [centre, centre, centre],
    image_std: [centre, centre, centre],
    model_config: topology,
    id2label: Object.fromEntries(labels.map((label, index) => [String(index), label])),
    num_labels: labels.length,
    ...(problem && { problem_type: problem }),
  }
  return new Map([
    ['config.json', new TextEncoder().encode(JSON.stringify(config))],
    ['model.safetensors', writeSafetensors(tensors, { format: 'tfjs' }) as Bytes],
  ])
}

/** TensorFlow.js writes the network itself, converters of Keras put it one deeper. */
function topologyOf(topology: unknown): unknown {
  const { model_config: inner, class_name: kind } = (topology ?? {}) as Record<string, unknown>
  if (inner ?? kind) return inner ?? topology
  throw new ThawError('manifest-invalid', 'manifestFieldInvalid', {
    url: 'model.json',
    field: 'modelTopology',
    detail: 'Expected layers',
  })
}

function lastActivation(model: unknown): string {
  const { config } = (model ?? {}) as { readonly config?: { readonly layers?: unknown; readonly activation?: unknown } }
  const layers = Array.isArray(config) ? config : config?.layers
  if (Array.isArray(layers) && layers.length > 0) return lastActivation(layers.at(-1))
  return typeof config?.activation === 'string' ? config.activation : 'softmax'
}
