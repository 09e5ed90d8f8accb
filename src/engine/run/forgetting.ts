/**
 * What tuning has cost the trunk: how far its features of a few fixed examples have turned, and, of a network that
 * continues texts, how much worse it predicts a plain text that has nothing to do with the data.
 */
import * as tf from '@tensorflow/tfjs-core'
import { probeText } from '../../shared/catalog/probeText.ts'
import type { RunResult } from '../../shared/domain/run.ts'
import type { InputSource } from '../inputs/inputs.ts'
import { passageTokens } from '../inputs/tokenStore.ts'
import { macrotask } from '../macrotask.ts'
import type { ModelText } from '../models/modelText.ts'
import { forwardOf, type Network } from '../models/network.ts'
import { forwardBlocks } from '../models/trunk.ts'
import type { Forward } from '../nn/forward.ts'
import { generation } from '../tasks/generation.ts'
import { runFrozen } from '../train/features.ts'
import type { PreparedTask } from './prepareTask.ts'

export interface Probing {
  readonly preparedTask: PreparedTask
  /** Null for pictures. */
  readonly text: ModelText | null
  readonly maxTokens: number
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
    const was = await featuresOf(before, probing.preparedTask, some)
    const is = await featuresOf(after, probing.preparedTask, some)
    for (const [index, features] of was.entries()) turned += 1 - cosine(features, is[index] as Float32Array)
    await macrotask()
  }
  const continues = probing.preparedTask.kind === 'generation'
  return {
    drift: Math.max(0, turned / Math.max(1, rows.length)),
    probe: rows.length,
    before: continues ? await lossOf(before, probing) : null,
    after: continues ? await lossOf(after, probing) : null,
  }
}

/** Where only a head was trained, the trunk is what it was. */
export const nothingForgotten: Forgetting = { drift: 0, probe: 0, before: null, after: null }

async function featuresOf(
  network: Network,
  { input, objective, kind }: { input: InputSource } & Pick<PreparedTask, 'objective' | 'kind'>,
  rows: readonly number[],
): Promise<Float32Array[]> {
  const { x, mask } = await input.batch(rows.map((example) => ({ example, view: null })))
  const readout = (f: Forward, top: tf.Tensor) => {
    const value = objective.readout(f, top)
    return kind === 'generation' ? meanState(value as tf.Tensor3D, mask) : value
  }
  const values = await valuesOf(() =>
    runFrozen({ network, line: network.trunk.blocks.length, readout }, x, mask),
  ).finally(() => mask?.dispose())
  const width = values.length / rows.length
  return rows.map((_, row) => values.slice(row * width, (row + 1) * width))
}

async function valuesOf(compute: () => tf.Tensor): Promise<Float32Array> {
  const features = compute()
  return (await features.data().finally(() => features.dispose())) as Float32Array
}

/** Mean of the states that are not padding: [batch, tokens, width] → [batch, width] */
function meanState(x: tf.Tensor3D, mask: tf.Tensor2D | null): tf.Tensor2D {
  if (!mask) return tf.mean(x, 1) as tf.Tensor2D
  const shares = tf.div(mask, tf.sum(mask, 1, true))
  return tf.sum(tf.mul(x, tf.expandDims(shares, 2)), 1) as tf.Tensor2D
}

/** Mean over the plain text's tokens, in nats. */
async function lossOf(network: Network, { text, maxTokens, signal }: Probing): Promise<number> {
  if (!text) throw new Error('internal: texts for a model that looks at pictures')
  const { trunk } = network
  const content = { kind: 'text', prompt: '', text: probeText } as const
  const options = { tokenizer: text.tokenizer, maxTokens, onProgress: () => {}, signal }
  const { rows } = await passageTokens([{ path: 'probe', label: 0, split: null, content, digest: '' }], options)
  const objective = generation(trunk, rows)
  const tally = objective.tally()
  for (const [index, row] of rows.entries()) {
    const logits = tf.tidy(() => {
      const ids = row.ids.subarray(0, -1)
      const f = forwardOf(network)
      const top = forwardBlocks(trunk, f, tf.tensor2d(ids, [1, ids.length], 'int32'), 0, trunk.blocks.length)
      return objective.logits(f, top)
    })
    await tally.add(logits, [index]).finally(() => logits.dispose())
  }
  for (const block of trunk.blocks) network.rest(block)
  return tally.score().loss
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
