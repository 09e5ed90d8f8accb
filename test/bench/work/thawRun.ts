/** A run of the studio's engine, without what surrounds its steps: a trainer, its features, its rows. */
import * as tf from '@tensorflow/tfjs-core'
import { type InputSource, inputTensor, tokenInput } from '../../../src/engine/inputs/inputs.ts'
import { randomModel } from '../../../src/engine/models/liveModel.ts'
import type { Trunk } from '../../../src/engine/models/trunk.ts'
import { frozenFeatures } from '../../../src/engine/train/frozenFeatures.ts'
import { lossReader } from '../../../src/engine/train/lossReader.ts'
import { memoryMeter } from '../../../src/engine/train/memoryMeter.ts'
import type { TrainTask } from '../../../src/engine/train/objective.ts'
import { Trainer } from '../../../src/engine/train/trainer.ts'
import { classification } from '../../../src/tasks/classification/engine.ts'
import { generation } from '../../../src/tasks/text-generation/objective.ts'
import type { Job } from './job.ts'
import { makeWork, type Work } from './makeWork.ts'

export interface ThawRun {
  readonly trunk: Trunk
  readonly trainer: Trainer
  /** Trains on, batch after batch; resolves to the losses. */
  steps(count: number): Promise<number[]>
  /** Mean loss of the examples that the job does not train on. */
  judge(): Promise<number>
  dispose(): void
}

export async function makeRun(job: Job): Promise<ThawRun> {
  const work = makeWork(job)
  const { trunk, attachment, recipe } = work
  const model = randomModel(trunk, work.weightsRandom)
  const task = taskOf(work)
  const { objective } = task
  const first = await attachment.first(model.weight)
  const random = work.trainerRandom
  const trainer = new Trainer({ model, attachment, first, objective, recipe, steps: 1_000_000, random })
  const { network } = trainer
  const signal = new AbortController().signal
  const meter = memoryMeter(model, () => trainer.peakBytes())
  const plan = { recipe, network, task, first: [], meter, emit: () => {}, signal }
  const features = await frozenFeatures(plan, attachment.line, { keep: job.cached, untouched: true })
  const activations = (rows: readonly number[]) => features.batch(rows.map((example) => ({ example, view: null })))
  let made = 0
  return {
    trunk,
    trainer,
    async steps(count) {
      const losses: number[] = []
      const reader = lossReader()
      const read = async () => {
        if (!reader.empty) losses.push(...(await reader.read()).steps.map(({ loss }) => loss))
      }
      for (let step = 0; step < count; step++, made++) {
        const rows = rowsOf(job, made)
        const told = { step: made + 1, seconds: 0, epoch: 1, learningRate: trainer.rate(made + 1) }
        reader.add(await trainer.step([{ rows, activations: () => activations(rows) }]), told, rows.length)
        if (reader.full) await read()
      }
      await read()
      return losses
    },
    async judge() {
      const rows = task.rows.validation
      const tally = objective.tally()
      for (let at = 0; at < rows.length; at += job.batch) await answer(rows.slice(at, at + job.batch), tally)
      return tally.score().loss
    },
    dispose() {
      trainer.dispose()
      model.dispose()
    },
  }

  async function answer(rows: readonly number[], tally: ReturnType<typeof objective.tally>): Promise<void> {
    const { x, mask } = await activations(rows)
    const outputs = trainer.outputs({ x, mask }, rows)
    await tally.add(outputs, rows)
    tf.dispose([x, outputs, ...(mask ? [mask] : [])])
  }
}

/** Rows of a step counted from 0: the batches take turns. */
export function rowsOf({ batch, batches }: Job, step: number): number[] {
  const at = (step % batches) * batch
  return Array.from({ length: batch }, (_, row) => at + row)
}

function taskOf(work: Work): TrainTask {
  const { trunk, examples, job } = work
  const all = [...examples.labels.keys()]
  const train = all.slice(0, job.batch * job.batches)
  const common = { rows: { train, validation: all.slice(train.length), test: [] }, input: inputOf(work) }
  if (trunk.nextToken) return { ...common, objective: generation(trunk, tokenRows(examples.texts)) }
  return { ...common, objective: classification({ trunk, ...examples, smoothing: 0, classWeights: null }) }
}

function inputOf({ trunk, examples }: Work): InputSource {
  const { input, nextToken } = trunk
  if (input.kind === 'text') return tokenInput(tokenRows(examples.texts), { padId: 0, predicts: nextToken !== null })
  const { features, pictures } = examples
  const x = (wanted: readonly number[]) =>
    features.length > 0
      ? tf.stack(wanted.map((row) => tf.tensor1d(features[row] as Float32Array)))
      : inputTensor(
          wanted.map((row) => pictures[row] as Uint8Array),
          input.preprocessing,
        )
  return {
    batch: async (views) => ({ x: x(views.map(({ example }) => example)), mask: null }),
    tokens: () => null,
    paddedTokens: () => null,
    identity: ({ example }) => Uint8Array.of(example),
    order: (rows) => [...rows],
  }
}

function tokenRows(texts: readonly Int32Array[]) {
  return texts.map((ids) => ({ ids, weights: null }))
}
