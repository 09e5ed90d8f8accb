/** What a tuned network says to a picture the page's own way: prepared, normalised, asked. */
import * as tf from '@tensorflow/tfjs-core'
import type { Pixels } from '../../src/engine/data/imageCodec.ts'
import type { TunedModel } from '../../src/engine/inference/tunedModel.ts'
import { type Preprocessing, preparePixels } from '../../src/engine/inputs/preprocess.ts'
import { taskCard } from '../../src/tasks/cards.ts'
import { logitsOf } from './tunedNetwork.ts'

/** Probabilities of classes or labels, or the number. */
export async function pageAnswers(tuned: TunedModel, picture: Pixels): Promise<Float32Array> {
  const { preprocessing } = tuned.model.trunk.input as { readonly preprocessing: Preprocessing }
  const { size, mean, std } = preprocessing
  const prepared = preparePixels(picture, preprocessing)
  const answers = tf.tidy(() => {
    const bytes = tf.tensor4d(Float32Array.from(prepared), [1, size, size, 3])
    const pixels = tf.div(tf.sub(tf.div(bytes, 255), tf.tensor1d([...mean])), tf.tensor1d([...std]))
    const logits = logitsOf(tuned, { kind: 'image', pixels: pixels as tf.Tensor4D })
    const shifted = tf.add(logits, tuned.constants?.shift?.[0] ?? 0)
    const { target } = taskCard(tuned.task)
    if (target === 'number') return shifted
    return target === 'class' ? tf.softmax(shifted) : tf.sigmoid(shifted)
  })
  const values = (await answers.data()) as Float32Array
  answers.dispose()
  return values
}
