/**
 * A trunk with its weights on the backend. It owns the tensors; a run borrows them, and replaces those that it trained
 * by `put`. Names and shapes are checked against what the family asks for before anything is allocated.
 */
import * as tf from '@tensorflow/tfjs-core'
import { ThawError } from '../../shared/errors.ts'
import type { Random } from '../../shared/random.ts'
import { fileShape, fromFileLayout, initialValues, isLearned, type ParameterSpec, sizeOf } from '../nn/parameters.ts'
import type { ModelFiles } from '../weights/modelFiles.ts'
import { type StoredTensor, type TensorFile, widen } from '../weights/tensorFile.ts'
import { familyOf } from './families.ts'
import type { Trunk } from './trunk.ts'

export interface LiveModel {
  readonly trunk: Trunk
  weight(name: string): tf.Tensor
  /** Takes ownership of `tensor` and disposes of the one before. */
  put(name: string, tensor: tf.Tensor): void
  /** A model of its own that shares the values until one of the two replaces them. */
  fork(): LiveModel
  dispose(): void
}

export function trunkOf(files: Pick<ModelFiles, 'config' | 'preprocessor' | 'weights'>): Trunk {
  const { tensors } = files.weights
  const shapeOf = (name: string) => tensors.get(name)?.shape ?? null
  return familyOf(files.config, tensors.keys()).readTrunk(files.config, files.preprocessor, shapeOf)
}

/** Loads published weights. @throws ThawError `model-mismatch` naming a missing or misshapen tensor. */
export function loadModel(trunk: Trunk, file: TensorFile): LiveModel {
  const specs = trunk.blocks.flatMap((block) => block.parameters)
  for (const spec of specs) checkTensor(spec, file)
  return live(trunk, (spec) => tensorOf(spec, fromFileLayout(spec, widen(file.tensors.get(spec.name) as StoredTensor))))
}

/** The same architecture at random initialisation: the control that shows what pre-training is worth. */
export function randomModel(trunk: Trunk, random: Random): LiveModel {
  return live(trunk, (spec) => tensorOf(spec, initialValues(spec, random.fork(spec.name))))
}

/** Learned parameters of the trunk. */
export function countParameters(trunk: Trunk): number {
  const learned = trunk.blocks.flatMap((block) => block.parameters).filter(isLearned)
  return learned.reduce((total, spec) => total + sizeOf(spec.shape), 0)
}

function tensorOf(spec: ParameterSpec, values: Float32Array): tf.Tensor {
  return tf.tensor(values, [...spec.shape], 'float32')
}

function live(trunk: Trunk, make: (spec: ParameterSpec) => tf.Tensor): LiveModel {
  const tensors = new Map<string, tf.Tensor>()
  for (const spec of trunk.blocks.flatMap((block) => block.parameters)) tensors.set(spec.name, make(spec))
  const weight = (name: string): tf.Tensor => {
    const tensor = tensors.get(name)
    if (!tensor) throw new Error(`internal: the model has no weight "${name}"`)
    return tensor
  }
  return {
    trunk,
    weight,
    fork: () => live(trunk, (spec) => tf.clone(weight(spec.name))),
    put(name, tensor) {
      tensors.get(name)?.dispose()
      tensors.set(name, tensor)
    },
    dispose() {
      for (const tensor of tensors.values()) tensor.dispose()
      tensors.clear()
    },
  }
}

function checkTensor(spec: ParameterSpec, file: TensorFile): void {
  const stored = file.tensors.get(spec.name)
  const expected = fileShape(spec)
  if (!stored)
    throw new ThawError(
      'model-mismatch',
      `The weights lack "${spec.name}" of shape [${expected.join(', ')}].`,
      'Use weights and configuration that belong together.',
    )
  if (stored.shape.join() !== expected.join())
    throw new ThawError(
      'model-mismatch',
      `"${spec.name}" should have shape [${expected.join(', ')}], received [${stored.shape.join(', ')}].`,
      'Use weights and configuration that belong together.',
    )
}
