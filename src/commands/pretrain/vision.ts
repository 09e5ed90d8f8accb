/**
 * Makes the embedded model `thaw-vision`: one classifier over CIFAR-10's classes and the invented figures' kinds, at
 * the model's own 64 pixels. Colour tells nothing about a figure's kind, so that the features would lose it; a second
 * head, which has to name the colours of each quarter, keeps it in them. Begins at weights given with `--from`, or at
 * random ones. The heads are not published.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import * as tf from '@tensorflow/tfjs-core'
import type { Preprocessing } from '../../engine/inputs/preprocess.ts'
import { type LiveModel, loadModel, randomModel } from '../../engine/models/liveModel.ts'
import { resnet } from '../../engine/models/resnet.ts'
import { forwardBlocks } from '../../engine/models/trunk.ts'
import { crossEntropy } from '../../engine/nn/crossEntropy.ts'
import { isDecayed, isLearned } from '../../engine/nn/parameters.ts'
import { weightedForward } from '../../engine/nn/weightedForward.ts'
import { parseSafetensors } from '../../engine/weights/safetensors.ts'
import { type Random, seeded } from '../../shared/random.ts'
import { endless } from './endless.ts'
import { bufferOf, type Learner, makeLearner, weightsFile } from './learner.ts'
import { batchOf, type Pictures, readPictures, softened } from './pictures.ts'
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
const tintKernel = 'tint.weight'
const tintBias = 'tint.bias'
/** Quarters × red, green, blue. */
const tints = 12
const cache = '.cache/pretrain'
/** Pictures drawn of each kind, and how many of each source are held back. */
const perKind = 150
const held = { photographs: 2000, drawings: 1600 }

interface Plan {
  readonly data: string
  readonly out: string
  /** Weights to go on from. */
  readonly from: string | null
  /** Photographs and drawings of each batch. */
  readonly photos: number
  readonly drawings: number
  readonly kinds: number
  readonly steps: number
  /** Steps between two checks. */
  readonly every: number
  readonly rate: number
  /** How much naming the colours counts beside the class. */
  readonly tint: number
  readonly seed: string
}

export async function pretrainVision(args: string[]): Promise<void> {
  const plan = readPlan(args)
  const random = seeded(plan.seed)
  const trunk = resnet.readTrunk({ config, preprocessor, shapeOf: () => null })
  const model = plan.from
    ? loadModel(trunk, parseSafetensors(bufferOf(await readFile(plan.from))))
    : randomModel(trunk, random.fork('weights'))
  const sources = await readSources(plan, random)
  const network = makeNetwork(model, sources, plan, random)
  const queues = sources.map((source, index) => endless(source.train, random.fork(`order/${index}`)))
  const log: object[] = []
  let total = 0
  let since = performance.now()
  for (let step = 1; step <= plan.steps; step++) {
    total += await network.step(
      step,
      queues.map((next, index) => next((sources[index] as Source).share)),
    )
    if (step % plan.every !== 0 && step !== plan.steps) continue
    const accuracies = await network.accuracies()
    log.push({ step, loss: total / plan.every, ...accuracies, seconds: (performance.now() - since) / 1000 })
    console.log(JSON.stringify(log.at(-1)))
    total = 0
    since = performance.now()
    await keep(model, network.weight, plan, log)
  }
}

function readPlan(args: string[]): Plan {
  const text = (value: string) => ({ type: 'string', default: value }) as const
  const { values } = parseArgs({
    args,
    options: {
      data: text('../shared/data/cifar10-train.zip'),
      out: text('public/models/thaw-vision'),
      from: { type: 'string' },
      photos: text('24'),
      drawings: text('40'),
      kinds: text('160'),
      steps: text('5000'),
      every: text('250'),
      rate: text('0.002'),
      tint: text('0.3'),
      seed: text('1'),
    },
  })
  const { photos, drawings, kinds, steps, every, rate, tint } = values
  return {
    ...{ data: values.data, out: values.out, from: values.from ?? null, seed: values.seed },
    ...{ photos: Number(photos), drawings: Number(drawings), kinds: Number(kinds) },
    ...{ steps: Number(steps), every: Number(every), rate: Number(rate), tint: Number(tint) },
  }
}

interface Source {
  readonly name: 'heldPhotographs' | 'heldDrawings'
  readonly pictures: Pictures
  /** Rows of each batch. */
  readonly share: number
  /** Where this source's classes begin in the classifier. */
  readonly offset: number
  readonly train: readonly number[]
  readonly held: readonly number[]
  /** Largest part of a picture's side that a view shows. */
  readonly widest: number
  /** Shown instead of `pictures` every other time: the sources must not be told apart by their sharpness. */
  readonly soft: Pictures | null
}

async function readSources({ data, photos, drawings, kinds }: Plan, random: Random): Promise<Source[]> {
  const photographs = await readPictures(data, `${cache}/pictures`)
  const drawn = await readInventions(kinds, perKind, cache)
  const parted = (pictures: Pictures, count: number, order: Random) => {
    const shuffled = order.shuffled([...pictures.labels.keys()])
    return { pictures, train: shuffled.slice(count), held: shuffled.slice(0, count) }
  }
  const first = parted(photographs, held.photographs, random.fork('photos'))
  const second = parted(drawn, held.drawings, random.fork('drawings'))
  return [
    { name: 'heldPhotographs', share: photos, offset: 0, ...first, widest: 1.6, soft: null },
    {
      name: 'heldDrawings',
      share: drawings,
      offset: photographs.classes.length,
      ...second,
      widest: 1,
      soft: softened(drawn),
    },
  ]
}

