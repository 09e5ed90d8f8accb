/**
 * What packing costs before anything is learned: the next tokens of a few validation rows by the network as it is
 * packed, and by the same in 16 bits, which are widened block by block beside it.
 */
import * as tf from '@tensorflow/tfjs-core'
import type { RunResult } from '../../shared/domain/run.ts'
import type { PreparedTask } from '../../tasks/taskEngine.ts'
import { macrotask } from '../macrotask.ts'
import type { LiveModel } from '../models/liveModel.ts'
import { forwardOf } from '../models/network.ts'
import { packWeights } from '../models/packWeights.ts'
import { type Block, forwardBlock } from '../models/trunk.ts'
import type { RunOptions } from './runOptions.ts'

export type PackingCost = NonNullable<RunResult['packing']>

/** Validation rows that it is measured on, and those that are read together. */
const measured = 16
const together = 2

/**
 * @param model untouched, and packed. Null where nothing is packed, or no token follows.
 */
export async function packingCost(
  { recipe, signal }: Pick<RunOptions, 'recipe' | 'signal'>,
  model: LiveModel,
  task: Pick<PreparedTask, 'rows' | 'input' | 'objective'>,
): Promise<PackingCost | null> {
  if (!model.holdsPacked() || !task.objective.logits) return null
  const rows = task.rows.validation.slice(0, measured)
  const sums = { tokens: 0, loss: 0, wholeLoss: 0, divergence: 0 }
  for (let at = 0; at < rows.length; at += together) {
    signal.throwIfAborted()
    const some = rows.slice(at, at + together)
    const tokens = task.objective.weigh(some)
    if (tokens === 0) continue
    const packed = await answersOf(model, 'as it is', task, some)
    const whole = await answersOf(model, '16bit', task, some)
    const compared = tf.tidy(() => compare(task, { packed, whole }, some))
    tf.dispose([packed, whole])
    const [loss = 0, wholeLoss = 0, divergence = 0] = await compared.data()
    compared.dispose()
    sums.tokens += tokens
    sums.loss += tokens * loss
    sums.wholeLoss += tokens * wholeLoss
    sums.divergence += tokens * divergence
    await macrotask()
  }
  const mean = (sum: number) => sum / Math.max(1, sums.tokens)
  return {
    quantise: recipe.quantise,
    tokens: sums.tokens,
    loss: mean(sums.loss),
    wholeLoss: mean(sums.wholeLoss),
    divergence: Math.max(0, mean(sums.divergence)),
  }
}

type Task = Parameters<typeof packingCost>[2]

/** Of each token that counts: its nats, and the logits. */
type Answers = { readonly nats: tf.Tensor; readonly logits: tf.Tensor }

async function answersOf(
  model: LiveModel,
  how: 'as it is' | '16bit',
  { input, objective }: Task,
  rows: readonly number[],
): Promise<Answers> {
  const { blocks } = model.trunk
  const { x: ids, mask } = await input.batch(rows.map((example) => ({ example, view: null })))
  const run = async <Value extends tf.TensorContainer>(
    parts: readonly Block[],
    x: tf.Tensor,
    compute: (part: LiveModel) => Value,
  ): Promise<Value> => {
    const part = how === '16bit' ? await inHalves(model, parts) : model
    try {
      return tf.tidy(() => compute(part))
    } finally {
      x.dispose()
      for (const block of parts) part.rest(block)
      if (part !== model) part.dispose()
    }
  }
  let x: tf.Tensor = ids
  for (const block of blocks)
    x = await run([block], x, (part) => forwardBlock(block, forwardOf(networkOf(part), { mask }), x))
  const [first, last] = [blocks[0] as Block, blocks.at(-1) as Block]
  const answers = await run([first, last], x, (part) => {
    const f = forwardOf(networkOf(part), { mask })
    const states = objective.readout(f, x)
    const logits = objective.logits?.(f, states, rows) as tf.Tensor
    return { nats: objective.outputs(f, states, rows), logits }
  })
  mask?.dispose()
  return answers
}

function networkOf({ trunk, weight, kernel, rest }: LiveModel) {
  return { trunk, weight, kernel, rest }
}

/** These blocks in 16 bits; the caller disposes. */
async function inHalves(model: LiveModel, parts: readonly Block[]): Promise<LiveModel> {
  const whole = model.fork({ packed: false })
  await packWeights({ ...whole, trunk: { ...model.trunk, blocks: parts } }, { quantise: '16bit', trained: [] })
  return whole
}

/** [mean loss packed, mean loss whole, mean Kullback–Leibler divergence of packed from whole in nats a token] */
function compare(
  { objective }: Task,
  { packed, whole }: { readonly packed: Answers; readonly whole: Answers },
  rows: readonly number[],
): tf.Tensor1D {
  const [mine, theirs] = [tf.logSoftmax(packed.logits), tf.logSoftmax(whole.logits)]
  const apart = tf.sum(tf.mul(tf.exp(theirs), tf.sub(theirs, mine)), -1)
  return tf.stack([objective.loss(packed.nats, rows), objective.loss(whole.nats, rows), tf.mean(apart)]) as tf.Tensor1D
}
