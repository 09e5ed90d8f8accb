/** Losses are read from the device a few steps at a time, so that a GPU is not made to wait. */
import * as tf from '@tensorflow/tfjs-core'
import type { StepMetrics } from '../../shared/domain/run.ts'
import { isQueued } from '../backends/submitWork.ts'

export interface LossReader {
  /** Of a step that was made; takes over [loss, gradient norm]. */
  add(losses: tf.Tensor1D, step: Omit<StepMetrics, 'loss' | 'gradientNorm'>, rows: number): void
  /** Whether enough has come together. */
  readonly full: boolean
  readonly empty: boolean
  /** Everything that was added since the last time. */
  read(): Promise<{ readonly steps: readonly StepMetrics[]; readonly examplesPerSecond: number }>
  /** Time that passed meanwhile was no training. */
  restart(): void
  dispose(): void
}

/** Steps at the least, in milliseconds at the least and at the most: whoever shows them needs no more than 8 a second. */
const [leastMs, mostMs] = [125, 5000]
/** A device that works through a queue is read seldom: each reading empties it. */
const [often, seldom] = [1, 10]

export function lossReader(): LossReader {
  const pending: { losses: tf.Tensor1D; step: Omit<StepMetrics, 'loss' | 'gradientNorm'> }[] = []
  const enough = isQueued() ? seldom : often
  let [rowsSeen, since] = [0, performance.now()]
  return {
    add(losses, step, rows) {
      pending.push({ losses, step })
      rowsSeen += rows
    },
    get full() {
      const waited = performance.now() - since
      return waited >= (pending.length >= enough ? leastMs : mostMs)
    },
    get empty() {
      return pending.length === 0
    },
    async read() {
      const taken = pending.splice(0)
      const together = tf.stack(taken.map(({ losses }) => losses)) // [steps, 2]
      tf.dispose(taken.map(({ losses }) => losses))
      const values = await together.data()
      together.dispose()
      const steps = taken.map(({ step }, at) => ({
        ...step,
        loss: values[at * 2] as number,
        gradientNorm: values[at * 2 + 1] as number,
      }))
      const examplesPerSecond = (1000 * rowsSeen) / Math.max(1, performance.now() - since)
      ;[rowsSeen, since] = [0, performance.now()]
      return { steps, examplesPerSecond }
    },
    restart() {
      since = performance.now()
    },
    dispose: () => tf.dispose(pending.splice(0).map(({ losses }) => losses)),
  }
}
