/**
 * The same layers in tfjs-layers, trained by `model.fit` as Teachable Machine and ml5 do. Batch norm is held to its
 * stored statistics, as fine-tuning wants it (by itself tfjs-layers would use each batch's own).
 */
import * as tf from '@tensorflow/tfjs-core'
import * as tfl from '@tensorflow/tfjs-layers'
import { firstValues, makeWork, type Value, type Work } from '../work/makeWork.ts'
import { batchesOf } from './batches.ts'
import type { Contender } from './contender.ts'
import { buildMobilenet, buildResnet, type NamedLayer } from './layersNetworks.ts'

interface Learner {
  readonly model: tfl.LayersModel
  readonly x: tf.Tensor
  readonly y: tf.Tensor
  readonly batch: number
  readonly batches: number
}

export function layersContender(open: Contender['open']): Contender {
  let learner: Learner | null = null
  let [made, peak] = [0, 0]
  return {
    open,
    async prepare(job) {
      const work = makeWork(job)
      const { model, layers } = networkOf(work)
      setValues(layers, firstValues(work))
      setTrainable(layers, work)
      const optimizer = tf.train.adam(work.recipe.optimiser.learningRate, 0.9, 0.999, 1e-8)
      model.compile({ optimizer, loss: 'categoricalCrossentropy' })
      learner = { model, ...dataOf(work, model), batch: job.batch, batches: job.batches }
      const count = (weights: readonly tfl.LayerVariable[]) =>
        weights.reduce((sum, each) => sum + sizeOf(each.shape), 0)
      const statistics = model.weights.filter(({ name }) => /moving_/.test(name))
      return {
        parameters: count(model.weights) - count(statistics),
        trained: count(model.trainableWeights),
      }
    },
    async run(steps) {
      if (!learner) return []
      const losses: number[] = []
      for (let left = steps; left > 0; ) {
        const at = made % learner.batches
        // `fit` tells an epoch's mean only: where single losses are looked at, a batch is an epoch.
        const some = steps < fewSteps ? 1 : Math.min(left, learner.batches - at)
        losses.push(...(await fit(learner, at, some)))
        peak = Math.max(peak, tf.memory().numBytes)
        made += some
        left -= some
      }
      return losses
    },
    tensorBytes: () => peak,
  }
}

/** Runs that are shorter are looked at loss by loss. */
const fewSteps = 3

/** So many batches from one on; their mean loss. */
async function fit({ model, x, y, batch, batches }: Learner, from: number, count: number): Promise<number[]> {
  const whole = from === 0 && count === batches
  const some = (t: tf.Tensor) => (whole ? t : tf.slice(t, from * batch, count * batch))
  const [xs, ys] = [some(x), some(y)]
  const { history } = await model.fit(xs, ys, {
    batchSize: batch,
    epochs: 1,
    shuffle: false,
    yieldEvery: 'never',
    verbose: 0,
  })
  if (!whole) tf.dispose([xs, ys])
  return [history.loss?.[0] as number]
}

function networkOf(work: Work): { model: tfl.LayersModel; layers: readonly NamedLayer[] } {
  const { network } = work.job
  const { classes } = work.examples
  if (network === 'mobilenet-0.25-224') return buildMobilenet(224, 0.25, classes)
  if (network === 'resnet18-64') return buildResnet(64, classes)
  if (network === 'resnet18-224') return buildResnet(224, classes)
  if (network !== 'features-1024') throw new Error(`internal: ${network} is written with tfjs's operations`)
  const head = tfl.layers.dense({ units: classes, inputShape: [1024], activation: 'softmax' })
  return {
    model: tfl.sequential({ layers: [head] }),
    layers: [{ layer: head, site: 'head', names: ['head/kernel', 'head/bias'] }],
  }
}

function setValues(layers: readonly NamedLayer[], values: ReadonlyMap<string, Value>): void {
  for (const { layer, names } of layers) {
    const tensors = names.map((name) => {
      const found = values.get(name)
      if (!found) throw new Error(`internal: no first value of "${name}"`)
      return tf.tensor(found.values, [...found.shape])
    })
    layer.setWeights(tensors)
    tf.dispose(tensors)
  }
}

function setTrainable(layers: readonly NamedLayer[], { attachment }: Work): void {
  const own = new Set(attachment.trainables)
  for (const { layer, names, site } of layers) layer.trainable = site === 'head' || names.some((name) => own.has(name))
}

function dataOf(work: Work, model: tfl.LayersModel): { x: tf.Tensor; y: tf.Tensor } {
  const { labels, classes, count } = work.examples
  const values = batchesOf(work).map((batch) => batch.values)
  const shape = (model.inputs[0]?.shape.slice(1) ?? []) as number[]
  const x = tf.tidy(() => tf.concat(values.map((each) => tf.tensor(each, [work.job.batch, ...shape]))))
  const y = tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d([...labels], 'int32'), classes), 'float32'))
  if (x.shape[0] !== count) throw new Error(`internal: ${x.shape[0]} examples where there are ${count}`)
  return { x, y }
}

function sizeOf(shape: readonly (number | null)[]): number {
  return shape.reduce<number>((product, side) => product * (side ?? 1), 1)
}
