/**
 * The input of the layers above the thaw line: the activations at the line, computed anew at each batch (here), or
 * once and kept (`cache/cachedFeatures`). Both run the same code over the same views.
 */
import * as tf from '@tensorflow/tfjs-core'
import type { Activations, InputSource, View } from '../inputs/inputs.ts'
import { forwardOf, type Network } from '../models/network.ts'
import { forwardBlock } from '../models/trunk.ts'
import type { Forward } from '../nn/forward.ts'

export interface FeatureSource {
  /** At the thaw line; with everything frozen, what the head sees. The caller disposes. */
  batch(views: readonly View[]): Promise<Activations>
  /** In memory. */
  readonly keptBytes: number
  /** Some rows find no room and are computed anew each time. */
  readonly full: boolean
  /** Lets go of files. */
  close(): Promise<void>
}

export interface FrozenPart {
  readonly network: Network
  /** Blocks [0, line) are frozen. */
  readonly line: number
  /** From the top of the trunk to what the head sees; applied when no block is above the line. */
  readonly readout: (f: Forward, x: tf.Tensor) => tf.Tensor
  /** Called before what a block needed in between is let go: when most is held. */
  readonly onHeld?: () => void
}

/** Features whose line can move while the run goes on: the cache follows, the one before is let go. */
export interface MovingFeatures extends FeatureSource {
  /** `keep: false` computes them when they are asked for, since it will be once only. */
  moveTo(line: number, options?: { readonly keep: boolean }): Promise<void>
}

export interface Preparing {
  readonly keep: boolean
  /** Nothing below the line has ever learned: its features are the chosen model's own. */
  readonly untouched: boolean
}

/** @param lowest that the line ever stood at. */
export async function movingFeatures(
  { line, lowest }: { readonly line: number; readonly lowest: number },
  prepare: (line: number, how: Preparing) => Promise<FeatureSource>,
): Promise<MovingFeatures> {
  let [at, least] = [line, Math.min(line, lowest)]
  let source: FeatureSource | null = await prepare(line, { keep: true, untouched: line <= least })
  const current = () => source ?? nothing
  return {
    get keptBytes() {
      return current().keptBytes
    },
    get full() {
      return current().full
    },
    batch: (views) => current().batch(views),
    async moveTo(next, options = { keep: true }) {
      if (next === at) return
      await current().close()
      source = null // never both caches at once
      least = Math.min(least, next)
      source = await prepare(next, { ...options, untouched: next <= least })
      at = next
    },
    close: () => current().close(),
  }
}

const nothing: FeatureSource = {
  ...{ keptBytes: 0, full: false },
  batch() {
    throw new Error('internal: features were asked for while the thaw line moved')
  },
  close: async () => {},
}

/** Runs the frozen blocks at each call. */
export function computedFeatures(part: FrozenPart, input: InputSource): FeatureSource {
  return { keptBytes: 0, full: false, batch: (views) => activationsAt(part, input, views), close: async () => {} }
}

export async function activationsAt(
  part: FrozenPart,
  input: InputSource,
  views: readonly View[],
  how: Parameters<InputSource['batch']>[1] = {},
): Promise<Activations> {
  const { x, mask } = await input.batch(views, how)
  try {
    return { x: runFrozen(part, x, mask), mask }
  } catch (error) {
    mask?.dispose()
    throw error
  }
}

/** Disposes of the input; block by block, so that a large model's weights need not all be wide at once. */
export function runFrozen(
  { network, line, readout, onHeld }: FrozenPart,
  input: tf.Tensor,
  mask: tf.Tensor2D | null,
): tf.Tensor {
  const { trunk } = network
  const f = forwardOf(network, { mask })
  let x = input
  const move = (run: (below: tf.Tensor) => tf.Tensor) => {
    const below = x
    x = tf.tidy(() => {
      const above = run(below)
      onHeld?.()
      return above
    })
    below.dispose()
  }
  try {
    for (const block of trunk.blocks.slice(0, line)) {
      move((below) => forwardBlock(block, f, below))
      network.rest(block)
    }
    if (line === trunk.blocks.length) move((top) => readout(f, top).clone())
    return x
  } catch (error) {
    x.dispose()
    throw error
  }
}
