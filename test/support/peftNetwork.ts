/** A reference network with an adapter in place, asked for what Python's peft was asked: logits, loss and gradients. */
import * as tf from '@tensorflow/tfjs-core'
import { forwardOf } from '../../src/engine/models/network.ts'
import { forwardBlocks } from '../../src/engine/models/trunk.ts'
import { crossEntropy } from '../../src/engine/nn/crossEntropy.ts'
import type { ParameterSpec } from '../../src/engine/nn/parameters.ts'
import type { Attachment } from '../../src/engine/tuning/method.ts'
import type { TaskId } from '../../src/tasks/ids.ts'
import type { Network } from './referenceNetwork.ts'

export interface Peered {
  readonly original: Network
  readonly task: TaskId
  readonly attachment: Attachment
  /** The adapter's parameters and the head, by name; they take the place of the network's own. */
  readonly values: ReadonlyMap<string, tf.Tensor>
}

/** [examples, classes], or [texts, tokens, vocabulary] with nothing at padding. */
export function peeredLogits({ original, task, attachment, values }: Peered): tf.Tensor {
  const { trunk, f, input } = original
  const weight = (name: string) => values.get(name) ?? original.weight(name)
  return tf.tidy(() => {
    const dressed = forwardOf({ trunk, weight, rest: () => {}, wrapForward: attachment.wrapForward }, { mask: f.mask })
    const x = forwardBlocks(trunk, dressed, input, 0, trunk.blocks.length)
    if (task !== 'text-generation') return trunk.classifier.forward(dressed, trunk.pool(dressed, x))
    const logits = trunk.nextToken?.(dressed, x as tf.Tensor3D) as tf.Tensor3D
    return tf.mul(logits, tf.expandDims(f.mask as tf.Tensor2D, 2))
  })
}

/** Mean cross-entropy of the fixture's labels, or of every next token that is no padding. */
export function peeredLoss(peered: Peered): tf.Scalar {
  const { reference } = peered.original
  const logits = peeredLogits(peered)
  if (peered.task !== 'text-generation')
    return crossEntropy(logits as tf.Tensor2D, tf.tensor1d(reference.integers('labels'), 'int32'))
  const tokens = reference.shape('ids')[1] as number
  const [ids, mask] = [reference.integers('ids'), reference.integers('mask')]
  const rows = ids.flatMap((_, at) => ((at + 1) % tokens !== 0 && mask[at + 1] === 1 ? [at] : []))
  const flat = tf.reshape(logits, [-1, logits.shape[2] as number]) as tf.Tensor2D
  const targets = rows.map((at) => ids[at + 1] as number)
  return crossEntropy(tf.gather(flat, tf.tensor1d(rows, 'int32')), tf.tensor1d(targets, 'int32'))
}

/** Gradient of the loss by each of these, in the engine's layout. */
export async function peeredGradients(
  peered: Peered,
  specs: readonly ParameterSpec[],
): Promise<ReadonlyMap<string, Float32Array>> {
  const names = specs.map(({ name }) => name)
  const { value, grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) => {
    const values = new Map([...peered.values, ...names.map((name, at) => [name, tensors[at] as tf.Tensor] as const)])
    return peeredLoss({ ...peered, values })
  })(names.map((name) => peered.values.get(name) as tf.Tensor))
  const found = await Promise.all(grads.map(async (grad) => ((await grad.data()) as Float32Array).slice()))
  tf.dispose([value, ...grads])
  return new Map(names.map((name, at) => [name, found[at] as Float32Array]))
}
