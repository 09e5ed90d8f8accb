/** Whether the engine is free for what a person asks next, and what it is at. Pure. */
import { ThawError } from '../../shared/messages/errors.ts'
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import type { StudioState } from './state.ts'
import { isRunning } from './steps.ts'

/** Null while nothing is under way, and what a run stands on is not being replaced. */
export function occupation(state: StudioState): Message | null {
  const { device, data, model, run, compare, probe, analysis, use, runs } = state
  if (compare.running !== null) return notice('comparisonUnderWay')
  if (isRunning(run)) return notice('runUnderWay')
  if (probe.running !== null) return notice('trialUnderWay')
  if (analysis.running !== null) return notice('analysisUnderWay')
  if (use.bulk?.running) return notice('bulkUnderWay')
  if (device.status === 'booting') return notice('engineStarting')
  if (device.status === 'failed') return notice('engineDoesNotRun')
  if (data.status === 'reading') return notice('dataBeingRead')
  if (model.status === 'loading' || use.status === 'importing') return notice('modelBeingLoaded')
  if (runs.busy === 'opening') return notice('projectBeingOpened')
  return runs.opening === null ? null : notice('runBeingOpened')
}

export function isOccupied(state: StudioState): boolean {
  return occupation(state) !== null
}

/**
 * Whether no kept run can be taken up now. While the last visit is brought back, the engine is free for moments between
 * its data and its model, in which a press would be lost.
 */
export function holdsRuns(state: StudioState): boolean {
  return state.view.returning || isOccupied(state)
}

/** @param refused what was not done, as a clause: "The link was not followed". */
export function occupiedError(refused: Message, why: Message): ThawError {
  return new ThawError('recipe-invalid', 'occupied', { refused, why })
}
