/** What checks offer to do. */
import type { Remedy } from '../../../shared/domain/cleaning.ts'
import { notice } from '../../../shared/messages/say.ts'
import type { CheckInput } from './dataCheck.ts'

export function addExamples({ noun: [, many] }: Pick<CheckInput, 'noun'>): Remedy {
  return { kind: 'add', label: notice('remedyAddExamples', { many }) }
}

/** Whether so many examples a run were set that some were left out. */
export function isCapped({ settings, split }: Pick<CheckInput, 'settings' | 'split'>): boolean {
  return settings.maxTrain > 0 && split.train.length >= settings.maxTrain
}

export function trainOnAll({ noun: [, many] }: Pick<CheckInput, 'noun'>): Remedy {
  return { kind: 'set', label: notice('remedyTrainOnAll', { many }), key: 'maxTrain', value: 0 }
}

/** @param examples of the dataset as it stands. */
export function leaveOut(
  { noun, readPlace }: Pick<CheckInput, 'noun' | 'readPlace'>,
  examples: readonly number[],
): Remedy {
  const label = notice('remedyLeaveOut', { examples: examples.length, noun })
  return { kind: 'leave-out', label, examples: examples.map(readPlace) }
}
