/**
 * Makes the embedded model `thaw-vision`: one classifier over CIFAR-10's classes and the invented figures' kinds, at
 * the model's own 64 pixels. Begins at weights given with `--from`, or at random ones.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import * as tf from '@tensorflow/tfjs-core'
import { loadModel, randomModel } from '../../engine/models/liveModel.ts'
import { resnet } from '../../engine/models/resnet.ts'
import { forwardBlocks } from '../../engine/models/trunk.ts'
import { isDecayed, isLearned } from '../../engine/nn/parameters.ts'
import { weightedForward } from '../../engine/nn/weightedForward.ts'
import { crossEntropy } from '../../engine/train/loss.ts'
import { parseSafetensors } from '../../engine/weights/safetensors.ts'
import { seeded } from '../../shared/random.ts'
import { endless } from './endless.ts'
import { bufferOf, makeLearner, weightsFile } from './learner.ts'
import { batchOf, type Pictures, readPictures } from './pictures.ts'
import { readInventions } from './readInventions.ts'
import { withTrainingNorm } from './trainingNorm.ts'

const config = {
  architectures: ['ResNetModel'],
  model_type: 'resnet',
  num_channels: 3,
  embedding_size: 40,
  hidden_sizes: [40, 80, 160, 240],
  depths: [1, 1, 1, 1],
  layer_type: 'basic',
  hidden_act: 'relu',
  downsample_in_first_stage: false,
  downsample_in_bottleneck: false,
}
const preprocessor = {
  image_processor_type: 'ConvNextImageProcessor',
  crop_pct: 1,
  do_normalize: true,
  do_rescale: true,
  do_resize: true,
  image_mean: [0.485, 0.456, 0.406],
  image_std: [0.229, 0.224, 0.225],
  resample: 2,
  size: { shortest_edge: 64 },
}
const kernel = 'head.weight'
const bias = 'head.bias'
const cache = '.cache/pretrain'

interface Source {
  readonly pictures: Pictures
  /** Rows of each batch. */
  readonly share: number
  /** Where this source's classes begin in the classifier. */
  readonly offset: number
  readonly train: readonly number[]
  readonly held: readonly number[]
}

