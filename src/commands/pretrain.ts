/**
 * `npm run pretrain -- --data cifar10-train.zip`: makes the embedded model `thaw-vision` with the project's own engine.
 * First at CIFAR's own 32 pixels, then at the model's 64. Checkpoints after every epoch, and goes on from the last one
 * (with a new classifier and fresh AdamW moments; neither is part of the model).
 */
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import * as tf from '@tensorflow/tfjs-core'
import { type LiveModel, loadModel, randomModel } from '../engine/models/liveModel.ts'
import { resnet } from '../engine/models/resnet.ts'
import { forwardBlocks } from '../engine/models/trunk.ts'
import { fileShape, isDecayed, isLearned, toFileLayout } from '../engine/nn/parameters.ts'
import { weightedForward } from '../engine/nn/weightedForward.ts'
import { chain, clipByGlobalNorm, decayWeights, scaleByAdam, scaleByRate } from '../engine/train/gradientTransforms.ts'
import { crossEntropy } from '../engine/train/loss.ts'
import { scheduleMultiplier } from '../engine/train/schedule.ts'
import { parseSafetensors, writeSafetensors } from '../engine/weights/safetensors.ts'
import { narrow, type StoredTensor } from '../engine/weights/tensorFile.ts'
import { seeded } from '../shared/random.ts'
import { startWasm } from './nodeBackend.ts'
import { batchOf, type Pictures, readPictures } from './pretrain/pictures.ts'
import { withTrainingNorm } from './pretrain/trainingNorm.ts'

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
const held = 2000
const batch = 64

export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      data: { type: 'string', default: '../shared/data/cifar10-train.zip' },
      out: { type: 'string', default: 'public/models/thaw-vision' },
      small: { type: 'string', default: '5' },
      large: { type: 'string', default: '2' },
      rate: { type: 'string', default: '0.003' },
      seed: { type: 'string', default: '1' },
      // Steps of an epoch, at most: a shorter epoch makes checkpoints more often.
      steps: { type: 'string', default: 'Infinity' },
    },
  })
  await startWasm()
  const pictures = await readPictures(values.data, '.cache/pretrain/pictures')
  const plan = {
    small: Number(values.small),
    large: Number(values.large),
    rate: Number(values.rate),
    seed: values.seed,
    steps: Number(values.steps),
  }
  await pretrain(pictures, plan, '.cache/pretrain', values.out)
  return 0
}

interface Plan {
  readonly small: number
  readonly large: number
  readonly rate: number
  readonly seed: string
  readonly steps: number
}

async function pretrain(pictures: Pictures, plan: Plan, cache: string, out: string): Promise<void> {
  const random = seeded(plan.seed)
  const trunk = resnet.readTrunk(config, preprocessor, () => null)
  const checkpoint = `${cache}/checkpoint.safetensors`
  const progress = `${cache}/progress.json`
  const resumed = existsSync(progress)
  const model = resumed
    ? loadModel(trunk, parseSafetensors(bufferOf(await readFile(checkpoint))))
    : randomModel(trunk, random)
  const log: EpochLog[] = resumed ? (JSON.parse(await readFile(progress, 'utf8')) as EpochLog[]) : []
  const order = random.fork('held').shuffled([...pictures.labels.keys()])
  const trainer = makeTrainer(model, pictures, plan, { train: order.slice(held), held: order.slice(0, held) })
  for (let epoch = log.length; epoch < plan.small + plan.large; epoch++) {
    log.push(await trainer.epoch(epoch))
    console.log(JSON.stringify(log.at(-1)))
    await mkdir(cache, { recursive: true })
    await writeFile(checkpoint, await saved(model, false))
    await writeFile(progress, JSON.stringify(log))
    await mkdir(out, { recursive: true })
    await writeFile(`${out}/model.safetensors`, await saved(model, true))
    await writeFile(`${out}/config.json`, `${JSON.stringify(config, null, 2)}\n`)
    await writeFile(`${out}/preprocessor_config.json`, `${JSON.stringify(preprocessor, null, 2)}\n`)
    await writeFile(`${out}/pretraining.json`, `${JSON.stringify({ plan, batch, held, epochs: log }, null, 2)}\n`)
  }
}

interface EpochLog {
  readonly epoch: number
  readonly side: number
  readonly loss: number
  readonly heldAccuracy: number
  readonly seconds: number
}

