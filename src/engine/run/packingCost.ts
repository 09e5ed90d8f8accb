/**
 * What packing costs before anything is learned: the next tokens of a few validation rows by the network as it is
 * packed, and by the same in 16 bits, which are widened block by block beside it.
 */
import * as tf from '@tensorflow/tfjs-core'
import type { RunResult } from '../../shared/domain/run.ts'
import { tokensOfBlock } from '../../shared/tokensOfBlock.ts'
import type { PreparedTask } from '../../tasks/taskEngine.ts'
import { macrotask } from '../macrotask.ts'
import type { LiveModel } from '../models/liveModel.ts'
import { forwardOf } from '../models/network.ts'
import { packWeights } from '../models/packWeights.ts'
import { type Block, forwardBlock } from '../models/trunk.ts'
import type { Forward } from '../nn/forward.ts'
import type { Objective } from '../train/objective.ts'
import type { RunOptions } from './runOptions.ts'

export type PackingCost = NonNullable<RunResult['packing']>

/** Validation rows that it is measured on, and those that are read together. */
const measured = 16
const together = 2
/** Tensors as large as the logits that a comparison holds of a token. */
const copies = 8

type Task = Pick<PreparedTask, 'rows' | 'input' | 'objective'>

/**
 * @param model untouched, and packed. Null where nothing is packed, no token follows, or there is none to measure on.
 * @param atOnce tokens whose logits are compared together: a step's memory is not passed.
 */
export async function packingCost(
  { recipe, signal }: Pick<RunOptions, 'recipe' | 'signal'>,
  model: LiveModel,
  task: Task,
  atOnce = tokensOfBlock(copies * vocabularyOf(model)),
): Promise<PackingCost | null> {
  if (!model.holdsPacked() || !task.objective.logits) return null
  const rows = task.rows.validation.slice(0, measured)
  const sums = { tokens: 0, loss: 0, wholeLoss: 0, divergence: 0 }
  for (let at = 0; at < rows.length; at += together) {
    signal.throwIfAborted()
    const some = rows.slice(at, at + together)
    const tokens = task.objective.weigh(some)
    if (tokens === 0) continue
    const [loss, wholeLoss, divergence] = await costOn(some, { model, task, atOnce })
    sums.tokens += tokens
    sums.loss += tokens * loss
    sums.wholeLoss += tokens * wholeLoss
    sums.divergence += tokens * divergence
    await macrotask()
  }
  if (sums.tokens === 0) return null
  const mean = (sum: number) => sum / sums.tokens
  return {
    quantise: recipe.quantise,
    tokens: sums.tokens,
    loss: mean(sums.loss),
    wholeLoss: mean(sums.wholeLoss),
    divergence: Math.max(0, mean(sums.divergence)),
  }
}

function vocabularyOf({ trunk: { input } }: LiveModel): number {
  return input.kind === 'text' ? input.vocabulary : 1
}

interface Measuring {
  readonly model: LiveModel
  readonly task: Task
  readonly atOnce: number
}

type Costs = readonly [loss: number, wholeLoss: number, divergence: number]

async function costOn(rows: readonly number[], { model, task, atOnce }: Measuring): Promise<Costs> {
  const { input, objective } = task
  const { blocks } = model.trunk
  const { x: ids, mask } = await input.batch(rows.map((example) => ({ example, view: null })))
  const made: tf.Tensor[] = mask ? [ids, mask] : [ids]
  // What tells the next token lies in the first block, where its table is the words', or in the last.
  const ends = [blocks[0] as Block, blocks.at(-1) as Block]
  let head: LiveModel | null = null
  try {
    const packed = await topOf(model, 'as it is', { ids, mask })
    made.push(packed)
    const whole = await topOf(model, '16bit', { ids, mask })
    made.push(whole)
    head = await inHalves(model, ends)
    const sides = [
      { network: networkOf(model), top: packed },
      { network: networkOf(head), top: whole },
    ] as const
    const both = sides.map(({ network, top }) => ({ f: forwardOf(network, { mask }), top })) as [Side, Side]
    const compared = tf.tidy(() => compare(objective, both, { rows, atOnce }))
    const [loss = 0, wholeLoss = 0, divergence = 0] = await compared.data().finally(() => compared.dispose())
    return [loss, wholeLoss, divergence]
  } finally {
    for (const block of ends) model.rest(block)
    head?.dispose()
    tf.dispose(made)
  }
}

/** What the last block gives; the caller disposes. */
async function topOf(
  model: LiveModel,
  how: 'as it is' | '16bit',
  { ids, mask }: { readonly ids: tf.Tensor; readonly mask: tf.Tensor2D | null },
): Promise<tf.Tensor> {
  let x = ids
  for (const block of model.trunk.blocks) {
    const before = x
    const part = how === '16bit' ? await inHalves(model, [block]) : model
    try {
      x = tf.tidy(() => forwardBlock(block, forwardOf(networkOf(part), { mask }), before))
    } finally {
      if (before !== ids) before.dispose()
      part.rest(block)
      if (part !== model) part.dispose()
    }
  }
  return x
}

function networkOf({ trunk, weight, kernel, rest }: LiveModel) {
  return { trunk, weight, kernel, rest }
}

/** These blocks in 16 bits; the caller disposes. */
async function inHalves(model: LiveModel, parts: readonly Block[]): Promise<LiveModel> {
  const whole = model.fork({ packed: false })
  try {
    await packWeights({ ...whole, trunk: { ...model.trunk, blocks: parts } }, { quantise: '16bit', trained: [] })
    return whole
  } catch (error) {
    whole.dispose()
    throw error
  }
}

interface Side {
  readonly f: Forward
  readonly top: tf.Tensor
}

interface Compared {
  readonly rows: readonly number[]
  readonly atOnce: number
}

/** [mean loss packed, mean loss whole, mean Kullback–Leibler divergence of packed from whole in nats a token] */
function compare(
  objective: Objective,
  [packed, whole]: readonly [Side, Side],
  { rows, atOnce }: Compared,
): tf.Tensor1D {
  const nats = [packed, whole].map(({ f, top }) => objective.outputs(f, objective.readout(f, top), rows))
  const counted = nats[0]?.size ?? 0
  let apart: tf.Scalar = tf.scalar(0)
  for (let from = 0; from < counted; from += atOnce) {
    const before = apart
    apart = tf.tidy(() => {
      const [mine, theirs] = [packed, whole].map(({ f, top }) =>
        tf.logSoftmax(objective.logits?.(f, objective.readout(f, top), rows, [from, from + atOnce]) as tf.Tensor),
      ) as [tf.Tensor, tf.Tensor]
      return tf.add(before, tf.sum(tf.mul(tf.exp(theirs), tf.sub(theirs, mine)))) as tf.Scalar
    })
    before.dispose()
  }
  const losses = nats.map((each) => objective.loss(each, rows))
  return tf.stack([...losses, tf.div(apart, Math.max(1, counted))]) as tf.Tensor1D
}