export async function pretrainVision(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      data: { type: 'string', default: '../shared/data/cifar10-train.zip' },
      out: { type: 'string', default: 'public/models/thaw-vision' },
      from: { type: 'string' },
      photos: { type: 'string', default: '24' },
      drawings: { type: 'string', default: '40' },
      kinds: { type: 'string', default: '160' },
      steps: { type: 'string', default: '5000' },
      every: { type: 'string', default: '250' },
      rate: { type: 'string', default: '0.002' },
      seed: { type: 'string', default: '1' },
    },
  })
  const [photos, drawings, kinds, steps, every, rate] = [
    values.photos,
    values.drawings,
    values.kinds,
    values.steps,
    values.every,
    values.rate,
  ].map(Number) as [number, number, number, number, number, number]
  const random = seeded(values.seed)
  const trunk = resnet.readTrunk({ config, preprocessor, shapeOf: () => null })
  const from = values.from
  const model = from
    ? loadModel(trunk, parseSafetensors(bufferOf(await readFile(from))))
    : randomModel(trunk, random.fork('weights'))
  const photographs = await readPictures(values.data, `${cache}/pictures`)
  const drawn = await readInventions(kinds, 150, cache)
  const sources = [
    source(photographs, photos, 0, 2000, random.fork('photos')),
    source(drawn, drawings, photographs.classes.length, 1600, random.fork('drawings')),
  ]
  const classes = photographs.classes.length + kinds
  const specs = trunk.blocks.flatMap((block) => block.parameters)
  const learned = specs.filter(isLearned)
  const start = new Map<string, tf.Tensor>(learned.map((spec) => [spec.name, model.weight(spec.name).clone()]))
  const first = random.fork('head')
  start.set(
    kernel,
    tf.tensor2d(
      Float32Array.from({ length: trunk.featureSize * classes }, () => 0.02 * first.normal()),
      [trunk.featureSize, classes],
    ),
  )
  start.set(bias, tf.zeros([classes]))
  const decayed = new Set([kernel, ...learned.filter(isDecayed).map((spec) => spec.name)])
  const learner = makeLearner({
    start,
    isDecayed: (name) => decayed.has(name),
    rate,
    warmup: 0.05,
    progress: (step) => step / steps,
    clipNorm: 2,
    weightDecay: 0.05,
    beta2: 0.99,
  })
  const weight = (name: string) => learner.weight(name) ?? model.weight(name)
  const logits = (x: tf.Tensor, training: boolean) => {
    const plain = weightedForward({ naming: trunk.naming, normEpsilon: trunk.normEpsilon, training, weight })
    const running = { momentum: 0.05, read: model.weight, write: model.put }
    const f = training ? withTrainingNorm(plain, trunk.naming, trunk.normEpsilon, running) : plain
    const features = trunk.pool(f, forwardBlocks(trunk, f, x, 0, trunk.blocks.length))
    return tf.add(tf.matMul(features, weight(kernel) as tf.Tensor2D), weight(bias)) as tf.Tensor2D
  }
  if (trunk.input.kind !== 'image') throw new Error('internal: the vision model reads no pictures')
  const { mean, std, size: side } = trunk.input.preprocessing
  const views = random.fork('views')
  const inputOf = (from: Source, indices: readonly number[], augmented: boolean) =>
    tf.tensor4d(batchOf(from.pictures, indices, { side, mean, std, random: augmented ? views : null }), [
      indices.length,
      side,
      side,
      3,
    ])
  const labelsOf = (from: Source, indices: readonly number[]) =>
    indices.map((index) => from.offset + (from.pictures.labels[index] as number))
  const accuracyOn = async (from: Source) => {
    let right = 0
    for (let at = 0; at < from.held.length; at += 100) {
      const indices = from.held.slice(at, at + 100)
      const hits = tf.tidy(() =>
        tf.sum(
          tf.equal(
            tf.argMax(logits(inputOf(from, indices, false), false), 1),
            tf.tensor1d(labelsOf(from, indices), 'int32'),
          ),
        ),
      )
      right += (await hits.data())[0] as number
      hits.dispose()
    }
    return right / from.held.length
  }
  const log: object[] = []
  const queues = sources.map((from, index) => endless(from.train, random.fork(`order/${index}`)))
  let total = 0
  let since = performance.now()
  for (let step = 1; step <= steps; step++) {
    const drawnNow = sources.map((from, index) => (queues[index] as (count: number) => number[])(from.share))
    const labels = sources.flatMap((from, index) => labelsOf(from, drawnNow[index] as number[]))
    const input = tf.tidy(() => tf.concat(sources.map((from, i) => inputOf(from, drawnNow[i] as number[], true))))
    const targets = tf.tensor1d(labels, 'int32')
    total += await learner.step(step, () => crossEntropy(logits(input, true), targets, { smoothing: 0.1 }))
    input.dispose()
    targets.dispose()
    if (step % every !== 0 && step !== steps) continue
    const [photographs, drawings] = [await accuracyOn(sources[0] as Source), await accuracyOn(sources[1] as Source)]
    const seconds = (performance.now() - since) / 1000
    log.push({ step, loss: total / every, heldPhotographs: photographs, heldDrawings: drawings, seconds })
    console.log(JSON.stringify(log.at(-1)))
    total = 0
    since = performance.now()
    await mkdir(values.out, { recursive: true })
    await writeFile(`${cache}/vision.safetensors`, await weightsFile(specs, weight, { half: false }))
    await writeFile(`${values.out}/model.safetensors`, await weightsFile(specs, weight, { half: true }))
    await writeFile(`${values.out}/config.json`, `${JSON.stringify(config, null, 2)}\n`)
    await writeFile(`${values.out}/preprocessor_config.json`, `${JSON.stringify(preprocessor, null, 2)}\n`)
    const plan = { photos, drawings, kinds, steps, rate, seed: values.seed, from: from ?? null }
    await writeFile(`${values.out}/pretraining.json`, `${JSON.stringify({ plan, log }, null, 2)}\n`)
  }
}

function source(
  pictures: Pictures,
  share: number,
  offset: number,
  held: number,
  random: ReturnType<typeof seeded>,
): Source {
  const order = random.shuffled([...pictures.labels.keys()])
  return { pictures, share, offset, train: order.slice(held), held: order.slice(0, held) }
}
