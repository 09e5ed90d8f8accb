/** Puts a checkpoint's tensors where they were: values, moments, and the snapshots that differ from the values. */
import * as tf from '@tensorflow/tfjs-core'
import { ThawError } from '../../shared/messages/errors.ts'
import type { StoredTensor } from './checkpoint.ts'
import type { TransformState } from './moments.ts'
import type { Optimiser } from './optimiser.ts'
import { disposeAll } from './snapshot.ts'

/** `value/`, `first/`, `second/`, and of `best/` and `since/` what is not the value; each with a parameter's name. */
export type TrainerState = TransformState

export interface Places {
  readonly variables: ReadonlyMap<string, tf.Variable>
  readonly fixed: Map<string, tf.Tensor>
  /** Null where no epoch was judged yet. */
  readonly best: Map<string, tf.Tensor> | null
  readonly before: Map<string, tf.Tensor>
  readonly updates: TransformState['updates']
  readonly optimiser: Pick<Optimiser, 'restore'>
}

/** @throws ThawError `weights-invalid` naming what is missing or misshapen; then the run has to begin anew. */
export function restoreTensors(tensors: ReadonlyMap<string, StoredTensor>, places: Places): void {
  const { variables, fixed, best, before, updates, optimiser } = places
  for (const [name, variable] of variables) {
    const value = made(`value/${name}`, tensors, variable.shape)
    variable.assign(value)
    value.dispose()
  }
  for (const [name, tensor] of fixed) {
    const value = made(`value/${name}`, tensors, tensor.shape)
    tensor.dispose()
    fixed.set(name, value)
  }
  restorePast('since/', before, tensors, variables)
  if (best) restorePast('best/', best, tensors, variables)
  const moments = [...tensors.keys()].filter((key) => /^(first|second)\//.test(key))
  const shapeOf = (key: string) => variables.get(key.slice(key.indexOf('/') + 1))?.shape ?? []
  const state = new Map<string, tf.Tensor>()
  try {
    for (const key of moments) state.set(key, made(key, tensors, shapeOf(key)))
    optimiser.restore({ tensors: state, updates })
  } finally {
    disposeAll(state)
  }
}

function restorePast(
  prefix: string,
  past: Map<string, tf.Tensor>,
  tensors: ReadonlyMap<string, StoredTensor>,
  variables: ReadonlyMap<string, tf.Variable>,
): void {
  disposeAll(past)
  for (const [name, variable] of variables) {
    const key = prefix + name
    past.set(name, tensors.has(key) ? made(key, tensors, variable.shape) : tf.clone(variable))
  }
}

function made(key: string, tensors: ReadonlyMap<string, StoredTensor>, shape: readonly number[]): tf.Tensor {
  const found = tensors.get(key)
  if (found && found.shape.join() === shape.join()) return tf.tensor(found.values.slice(), [...shape])
  const received = found?.shape ?? null
  throw new ThawError('weights-invalid', 'checkpointTensorMisfit', { key, expected: shape, received })
}