function makeTrainer(model: LiveModel, pictures: Pictures, plan: Plan, sets: { train: number[]; held: number[] }) {
  const { trunk } = model
  const { mean, std } = trunk.preprocessing
  const specs = trunk.blocks.flatMap((block) => block.parameters).filter(isLearned)
  const kernel = 'head.weight'
  const bias = 'head.bias'
  const random = seeded(`${plan.seed}/train`)
  const classes = pictures.classes.length
  const headStart = seeded(plan.seed).fork('head')
  const initial = Float32Array.from({ length: trunk.featureSize * classes }, () => 0.02 * headStart.normal())
  const variables = new Map<string, tf.Variable>()
  variables.set(kernel, tf.variable(tf.tensor2d(initial, [trunk.featureSize, classes])))
  variables.set(bias, tf.variable(tf.zeros([classes])))
  for (const spec of specs) variables.set(spec.name, tf.variable(model.weight(spec.name).clone()))
  const decayed = new Set([kernel, ...specs.filter(isDecayed).map((spec) => spec.name)])
  const stepsPerEpoch = Math.min(plan.steps, Math.floor(sets.train.length / batch))
  const steps = stepsPerEpoch * (plan.small + plan.large)
  const optimiser = chain(
    clipByGlobalNorm(2),
    scaleByAdam({ beta1: 0.9, beta2: 0.99, epsilon: 1e-8 }),
    decayWeights(0.05, (name) => decayed.has(name)),
    scaleByRate((_, step) => plan.rate * scheduleMultiplier({ shape: 'cosine', warmup: 0.1 }, offset + step, steps)),
  )
  let offset = 0
  let step = 0
  const weight = (name: string) => variables.get(name) ?? model.weight(name)
  const logits = (x: tf.Tensor, training: boolean) => {
    const plain = weightedForward({ naming: trunk.naming, normEpsilon: trunk.normEpsilon, training, weight })
    const running = { momentum: 0.05, read: model.weight, write: model.put }
    const f = training ? withTrainingNorm(plain, trunk.naming, trunk.normEpsilon, running) : plain
    const features = forwardBlocks(trunk, f, x, 0, trunk.blocks.length) as tf.Tensor2D
    return tf.add(tf.matMul(features, weight(kernel) as tf.Tensor2D), weight(bias)) as tf.Tensor2D
  }
  const inputOf = (indices: readonly number[], side: number, augmented: boolean) =>
    tf.tensor4d(batchOf(pictures, indices, { side, mean, std, random: augmented ? random : null }), [
      indices.length,
      side,
      side,
      3,
    ])
  const labelsOf = (indices: readonly number[]) =>
    tf.tensor1d(
      indices.map((i) => pictures.labels[i] as number),
      'int32',
    )

  const train = (indices: readonly number[], side: number): number =>
    tf.tidy(() => {
      const x = inputOf(indices, side, true)
      const labels = labelsOf(indices)
      const { value, grads } = tf.variableGrads(
        () => crossEntropy(logits(x, true), labels, { smoothing: 0.1 }),
        [...variables.values()],
      )
      const named = Object.fromEntries(
        [...variables].map(([name, variable]) => [name, grads[variable.name] as tf.Tensor]),
      )
      const updates = optimiser.update(named, { step: ++step, parameters: Object.fromEntries(variables) })
      for (const [name, variable] of variables) variable.assign(tf.sub(variable, updates[name] as tf.Tensor))
      return value.dataSync()[0] as number
    })
  const accuracy = (side: number): number => {
    let right = 0
    for (let at = 0; at < sets.held.length; at += 100) {
      const indices = sets.held.slice(at, at + 100)
      right += tf.tidy(
        () =>
          tf
            .sum(tf.equal(tf.argMax(logits(inputOf(indices, side, false), false), 1), labelsOf(indices)))
            .dataSync()[0] as number,
      )
    }
    return right / sets.held.length
  }
  return {
    async epoch(epoch: number): Promise<EpochLog> {
      const side = epoch < plan.small ? 32 : trunk.preprocessing.size
      if (step === 0) offset = epoch * stepsPerEpoch
      const order = random.fork(epoch).shuffled(sets.train)
      const start = performance.now()
      let total = 0
      for (let index = 0; index < stepsPerEpoch; index++) {
        total += train(order.slice(index * batch, (index + 1) * batch), side)
        if (index % 100 === 99)
          console.log(
            `epoch ${epoch} step ${index + 1} of ${stepsPerEpoch}: loss ${(total / (index + 1)).toFixed(3)}, ${((performance.now() - start) / (index + 1)).toFixed(0)} ms a step, ${tf.memory().numTensors} tensors`,
          )
      }
      for (const spec of specs) model.put(spec.name, (variables.get(spec.name) as tf.Variable).clone())
      const seconds = (performance.now() - start) / 1000
      return { epoch, side, loss: total / stepsPerEpoch, heldAccuracy: accuracy(side), seconds }
    },
  }
}

async function saved(model: LiveModel, half: boolean): Promise<Uint8Array> {
  const tensors: [string, StoredTensor][] = []
  for (const spec of model.trunk.blocks.flatMap((block) => block.parameters)) {
    const values = toFileLayout(spec, (await model.weight(spec.name).data()) as Float32Array)
    const bytes = half
      ? narrow(values)
      : new Uint8Array(values.buffer.slice(values.byteOffset, values.byteOffset + values.byteLength))
    tensors.push([spec.name, { dtype: half ? 'F16' : 'F32', shape: fileShape(spec), bytes }])
  }
  return writeSafetensors(tensors, { format: 'pt' })
}

function bufferOf(file: Buffer): ArrayBuffer {
  return file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer
}
