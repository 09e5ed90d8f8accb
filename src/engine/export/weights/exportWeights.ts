/** model.safetensors with the trunk and the head merged, and the files that say how to use it. */

import type * as tf from '@tensorflow/tfjs-core'
import { formats } from '../../../shared/catalog/formats.ts'
import type { ExportedFile } from '../../../shared/domain/files.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { TaskId } from '../../../tasks/ids.ts'
import { claimingTask, type TunedModel } from '../../inference/tunedModel.ts'
import type { Preprocessing } from '../../inputs/preprocess.ts'
import { taskHead } from '../../models/taskHead.ts'
import { fileShape, type ParameterSpec, toFileLayout } from '../../nn/parameters.ts'
import { adapted } from '../../tuning/adapted.ts'
import { safetensorsParts } from '../../weights/safetensors.ts'
import type { StoredTensor } from '../../weights/tensorFile.ts'
import { thawTaskName } from '../../weights/thawTask.ts'
import { exportRefused } from '../exportRefused.ts'

export async function exportFiles(tuned: TunedModel): Promise<ExportedFile[]> {
  const { task, model, head, labels, text } = tuned
  const { trunk } = model
  const config = configOf(tuned)
  const tensors: [string, StoredTensor][] = []
  const merged = mergedWeights(tuned)
  for (const block of trunk.blocks) {
    for (const spec of block.parameters)
      tensors.push([spec.name, await storedTensor(spec, merged.get(spec.name) ?? model.weight(spec.name))])
    model.rest(block)
  }
  for (const tensor of merged.values()) tensor.dispose()
  for (const spec of taskHead(trunk, task, labels.length))
    tensors.push([spec.name, await storedTensor(spec, head.get(spec.name) as tf.Tensor)])
  const weights = safetensorsParts(tensors, { format: 'pt' })
  const files: ExportedFile[] = [
    { name: 'model.safetensors', blob: new Blob(weights as Uint8Array<ArrayBuffer>[]) },
    { name: 'config.json', blob: jsonBlob(asWritten(config)) },
  ]
  if (trunk.input.kind === 'image')
    files.push({ name: 'preprocessor_config.json', blob: jsonBlob(preprocessorConfig(trunk.input.preprocessing)) })
  if (text) {
    files.push({ name: 'tokenizer.json', blob: jsonBlob(text.files.tokenizer) })
    if (text.files.config !== null) files.push({ name: 'tokenizer_config.json', blob: jsonBlob(text.files.config) })
  }
  if (labels.length > 0) files.push({ name: 'labels.json', blob: jsonBlob(labels) })
  return [...files, ...taskFiles(tuned, taskOfFiles(tuned, config))]
}

/**
 * The task, where the other files do not tell it, and the numbers that its answers need.
 * @param claiming whose the other files look like.
 */
export function taskFiles({ task, constants }: TunedModel, claiming: TaskId | undefined): ExportedFile[] {
  const told = claiming === undefined || claiming === task
  if (told && !constants && !taskCard(task).huggingFace.problemType) return []
  return [{ name: thawTaskName, blob: jsonBlob({ task, ...(constants && { constants }) }) }]
}

/** The task of a whole model by what its files say: pairs look like single texts, and a published writer may name classes. */
function taskOfFiles({ model: { trunk }, labels }: TunedModel, config: unknown): TaskId | undefined {
  const { id2label } = config as { readonly id2label?: object }
  const names = labels.length > 0 ? labels.length : Object.keys(id2label ?? {}).length
  return claimingTask({ config, names }, { input: trunk.input.kind, continues: trunk.nextToken !== null })
}

/** The published configuration, with what the task's head is and how its answers are to be read. */
export function configOf({ task, model: { trunk }, labels }: TunedModel): unknown {
  const { headed, outputs, huggingFace } = taskCard(task)
  if (!headed) return trunk.config(null)
  const { problemType } = huggingFace
  // A number has no name; readers of the file count the labels.
  const names = labels.length > 0 ? labels : Array.from({ length: outputs(0) }, (_, index) => `LABEL_${index}`)
  // A published network may have been made for another kind of answers.
  const { problem_type: _, ...config } = trunk.config(names) as Record<string, unknown>
  return { ...config, ...(problemType && { problem_type: problemType }) }
}

/** What the adapter makes of the trunk's weights. @throws ThawError `export-refused` where no plain weights do the same. */
function mergedWeights({ model, adapter }: TunedModel): ReadonlyMap<string, tf.Tensor> {
  if (!adapter) return new Map()
  const { merge } = adapter.attachment
  if (merge) return merge(adapted(model, adapter).weight)
  throw exportRefused('weights')
}

/** The weights are written as float32, whatever type the published ones were of. */
function asWritten(config: unknown): unknown {
  const types = ['torch_dtype', 'dtype'].filter((key) => Object.hasOwn(config as object, key))
  return { ...(config as object), ...Object.fromEntries(types.map((key) => [key, 'float32'])) }
}

/** As the published files lay it out, in float32. */
export async function storedTensor(spec: ParameterSpec, tensor: tf.Tensor): Promise<StoredTensor> {
  const values = toFileLayout(spec, new Float32Array(await tensor.data()))
  return {
    dtype: 'F32',
    shape: fileShape(spec),
    bytes: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
  }
}

export function preprocessorConfig({ size, cropShare, resample, mean, std }: Preprocessing): unknown {
  return {
    image_processor_type: 'ConvNextImageProcessor',
    crop_pct: cropShare,
    do_normalize: true,
    do_rescale: true,
    do_resize: true,
    image_mean: mean,
    image_std: std,
    resample: resample === 'bilinear' ? 2 : 3,
    size: { shortest_edge: size },
  }
}

/** Indented, as a file of its own. */
export function jsonBlob(value: unknown): Blob {
  return new Blob([`${JSON.stringify(value, null, 2)}\n`], { type: formats.json.mediaType })
}
