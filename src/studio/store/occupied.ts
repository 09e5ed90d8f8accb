/** Whether the engine is free for what a person asks next, and in words what it is at. Pure. */
import { ThawError } from '../../shared/messages/errors.ts'
import type { StudioState } from './state.ts'
import { isRunning } from './steps.ts'

/** Null while nothing is under way, and what a run stands on is not being replaced. */
export function occupation(state: StudioState): string | null {
  const { device, data, model, run, compare, probe, look, use, runs } = state
  if (compare.running !== null) return 'A comparison is under way.'
  if (isRunning(run)) return 'A run is under way.'
  if (probe.running !== null) return 'A trial is under way.'
  if (look.running !== null) return 'A closer look on Evaluate is under way.'
  if (device.status === 'booting') return 'The engine is being started.'
  if (device.status === 'failed') return 'The engine does not run.'
  if (data.status === 'reading') return 'Data are being read.'
  if (model.status === 'loading' || use.status === 'importing') return 'A model is being loaded.'
  if (runs.busy === 'opening') return 'A project is being opened.'
  return runs.opening === null ? null : 'A run is being opened.'
}

export function isOccupied(state: StudioState): boolean {
  return occupation(state) !== null
}

/** @param refused what was not done: "The link was not followed". */
export function occupiedError(refused: string, why: string): ThawError {
  return new ThawError('recipe-invalid', `${refused}. ${why}`, 'Try again when that is over: all else is as it was.')
}
