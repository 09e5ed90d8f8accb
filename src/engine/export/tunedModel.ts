/** What a run leaves behind, or what was loaded back in: a model that owns its weights, its head, its classes. */
import * as tf from '@tensorflow/tfjs-core'
import { ThawError } from '../../shared/errors.ts'
import type { ExportedFile, Prediction } from '../../shared/protocol.ts'
import { softmaxRows } from '../evaluate/metrics.ts'
import { type LiveModel, loadModel, trunkOf } from '../models/liveModel.ts'
import { forwardBlocks } from '../models/trunk.ts'
import { fileShape, fromFileLayout, linearSpecs, type ParameterSpec, toFileLayout } from '../nn/parameters.ts'
import { weightedForward } from '../nn/weightedForward.ts'
import type { ImageCodec } from '../prepare/image.ts'
import { type Preprocessing, preparePixels } from '../prepare/preprocess.ts'
import { inputTensor } from '../train/features.ts'
import type { Head } from '../train/trainee.ts'
import type { ModelFiles } from '../weights/modelFiles.ts'
import { writeSafetensors } from '../weights/safetensors.ts'
import { type StoredTensor, widen } from '../weights/tensorFile.ts'

export interface TunedModel {
  readonly model: LiveModel
  readonly head: Head
  readonly labels: readonly string[]
}

export function disposeTuned({ model, head }: TunedModel): void {
  model.dispose()
  head.kernel.dispose()
  head.bias.dispose()
}

export async function predict(
  { model, head, labels }: TunedModel,
  image: Blob,
  codec: ImageCodec,
): Promise<Prediction> {
  const started = performance.now()
  const { trunk, weight } = model
  const { preprocessing } = trunk
  const decoded = await codec.decode(image, Math.ceil(preprocessing.size / preprocessing.cropShare))
  const pixels = preparePixels(decoded, preprocessing)
  const f = weightedForward({ naming: trunk.naming, normEpsilon: trunk.normEpsilon, training: false, weight })
  const logits = tf.tidy(() => {
    const features = forwardBlocks(trunk, f, inputTensor([pixels], preprocessing), 0, trunk.blocks.length)
    return tf.add(tf.matMul(features as tf.Tensor2D, head.kernel), head.bias)
  })
  const probabilities = softmaxRows((await logits.data()) as Float32Array, labels.length)
  logits.dispose()
  const classes = labels.map((name, index) => ({ name, probability: probabilities[index] as number }))
  return { classes: classes.sort((a, b) => b.probability - a.probability), milliseconds: performance.now() - started }
}

/** model.safetensors with the trunk and the head merged, and the files that say how to use it. */
export async function exportFiles({ model, head, labels }: TunedModel): Promise<ExportedFile[]> {
  const { trunk } = model
  const [kernelSpec, biasSpec] = headSpecs(model, labels.length)
  const named: [ParameterSpec, tf.Tensor][] = [
    ...trunk.blocks
      .flatMap((block) => block.parameters)
      .map((spec): [ParameterSpec, tf.Tensor] => [spec, model.weight(spec.name)]),
    [kernelSpec, head.kernel],
    [biasSpec, head.bias],
  ]
  const tensors: [string, StoredTensor][] = []
  for (const [spec, tensor] of named) tensors.push([spec.name, await stored(spec, tensor)])
  const weights = writeSafetensors(tensors, { format: 'pt' })
  return [
    { name: 'model.safetensors', blob: new Blob([weights as Uint8Array<ArrayBuffer>]) },
    { name: 'config.json', blob: json(trunk.config(labels)) },
    { name: 'preprocessor_config.json', blob: json(preprocessorConfig(trunk.preprocessing)) },
    { name: 'labels.json', blob: json(labels) },
  ]
}

/** Builds a model from files that were exported and dropped back in. @throws ThawError `model-mismatch`. */
export function importTuned(files: ModelFiles): TunedModel {
  if (!files.labels || files.labels.length < 2)
    throw new ThawError(
      'model-mismatch',
      'These files name no classes.',
      'Add labels.json, or a config.json with id2label.',
    )
  const trunk = trunkOf(files)
  const model = loadModel(trunk, files.weights)
  try {
    const [kernel, bias] = headSpecs(model, files.labels.length).map((spec) => headTensor(spec, files)) as [
      tf.Tensor,
      tf.Tensor,
    ]
    return { model, labels: files.labels, head: { kernel: kernel as tf.Tensor2D, bias: bias as tf.Tensor1D } }
  } catch (error) {
    model.dispose()
    throw error
  }
}

function headSpecs({ trunk }: LiveModel, classes: number): [ParameterSpec, ParameterSpec] {
  return linearSpecs(trunk.naming, trunk.headSite, trunk.featureSize, classes) as [ParameterSpec, ParameterSpec]
}

function headTensor(spec: ParameterSpec, files: ModelFiles): tf.Tensor {
  const found = files.weights.tensors.get(spec.name)
  if (found?.shape.join() !== fileShape(spec).join())
    throw new ThawError(
      'model-mismatch',
      `The head "${spec.name}" should have shape [${fileShape(spec).join(', ')}], received ${found ? `[${found.shape.join(', ')}]` : 'none'}.`,
      'Use the weights and the labels of the same export.',
    )
  return tf.tensor(fromFileLayout(spec, widen(found as StoredTensor)), [...spec.shape])
}

async function stored(spec: ParameterSpec, tensor: tf.Tensor): Promise<StoredTensor> {
  const values = toFileLayout(spec, new Float32Array(await tensor.data()))
  return {
    dtype: 'F32',
    shape: fileShape(spec),
    bytes: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
  }
}

function preprocessorConfig({ size, cropShare, resample, mean, std }: Preprocessing): unknown {
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

function json(value: unknown): Blob {
  return new Blob([`${JSON.stringify(value, null, 2)}\n`], { type: 'application/json' })
}
