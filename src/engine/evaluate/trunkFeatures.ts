/** What a trunk makes of examples, without any head: one row of numbers each, on the host. Leaves no tensor. */
import type { Tensor } from '@tensorflow/tfjs-core'
import { taskEngines } from '../../tasks/engines.ts'
import type { TaskId } from '../../tasks/ids.ts'
import type { InputSource } from '../inputs/inputs.ts'
import { macrotask } from '../macrotask.ts'
import type { Network } from '../models/network.ts'
import type { Forward } from '../nn/forward.ts'
import { runFrozen } from '../train/features.ts'

export interface FeatureOptions {
  readonly task: TaskId
  readonly signal: AbortSignal
  /** Heard after each batch, with how many examples it held. */
  readonly onBatch: (examples: number) => void
}

const together = 16

/** One row an example, in the order given: what the head would see, or the mean state of a text that is continued. */
export async function trunkFeatures(
  network: Network,
  input: InputSource,
  examples: readonly number[],
  { task, signal, onBatch }: FeatureOptions,
): Promise<Float32Array[]> {
  const { trunk } = network
  const readout = (f: Forward, top: Tensor) => taskEngines[task].featureOf(trunk, f, top)
  const rows = new Map<number, Float32Array>()
  // Equal lengths together: less padding is computed.
  const ordered = examples.toSorted((a, b) => (input.tokens(a) ?? 0) - (input.tokens(b) ?? 0))
  for (let from = 0; from < ordered.length; from += together) {
    signal.throwIfAborted()
    const some = ordered.slice(from, from + together)
    const { x, mask } = await input.batch(some.map((example) => ({ example, view: null })))
    let features: Tensor | null = null
    try {
      features = runFrozen({ network, line: trunk.blocks.length, readout }, x, mask)
      const values = (await features.data()) as Float32Array
      const width = values.length / some.length
      for (const [i, example] of some.entries()) rows.set(example, values.slice(i * width, (i + 1) * width))
    } finally {
      features?.dispose()
      mask?.dispose()
    }
    onBatch(some.length)
    await macrotask()
  }
  return examples.map((example) => rows.get(example) as Float32Array)
}
