/** What is said of a run whose loss or gradient stopped being a number: at which step, and which rate to try instead. */

import type { StepMetrics } from '../../shared/domain/run.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import { notice } from '../../shared/messages/say.ts'
import type { Progress } from './progress.ts'
import type { TrainEvent } from './trainEvent.ts'

export function notFinite(fault: StepMetrics, { bestEpoch }: Progress): ThawError {
  const key = Number.isFinite(fault.loss) ? 'gradientNotFinite' : 'lossNotFinite'
  return new ThawError('not-finite', key, factsOf(fault, bestEpoch))
}

export function notFiniteNotice(fault: StepMetrics, { bestEpoch }: Progress): TrainEvent {
  const key = Number.isFinite(fault.loss) ? 'gradientStoppedBeingNumber' : 'lossStoppedBeingNumber'
  const message = notice(key, factsOf(fault, bestEpoch))
  return { type: 'notice', notice: { step: fault.step, kind: 'not-finite', message } }
}

function factsOf({ step, epoch, learningRate }: StepMetrics, bestEpoch: number) {
  return { step, epoch, rate: rounded(learningRate), bestEpoch, suggestedRate: suggestedRate(learningRate) }
}

/** A tenth. */
function suggestedRate(rate: number): number {
  return rounded(rate / 10)
}

/** To two significant digits. */
function rounded(value: number): number {
  return Number(value.toPrecision(2))
}