interface Network {
  weight(name: string): tf.Tensor
  /** One step over these pictures of each source; the loss. */
  step(step: number, pictures: readonly (readonly number[])[]): Promise<number>
  /** On what was held back, by source. */
  accuracies(): Promise<Record<string, number>>
}

function makeNetwork(model: LiveModel, sources: readonly Source[], plan: Plan, random: Random): Network {
  const { trunk } = model
  const classes = sources.reduce((sum, source) => sum + source.pictures.classes.length, 0)
  const learner = learnerOf(model, classes, plan, random.fork('head'))
  const weight = (name: string) => learner.weight(name) ?? model.weight(name)
  const dense = (x: tf.Tensor2D, [scale, shift]: readonly [string, string]) =>
    tf.add(tf.matMul(x, weight(scale) as tf.Tensor2D), weight(shift)) as tf.Tensor2D
  const featuresOf = (x: tf.Tensor, training: boolean) => {
    const plain = weightedForward({ naming: trunk.naming, normEpsilon: trunk.normEpsilon, training, weight })
    const running = { momentum: 0.05, read: model.weight, write: model.put }
    const f = training ? withTrainingNorm(plain, trunk.naming, trunk.normEpsilon, running) : plain
    return trunk.pool(f, forwardBlocks(trunk, f, x, 0, trunk.blocks.length))
  }
  if (trunk.input.kind !== 'image') throw new Error('internal: a ResNet looks at pictures')
  const { preprocessing } = trunk.input
  const side = preprocessing.size
  const views = random.fork('views')
  const labelsOf = ({ offset, pictures }: Source, indices: readonly number[]) =>
    indices.map((index) => offset + (pictures.labels[index] as number))
  return {
    weight,
    async step(step, drawn) {
      const input = tf.tidy(() =>
        tf.concat(drawn.map((indices, i) => inputOf(sources[i] as Source, indices, preprocessing, views))),
      )
      const labels = drawn.flatMap((indices, i) => labelsOf(sources[i] as Source, indices))
      const targets = tf.tensor1d(labels, 'int32')
      const colours = tf.tidy(() => tf.reshape(tf.avgPool(input, side / 2, side / 2, 'valid'), [labels.length, tints]))
      const loss = await learner.step(step, () => {
        const features = featuresOf(input, true)
        const classLoss = crossEntropy(dense(features, [kernel, bias]), targets, { smoothing: 0.1 })
        const tintLoss = tf.mean(tf.square(tf.sub(dense(features, [tintKernel, tintBias]), colours)))
        return tf.add(classLoss, tf.mul(tintLoss, plan.tint)) as tf.Scalar
      })
      tf.dispose([input, targets, colours])
      return loss
    },
    async accuracies() {
      const found: Record<string, number> = {}
      for (const source of sources) {
        let right = 0
        for (let at = 0; at < source.held.length; at += 100) {
          const indices = source.held.slice(at, at + 100)
          const answers = tf.tidy(() => {
            const features = featuresOf(inputOf(source, indices, preprocessing, null), false)
            return tf.argMax(dense(features, [kernel, bias]), 1)
          })
          const answered = await answers.data()
          answers.dispose()
          right += labelsOf(source, indices).filter((label, row) => label === answered[row]).length
        }
        found[source.name] = right / source.held.length
      }
      return found
    },
  }
}

function learnerOf(model: LiveModel, classes: number, { rate, steps }: Plan, random: Random): Learner {
  const { blocks, featureSize } = model.trunk
  const learned = blocks.flatMap((block) => block.parameters).filter(isLearned)
  const start = new Map<string, tf.Tensor>(learned.map((spec) => [spec.name, model.weight(spec.name).clone()]))
  const normal = (outputs: number) =>
    tf.tensor2d(
      Float32Array.from({ length: featureSize * outputs }, () => 0.02 * random.normal()),
      [featureSize, outputs],
    )
  start.set(kernel, normal(classes)).set(bias, tf.zeros([classes]))
  start.set(tintKernel, normal(tints)).set(tintBias, tf.zeros([tints]))
  const decayed = new Set([kernel, tintKernel, ...learned.filter(isDecayed).map((spec) => spec.name)])
  return makeLearner({
    start,
    isDecayed: (name) => decayed.has(name),
    progress: (step) => step / steps,
    ...{ rate, warmup: 0.05, clipNorm: 2, weightDecay: 0.05, beta2: 0.99 },
  })
}

/** [indices.length, side, side, 3]; augmented with a random. */
function inputOf(
  { pictures, soft, widest }: Source,
  indices: readonly number[],
  { size: side, mean, std }: Preprocessing,
  random: Random | null,
): tf.Tensor4D {
  const shown = soft && random && random.next() < 0.5 ? soft : pictures
  const values = batchOf(shown, indices, { side, mean, std, random, widest })
  return tf.tensor4d(values, [indices.length, side, side, 3])
}

/** Weights in F32 to go on from, in F16 to publish, and the record of the run. */
async function keep(model: LiveModel, weight: Network['weight'], plan: Plan, log: readonly object[]): Promise<void> {
  const specs = model.trunk.blocks.flatMap((block) => block.parameters)
  const { out, data: _, ...told } = plan
  await mkdir(out, { recursive: true })
  await writeFile(`${cache}/${basename(out)}.safetensors`, await weightsFile(specs, weight, { half: false }))
  await writeFile(`${out}/model.safetensors`, await weightsFile(specs, weight, { half: true }))
  await writeFile(`${out}/config.json`, `${JSON.stringify(config, null, 2)}\n`)
  await writeFile(`${out}/preprocessor_config.json`, `${JSON.stringify(preprocessor, null, 2)}\n`)
  await writeFile(`${out}/pretraining.json`, `${JSON.stringify({ plan: told, log }, null, 2)}\n`)
}
