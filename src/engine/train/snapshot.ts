/** Named tensors as they were at some time. A snapshot shares the values until the variables move on. */
import * as tf from '@tensorflow/tfjs-core'
import { sumOfSquares } from './gradientTransforms.ts'

export type Snapshot = Map<string, tf.Tensor>

export function snapshot(tensors: ReadonlyMap<string, tf.Tensor>): Snapshot {
  return new Map([...tensors].map(([name, tensor]) => [name, tf.clone(tensor)]))
}

export function disposeAll(tensors: Map<string, tf.Tensor>): void {
  for (const tensor of tensors.values()) tensor.dispose()
  tensors.clear()
}

/** ‖after − before‖ ÷ ‖before‖ over these names; 0 where none of them is there. */
export function updateRatio(
  names: readonly string[],
  before: ReadonlyMap<string, tf.Tensor>,
  after: ReadonlyMap<string, tf.Tensor>,
): tf.Scalar {
  const moved = names.filter((name) => after.has(name))
  if (moved.length === 0) return tf.scalar(0)
  const was = (name: string) => before.get(name) as tf.Tensor
  const change = sumOfSquares(moved.map((name) => tf.sub(after.get(name) as tf.Tensor, was(name))))
  return tf.sqrt(tf.div(change, tf.add(sumOfSquares(moved.map(was)), 1e-12))) as tf.Scalar
}

/** Those of a snapshot whose values are no longer the variables' own, under a prefix; clones, which the caller disposes. */
export function apart(
  prefix: string,
  tensors: ReadonlyMap<string, tf.Tensor>,
  from: ReadonlyMap<string, tf.Tensor>,
): [string, tf.Tensor][] {
  return [...tensors]
    .filter(([name, tensor]) => from.get(name)?.dataId !== tensor.dataId)
    .map(([name, tensor]) => [prefix + name, tf.clone(tensor)])
}
