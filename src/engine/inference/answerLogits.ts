/** What a tuned model says of examples: the numbers that its head answers with. */
import * as tf from '@tensorflow/tfjs-core'
import type { Activations } from '../inputs/inputs.ts'
import { forwardOf } from '../models/network.ts'
import { runFrozen } from '../train/features.ts'
import { networkOf, type TunedModel } from './tunedModel.ts'

/** [examples, outputs] of the head on the pooled features. Takes what it is given, and leaves no tensor. */
export async function answerLogits(tuned: TunedModel, { x, mask }: Activations): Promise<Float32Array> {
  const network = networkOf(tuned)
  const { trunk } = network
  try {
    const features = runFrozen({ network, line: trunk.blocks.length, readout: trunk.pool }, x, mask)
    const logits = tf.tidy(() => trunk.classifier.forward(forwardOf(network), features as tf.Tensor2D))
    features.dispose()
    return (await logits.data().finally(() => logits.dispose())) as Float32Array
  } finally {
    mask?.dispose()
  }
}
