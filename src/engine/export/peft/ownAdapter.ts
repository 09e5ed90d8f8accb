/**
 * The studio's own adapter file, for what peft has no place for: every added parameter under the engine's name, and the
 * head, laid out as published files are; thaw_adapter.json says how they were attached.
 */

import type * as tf from '@tensorflow/tfjs-core'
import { adapterFormats } from '../../../shared/catalog/adapterFormats.ts'
import type { ExportedFile } from '../../../shared/domain/files.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import { taskHead } from '../../models/taskHead.ts'
import type { Adapter } from '../../tuning/adapted.ts'
import { safetensorsParts } from '../../weights/safetensors.ts'
import type { StoredTensor } from '../../weights/tensorFile.ts'
import { jsonBlob } from '../weights/jsonBlob.ts'
import { storedTensor } from '../weights/storedTensor.ts'

const { settings, tensors: weights } = adapterFormats.own

export async function ownAdapterFiles(
  { model: { trunk }, task, base, labels, head }: TunedModel,
  { options, attachment, values }: Adapter,
): Promise<ExportedFile[]> {
  const tensors: [string, StoredTensor][] = []
  const specs = taskHead(trunk, task, labels.length)
  for (const spec of [...attachment.added, ...specs])
    tensors.push([spec.name, await storedTensor(spec, (values.get(spec.name) ?? head.get(spec.name)) as tf.Tensor)])
  const parts = safetensorsParts(tensors, { format: 'pt' })
  const { task: _, ...method } = options
  const config = { version: 1, task, family: trunk.family, base: base ?? null, method }
  return [
    { name: weights, blob: new Blob(parts as Uint8Array<ArrayBuffer>[]) },
    { name: settings, blob: jsonBlob(config) },
  ]
}
