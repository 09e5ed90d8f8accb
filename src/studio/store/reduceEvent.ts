/** How the engine's events change what the page knows. Pure; events of other runs are dropped. */

import { appendEvent } from '../../shared/domain/appendEvent.ts'
import type { BackendReport } from '../../shared/domain/backend.ts'
import type { RunEvent } from '../../shared/domain/runEvent.ts'
import { writtenMessage } from '../../shared/messages/message.ts'
import { withChange } from '../../shared/recipe/steering.ts'
import type { EngineEvent } from '../../shared/wire/events.ts'
import type { JobProgress } from './jobProgress.ts'
import type { ShownRunLog } from './runLog.ts'
import type { RunState, StudioState } from './state.ts'

/** @param now milliseconds since the epoch, from which a stage's remaining time is told. */
export function reduceEvent(state: StudioState, event: EngineEvent, now: number): StudioState {
  switch (event.type) {
    case 'beat':
      return state
    case 'progress':
      return onProgress(state, event, now)
    case 'generated':
      return onGenerated(state, event)
    case 'storage':
      return { ...state, storage: event.status }
    case 'backend':
      return onBackend(state, event.report)
    default:
      return onRun(state, event)
  }
}

/** An engine that follows a lost one loads its model before the page hears that it stands. */
function onBackend(state: StudioState, report: BackendReport): StudioState {
  const { device } = state
  return device.status === 'failed' ? state : { ...state, device: { ...device, report } }
}

function onRun(state: StudioState, event: RunEvent): StudioState {
  const { run } = state
  if (run.status !== 'preparing' && run.status !== 'training') return state
  if (run.log.runId !== event.runId) return state
  const next = { ...run, log: grownLog(run.log, event) }
  return { ...state, run: begins(event) ? training(next, event) : next }
}

/** The untouched network is heard before the first step; that does not make the run a training one. */
function begins({ type }: RunEvent): boolean {
  return type === 'steps' || type === 'epoch' || type === 'paused'
}

type ActiveRun = Extract<RunState, { status: 'preparing' | 'training' }>

function training(run: ActiveRun, event: RunEvent): RunState {
  const before = run.status === 'training' ? run : { stopping: false, pace: 'running' as const }
  const { stopping, pace } = before
  const told = event.type === 'paused' ? (event.paused ? 'paused' : 'running') : pace
  return { status: 'training', log: run.log, stopping, pace: told, progress: null }
}

function grownLog(log: ShownRunLog, event: RunEvent): ShownRunLog {
  const grown: ShownRunLog = { ...log, ...appendEvent(log, event) }
  if (event.type === 'changed') return { ...grown, recipe: withChange(log.recipe, event.change) }
  if (event.type !== 'saved') return grown
  const { step, at, cost } = event
  return { ...grown, saved: { step, at, cost } }
}

function onGenerated(state: StudioState, { text, untouched }: EngineEvent & { type: 'generated' }): StudioState {
  const { use } = state
  if (untouched) {
    const { asking, written } = use.untouched
    if (!asking || !written) return state
    return { ...state, use: { ...use, untouched: { ...use.untouched, written: { ...written, text } } } }
  }
  if (use.status !== 'generating' || !use.written) return state
  return { ...state, use: { ...use, written: { ...use.written, text } } }
}

function onProgress(state: StudioState, event: EngineEvent & { type: 'progress' }, now: number): StudioState {
  const { job } = event
  switch (job) {
    case 'data': {
      const { data } = state
      if (data.status !== 'reading') return state
      return { ...state, data: { ...data, progress: nextProgress(data.progress, event, now) } }
    }
    case 'model': {
      const { model } = state
      if (model.status !== 'loading') return state
      return { ...state, model: { ...model, progress: nextProgress(model.progress, event, now) } }
    }
    case 'train': {
      const { run } = state
      if (run.status !== 'preparing' && run.status !== 'training') return state
      return { ...state, run: { ...run, progress: nextProgress(run.progress, event, now) } }
    }
    case 'probe': {
      const { probe } = state
      if (!probe.running) return state
      return { ...state, probe: { ...probe, progress: nextProgress(probe.progress, event, now) } }
    }
    case 'examine': {
      const { analysis } = state
      if (!analysis.running) return state
      return { ...state, analysis: { ...analysis, progress: nextProgress(analysis.progress, event, now) } }
    }
    case 'untouched': {
      const { use } = state
      if (!use.untouched.asking) return state
      const progress = nextProgress(use.untouched.progress, event, now)
      return { ...state, use: { ...use, untouched: { ...use.untouched, progress } } }
    }
    case 'export': {
      const { use } = state
      if (!use.exporting) return state
      const progress = nextProgress(use.exporting.progress, event, now)
      return { ...state, use: { ...use, exporting: { ...use.exporting, progress } } }
    }
    case 'bulk': {
      const { use } = state
      if (!use.bulk?.running) return state
      const progress = nextProgress(use.bulk.progress, event, now)
      return { ...state, use: { ...use, bulk: { ...use.bulk, progress } } }
    }
    default:
      return job satisfies never
  }
}

function nextProgress(
  before: JobProgress | null,
  { stage, done, total, unit }: EngineEvent & { type: 'progress' },
  now: number,
): JobProgress {
  const goesOn = before !== null && writtenMessage(before.stage) === writtenMessage(stage)
  return { stage, done, total, unit, since: goesOn ? before.since : now }
}
