/**
 * The loop that both text models are pre-trained in: until so many steps or minutes have passed, with figures on
 * held-back books and files to go on from at every check.
 */
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import * as tf from '@tensorflow/tfjs-core'
import type { Trunk } from '../../engine/models/trunk.ts'
import { fromFileLayout, initialValues, isDecayed, type ParameterSpec } from '../../engine/nn/parameters.ts'
import { parseSafetensors } from '../../engine/weights/safetensors.ts'
import { type StoredTensor, widen } from '../../engine/weights/tensorFile.ts'
import type { Random } from '../../shared/random.ts'
import { bufferOf, makeLearner, weightsFile } from './learner.ts'
import { type TokenizerFiles, writeTokenizer } from './tokenizerFiles.ts'

export const cache = '.cache/pretrain'

export interface TextOptions {
  readonly data: string
  readonly out: string
  /** The end of the training: whichever is given. */
  readonly steps: number | null
  readonly minutes: number | null
  readonly every: number
  readonly check: number
  readonly rate: number
  readonly seed: string
  readonly resume: boolean
}

export type Weight = (name: string) => tf.Tensor

export interface TextModel {
  /** In the names of kept files. */
  readonly name: string
  readonly trunk: Trunk
  readonly config: object
  readonly tokenizer: TokenizerFiles
  /** Learned beside the trunk, and not published. */
  readonly head: readonly ParameterSpec[]
  /** Values to begin with, where they are not the parameter's own random ones. */
  firstValues(spec: ParameterSpec): Float32Array | null
  readonly tokensPerStep: number
  /** The loss of a step's batch, which depends on nothing but the step; called inside a tidy. */
  loss(weight: Weight, step: number): tf.Scalar
  /** Figures on held-back books; the last time they may take longer. */
  evaluate(weight: Weight, last: boolean): Promise<Record<string, number>>
  /** What decided the run, for its record. */
  readonly plan: object
}

/** @param own further options of a model, by name with their defaults; the answer holds them as `own`. */
export function readTextOptions<Name extends string = never>(
  args: string[],
  defaults: { out: string; rate: number },
  own = {} as Readonly<Record<Name, string>>,
): TextOptions & { readonly own: Readonly<Record<Name, string>> } {
  const names = Object.keys(own) as Name[]
  const { values } = parseArgs({
    args,
    options: {
      ...Object.fromEntries(names.map((name) => [name, { type: 'string' as const, default: own[name] }])),
      data: { type: 'string', default: '../shared/data/fiction-en.zip' },
      out: { type: 'string', default: defaults.out },
      steps: { type: 'string' },
      minutes: { type: 'string' },
      every: { type: 'string', default: '100' },
      check: { type: 'string', default: '500' },
      rate: { type: 'string', default: String(defaults.rate) },
      seed: { type: 'string', default: '1' },
      resume: { type: 'boolean', default: false },
    },
  })
  const minutes = values.minutes === undefined ? null : Number(values.minutes)
  return {
    data: values.data,
    out: values.out,
    minutes,
    steps: values.steps ? Number(values.steps) : minutes === null ? 5000 : null,
    every: Number(values.every),
    check: Number(values.check),
    rate: Number(values.rate),
    seed: values.seed,
    resume: values.resume,
    own: Object.fromEntries(names.map((name) => [name, String((values as Record<string, unknown>)[name])])) as Record<
      Name,
      string
    >,
  }
}

/** What is known of a run when it goes on: all but the weights. */
interface Record0 {
  readonly step: number
  readonly seconds: number
  readonly log: readonly object[]
}

export async function runPretraining(model: TextModel, options: TextOptions, random: Random): Promise<void> {
  const specs = [...model.trunk.blocks.flatMap((block) => block.parameters), ...model.head]
  const decayed = new Set(specs.filter(isDecayed).map((spec) => spec.name))
  const keptWeights = `${cache}/${model.name}.safetensors`
  const keptRecord = `${cache}/${model.name}.json`
  const resumed = options.resume && existsSync(keptRecord)
  const values = resumed ? await storedValues(keptWeights) : new Map<string, StoredTensor>()
  const before: Record0 = resumed ? JSON.parse(await readFile(keptRecord, 'utf8')) : { step: 0, seconds: 0, log: [] }
  const started = performance.now()
  const seconds = () => before.seconds + (performance.now() - started) / 1000
  const progress = (step: number) =>
    Math.min(1, options.steps === null ? seconds() / (60 * (options.minutes as number)) : step / options.steps)
  const learner = makeLearner({
    start: new Map(specs.map((spec) => [spec.name, startOf(spec)])),
    isDecayed: (name) => decayed.has(name),
    rate: options.rate,
    warmup: 0.04,
    progress: (step) => progress(step + before.step),
    clipNorm: 1,
    weightDecay: 0.02,
    beta2: 0.98,
  })
  const weight: Weight = (name) => learner.weight(name) as tf.Variable
  const log: object[] = [...before.log]
  let sum = 0
  let count = 0
  let since = performance.now()
  for (let step = before.step + 1; ; step++) {
    sum += await learner.step(step - before.step, () => model.loss(weight, step))
    count++
    const done = progress(step) >= 1
    if (step % options.every === 0) {
      const tokensPerSecond = Math.round((options.every * model.tokensPerStep * 1000) / (performance.now() - since))
      console.log(JSON.stringify({ step, loss: sum / count, progress: progress(step), tokensPerSecond }))
      since = performance.now()
    }
    if (step % options.check !== 0 && !done) continue
    log.push({ step, loss: sum / count, ...(await model.evaluate(weight, done)), seconds: Math.round(seconds()) })
    console.log(JSON.stringify(log.at(-1)))
    await keep(step)
    if (done) return
    sum = 0
    count = 0
    since = performance.now()
  }

  function startOf(spec: ParameterSpec): tf.Tensor {
    const stored = values.get(spec.name)
    const first = stored
      ? fromFileLayout(spec, widen(stored))
      : (model.firstValues(spec) ?? initialValues(spec, random.fork(spec.name)))
    return tf.tensor(first, [...spec.shape])
  }

  async function keep(step: number): Promise<void> {
    await mkdir(options.out, { recursive: true })
    await writeFile(keptWeights, await weightsFile(specs, weight, { half: false }))
    await writeFile(keptRecord, JSON.stringify({ step, seconds: seconds(), log } satisfies Record0))
    const published = model.trunk.blocks.flatMap((block) => block.parameters)
    await writeFile(`${options.out}/model.safetensors`, await weightsFile(published, weight, { half: true }))
    await writeFile(`${options.out}/config.json`, `${JSON.stringify(model.config, null, 2)}\n`)
    await writeTokenizer(options.out, model.tokenizer)
    const { rate, steps, minutes, seed } = options
    const plan = { ...model.plan, rate, steps, minutes, seed }
    await writeFile(`${options.out}/pretraining.json`, `${JSON.stringify({ plan, log }, null, 2)}\n`)
  }
}

async function storedValues(file: string): Promise<ReadonlyMap<string, StoredTensor>> {
  return parseSafetensors(bufferOf(await readFile(file))).tensors
}
