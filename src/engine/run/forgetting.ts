/**
 * What tuning has cost the trunk: how far its features of a few fixed examples have turned, and, of a network that
 * continues texts, how much worse it predicts a plain text that has nothing to do with the data.
 */
import type * as tf from '@tensorflow/tfjs-core'
import type { RunResult } from '../../shared/domain/run.ts'
import type { PreparedTask, TaskEngine } from '../../tasks/taskEngine.ts'
import { macrotask } from '../macrotask.ts'
import type { Network } from '../models/network.ts'
import type { Forward } from '../nn/forward.ts'
import { runFrozen } from '../train/features.ts'

export interface Probing {
  readonly preparedTask: Pick<PreparedTask, 'rows' | 'input' | 'plainLoss'>
  readonly featureOf: TaskEngine['featureOf']
  readonly signal: AbortSignal
}

/** Enough for a mean, few enough that a large network reads them in seconds. */
const probed = 32
const together = 8

type Forgetting = NonNullable<RunResult['forgetting']>

/**
 * @param before the network as it was chosen @param after as it was tuned, with its best weights. The rows are the first
 * of the validation split, so that the same recipe probes the same ones. Leaves no tensor.
 */
export async function forgetting(before: Network, after: Network, probing: Probing): Promise<Forgetting> {
  const rows = probing.preparedTask.rows.validation.slice(0, probed)
  let turned = 0
  for (let at = 0; at < rows.length; at += together) {
    probing.signal.throwIfAborted()
    const some = rows.slice(at, at + together)
    const was = await featuresOf(before, probing, some)
    const is = await featuresOf(after, probing, some)
    for (const [index, features] of was.entries()) turned += 1 - cosine(features, is[index] as Float32Array)
    await macrotask()
  }
  const { plainLoss } = probing.preparedTask
  return {
    drift: Math.max(0, turned / Math.max(1, rows.length)),
    probe: rows.length,
    before: plainLoss ? await plainLoss(before, probing.signal) : null,
    after: plainLoss ? await plainLoss(after, probing.signal) : null,
  }
}

/** Where only a head was trained, the trunk is what it was. */
export const nothingForgotten: Forgetting = { drift: 0, probe: 0, before: null, after: null }

async function featuresOf(
  network: Network,
  { preparedTask: { input }, featureOf }: Probing,
  rows: readonly number[],
): Promise<Float32Array[]> {
  const { trunk } = network
  const readout = (f: Forward, top: tf.Tensor) => featureOf(trunk, f, top)
  const { x, mask } = await input.batch(rows.map((example) => ({ example, view: null })))
  const values = await valuesOf(() => runFrozen({ network, line: trunk.blocks.length, readout }, x, mask)).finally(() =>
    mask?.dispose(),
  )
  const width = values.length / rows.length
  return rows.map((_, row) => values.slice(row * width, (row + 1) * width))
}

async function valuesOf(compute: () => tf.Tensor): Promise<Float32Array> {
  const features = compute()
  return (await features.data().finally(() => features.dispose())) as Float32Array
}

function cosine(a: Float32Array, b: Float32Array): number {
  let [dot, aa, bb] = [0, 0, 0]
  for (let at = 0; at < a.length; at++) {
    const [x, y] = [a[at] as number, b[at] as number]
    dot += x * y
    aa += x * x
    bb += y * y
  }
  return dot / Math.max(1e-12, Math.sqrt(aa * bb))
}
