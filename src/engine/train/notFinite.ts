/** What is said of a run whose loss or gradient stopped being a number: at which step, and which rate to try instead. */

import type { StepMetrics } from '../../shared/domain/run.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import type { Progress } from './progress.ts'
import type { TrainEvent } from './trainEvent.ts'

export function notFinite(fault: StepMetrics, { bestEpoch }: Progress): ThawError {
  const { step, epoch, learningRate } = fault
  const what = Number.isFinite(fault.loss) ? 'gradient' : 'loss'
  const kept = bestEpoch > 0 ? ` The weights of epoch ${bestEpoch} were kept.` : ''
  return new ThawError(
    'not-finite',
    `The ${what} stopped being a number at step ${step}, in epoch ${epoch}, at a learning rate of ${rounded(learningRate)}.${kept}`,
    `Start again with a learning rate of ${suggestedRate(learningRate)}.`,
  )
}

export function notFiniteNotice(fault: StepMetrics, progress: Progress): TrainEvent {
  const { message, advice } = notFinite(fault, progress)
  return { type: 'notice', notice: { step: fault.step, kind: 'not-finite', text: `${message} ${advice}` } }
}

/** A tenth. */
function suggestedRate(rate: number): number {
  return rounded(rate / 10)
}

/** To two significant digits. */
function rounded(value: number): number {
  return Number(value.toPrecision(2))
}
