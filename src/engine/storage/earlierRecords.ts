/**
 * Records that earlier versions of the studio wrote, in the shape of today's. Version 1 called a run's log its trail, the
 * blocks' update ratios their warmth, the views of its test looks, and a run that began with an adapter one that was gone
 * on with.
 */
import { isRecord } from '../isRecord.ts'

/** Untrusted: what is no record stays as it is, for the schema to refuse. */
export function upgradedRecord(value: unknown): unknown {
  if (!isRecord(value) || value.version !== 1) return value
  const { trail, looks, goneOn, ...rest } = value
  return {
    ...{ ...rest, version: 2, log: upgradedLog(trail), testViews: looks },
    ...(goneOn !== undefined && { continued: goneOn }),
  }
}

function upgradedLog(log: unknown): unknown {
  return isRecord(log) && Array.isArray(log.states) ? { ...log, states: log.states.map(upgradedState) } : log
}

function upgradedState(state: unknown): unknown {
  if (!isRecord(state)) return state
  const { warmth, ...rest } = state
  return { ...rest, updateRatios: warmth }
}
