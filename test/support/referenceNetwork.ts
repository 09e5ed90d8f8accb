/** A fixture's network with its weights, classifier and inputs on the current backend. */
import * as tf from '@tensorflow/tfjs-core'
import { families } from '../../src/engine/models/families.ts'
import { loadModel, renamed, surplusTensors, trunkOf } from '../../src/engine/models/liveModel.ts'
import type { Trunk } from '../../src/engine/models/trunk.ts'
import type { Forward } from '../../src/engine/nn/forward.ts'
import { fromFileLayout, type ParameterSpec } from '../../src/engine/nn/parameters.ts'
import { weightedForward } from '../../src/engine/nn/weightedForward.ts'
import { type StoredTensor, type TensorFile, widen } from '../../src/engine/weights/tensorFile.ts'
import { type Fixture, modelFilesOf, type Reference, referenceOf } from './referenceFixture.ts'

export interface Network {
  readonly trunk: Trunk
  readonly f: Forward
  readonly reference: Reference
  /** Pixels or token ids. */
  readonly input: tf.Tensor
  /** Names that gradients have in the reference → this family's own. */
  rename(name: string): string | null
  weight(name: string): tf.Tensor
  dispose(): void
}

/** @throws Error when the file holds a tensor that is neither read nor known to be needless. */
export async function openNetwork(fixture: Fixture): Promise<Network> {
  const files = await modelFilesOf(fixture)
  const reference = referenceOf(fixture)
  const trunk = trunkOf(files)
  const surplus = surplusTensors(trunk, files.weights)
  if (surplus.length > 0) throw new Error(`Expected every tensor to be read, received ${surplus} besides.`)
  const model = loadModel(trunk, files.weights)
  const head = headOf(trunk, files.weights, reference)
  const weight = (name: string) => head.get(name) ?? model.weight(name)
  const { input, mask } = inputsOf(trunk, reference)
  const { naming, normEpsilon, family } = trunk
  const f = weightedForward({ naming, normEpsilon, training: false, weight, mask })
  const rename = families[family].rename ?? ((name: string) => name)
  const dispose = () => {
    model.dispose()
    tf.dispose([...head.values(), input, ...(mask ? [mask] : [])])
  }
  return { trunk, f, reference, input, rename, weight, dispose }
}

function headOf(trunk: Trunk, weights: TensorFile, reference: Reference): Map<string, tf.Tensor> {
  const stored = renamed(families[trunk.family], weights)
  const tensor = (spec: ParameterSpec) =>
    tf.tensor(fromFileLayout(spec, widen(stored.get(spec.name) as StoredTensor)), [...spec.shape])
  return new Map(headSpecs(trunk, reference).map((spec) => [spec.name, tensor(spec)]))
}

/** The classifier's parameters, for as many classes as the original has. */
export function headSpecs(trunk: Trunk, reference: Reference): readonly ParameterSpec[] {
  return trunk.classifier.parameters(reference.shape('logits')[1] as number)
}

export function inputsOf({ input }: Trunk, reference: Reference): { input: tf.Tensor; mask: tf.Tensor2D | null } {
  if (input.kind === 'image')
    return { input: tf.tensor(reference.values('input'), [...reference.shape('input')]), mask: null }
  const integers = (key: string, type: 'int32' | 'float32') =>
    tf.tensor(reference.integers(key), [...reference.shape(key)], type)
  return { input: integers('ids', 'int32'), mask: integers('mask', 'float32') as tf.Tensor2D }
}
