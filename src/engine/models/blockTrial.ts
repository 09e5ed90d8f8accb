/**
 * What a step through a model takes on one backend and on another: the block that took longest, forward and back, on
 * copies of its weights, so that the model stays where it lies.
 */
import * as tf from '@tensorflow/tfjs-core'
import type { BlockSummary } from '../../shared/domain/blocks.ts'
import { seeded } from '../../shared/random.ts'
import { differentiate } from '../nn/differentiate.ts'
import { isLearned, sizeOf } from '../nn/parameters.ts'
import { weightedForward } from '../nn/weightedForward.ts'
import type { LiveModel } from './liveModel.ts'
import { type Block, forwardBlock } from './trunk.ts'

const batch = 4
/** The first timings include compiling; the best of the others counts, within so many milliseconds. */
const [warmUps, mostTimings, longEnough] = [2, 4, 600]

/** Milliseconds of such a step on the backend in use; null where no block above the input learns. */
export async function blockTrial(
  model: LiveModel,
  summaries: readonly BlockSummary[],
): Promise<(() => Promise<number>) | null> {
  const costs = summaries.map(({ forwardMs, parameters }, at) => (at > 0 && parameters > 0 ? forwardMs : -1))
  const at = costs.indexOf(Math.max(...costs))
  const [block, below] = [model.trunk.blocks[at], summaries[at - 1]]
  if (!block || !below) return null
  const input = noise([batch, ...below.outputShape])
  const weights = await weightsRead(model, block, input)
  model.rest(block)
  return () => timed(model, { block, input, weights })
}

/** A tensor's values, on no backend. */
interface Values {
  readonly shape: readonly number[]
  readonly values: Float32Array
}

interface Step {
  readonly block: Block
  readonly input: Values
  readonly weights: ReadonlyMap<string, Values>
}

function noise(shape: readonly number[]): Values {
  const random = seeded('block-trial')
  return { shape, values: Float32Array.from({ length: sizeOf(shape) }, () => random.normal()) }
}

/** All that the block asks for, which may be others' too: a table that reads and writes. */
async function weightsRead(model: LiveModel, block: Block, input: Values): Promise<ReadonlyMap<string, Values>> {
  const read = new Map<string, tf.Tensor>()
  tf.tidy(() => {
    forwardThrough(model, block, (name) => {
      const tensor = model.weight(name)
      read.set(name, tensor)
      return tensor
    })(tensorOf(input))
  })
  const values = new Map<string, Values>()
  for (const [name, tensor] of read)
    values.set(name, { shape: tensor.shape, values: (await tensor.data()) as Float32Array })
  return values
}

function forwardThrough({ trunk }: LiveModel, block: Block, weight: (name: string) => tf.Tensor) {
  const f = weightedForward({ naming: trunk.naming, normEpsilon: trunk.normEpsilon, training: false, weight })
  return (x: tf.Tensor) => forwardBlock(block, f, x)
}

function tensorOf({ values, shape }: Values): tf.Tensor {
  return tf.tensor(values, [...shape], 'float32')
}

async function timed(model: LiveModel, { block, input, weights }: Step): Promise<number> {
  const made = new Map([...weights].map(([name, values]) => [name, tensorOf(values)]))
  const x = tensorOf(input)
  const forward = forwardThrough(model, block, (name) => made.get(name) as tf.Tensor)
  const learned = block.parameters.filter(isLearned).flatMap(({ name }) => made.get(name) ?? [])
  try {
    return await bestTime(() => differentiate(() => tf.sum(forward(x)), [x, ...learned]))
  } finally {
    tf.dispose([x, ...made.values()])
  }
}

/** A device is done once one number of the last gradient is here. */
async function bestTime(step: () => { readonly gradients: readonly tf.Tensor[] }): Promise<number> {
  let [best, spent] = [Number.POSITIVE_INFINITY, 0]
  for (let timing = -warmUps; timing < mostTimings && (timing < 1 || spent < longEnough); timing++) {
    const started = performance.now()
    const one = tf.tidy(() => tf.sum(step().gradients.at(-1) as tf.Tensor))
    await one.data().finally(() => one.dispose())
    if (timing < 0) continue
    const ms = performance.now() - started
    spent += ms
    best = Math.min(best, ms)
  }
  return best
}
