/** adapter_model.safetensors: what the method added, and the head, under peft's keys and in its shapes. */
import type * as tf from '@tensorflow/tfjs-core'
import { promptName } from '../../../methods/prompt/engine.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import { bothNames } from '../../models/huggingFace.ts'
import { taskHead } from '../../models/taskHead.ts'
import type { Trunk } from '../../models/trunk.ts'
import { fileShape, type ParameterSpec, sizeOf, toFileLayout } from '../../nn/parameters.ts'
import type { Attachment, Lookup, MethodOptions } from '../../tuning/method.ts'
import type { StoredTensor } from '../../weights/tensorFile.ts'
import { isPrincipal } from './peftConfig.ts'
import { type Place, placesOf, prefixColumns } from './peftPlaces.ts'

export interface Attached {
  readonly options: MethodOptions
  readonly attachment: Attachment
  /** What was added, and the trunk's own. */
  readonly weight: Lookup
}

/** What peft puts before the keys of modules; prompts and prefixes wrap the network once less. */
export function keyPrefix({ id }: Pick<MethodOptions, 'id'>): string {
  return id === 'prompt' || id === 'prefix' ? 'base_model.' : 'base_model.model.'
}

/** Where transformers 4 and 5 call a layer differently, its tensors stand there under both names. */
export async function peftTensors(
  { task, model: { trunk }, head, labels }: TunedModel,
  { options, attachment, weight }: Attached,
): Promise<[string, StoredTensor][]> {
  const prefix = keyPrefix(options)
  const tensors: [string, StoredTensor][] = []
  for (const place of placesOf(trunk, options, attachment)) {
    const stored = await storedAt(place, options, weight)
    const keys = place.key === promptName ? [promptName] : bothNames(trunk.huggingFace.renamedIn5, prefix + place.key)
    for (const key of keys) {
      tensors.push([key, stored])
      // Batch norms count their batches, which nobody reads once they are trained.
      if (place.spec.role === 'variance') tensors.push([key.replace(/running_var$/, 'num_batches_tracked'), noBatches])
    }
  }
  if (options.id === 'prefix') tensors.push([promptName, await prefixTable(trunk, options, weight)])
  for (const spec of taskHead(trunk, task, labels.length)) {
    const values = await valuesOf(spec, head.get(spec.name) as tf.Tensor)
    tensors.push([prefix + spec.name, float32(fileShape(spec), values)])
  }
  return tensors
}

const noBatches: StoredTensor = { dtype: 'I64', shape: [], bytes: new Uint8Array(8) }

async function storedAt({ key, spec, shape }: Place, options: MethodOptions, weight: Lookup): Promise<StoredTensor> {
  const values = await valuesOf(spec, weight(spec.name))
  if (!isPrincipal(options)) return float32(shape, values)
  const first = await valuesOf(spec, weight(spec.name.replace(/weight$/, 'first')))
  const [rows = 1, columns = 1, ...rest] = shape
  return key.endsWith('.lora_A.weight')
    ? float32([2 * rows, columns, ...rest], joinedValues(values, first))
    : float32([rows, 2 * columns, ...rest], besideNegated(values, first, columns * sizeOf(rest)))
}

function joinedValues(values: Float32Array, more: Float32Array): Float32Array {
  const joined = new Float32Array(values.length + more.length)
  joined.set(values)
  joined.set(more, values.length)
  return joined
}

/** Rows of `values`, each with the negated row of `first` after it. */
function besideNegated(values: Float32Array, first: Float32Array, width: number): Float32Array {
  const joined = new Float32Array(2 * values.length)
  for (let at = 0; at < values.length; at += width) {
    joined.set(values.subarray(at, at + width), 2 * at)
    for (let column = 0; column < width; column++) joined[2 * at + width + column] = -(first[at + column] as number)
  }
  return joined
}

/** [virtual tokens, layers × 2 × width] */
async function prefixTable(trunk: Trunk, { tokens }: MethodOptions, weight: Lookup): Promise<StoredTensor> {
  const { names, width } = prefixColumns(trunk)
  const table = new Float32Array(tokens * names.length * width)
  for (const [index, name] of names.entries()) {
    const values = (await weight(name).data()) as Float32Array
    for (let token = 0; token < tokens; token++)
      table.set(values.subarray(token * width, (token + 1) * width), (token * names.length + index) * width)
  }
  return float32([tokens, names.length * width], table)
}

/** In the file's order. */
async function valuesOf(spec: ParameterSpec, tensor: tf.Tensor): Promise<Float32Array> {
  return toFileLayout(spec, new Float32Array(await tensor.data()))
}

function float32(shape: readonly number[], { buffer, byteOffset, byteLength }: Float32Array): StoredTensor {
  return { dtype: 'F32', shape, bytes: new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength) }
}
