/** How the engine's events change what the page knows. Pure; events of other runs are dropped. */
import type { EngineEvent, StepMetrics } from '../../shared/protocol.ts'
import type { JobProgress, RunLog, StudioState, TextSample } from './state.ts'

/** Steps kept for the charts. */
export const stepsKept = 2000
const firstStepsKept = 20

/** @param now milliseconds since the epoch, from which a stage's remaining time is told. */
export function reduceEvent(state: StudioState, event: EngineEvent, now: number): StudioState {
  switch (event.type) {
    case 'beat':
      return state
    case 'progress':
      return onProgress(state, event, now)
    case 'steps':
      return changeRun(state, event.runId, (log) => addSteps(log, event))
    case 'epoch':
      return changeRun(state, event.runId, (log) => ({
        ...log,
        epochs: [...log.epochs.filter(({ epoch }) => epoch !== event.metrics.epoch), event.metrics],
        bestEpoch: event.bestEpoch,
        warmth: event.warmth,
        memory: event.memory,
      }))
    case 'sample':
      return onSample(state, event)
    case 'generated':
      return onGenerated(state, event.text)
    default:
      return event satisfies never
  }
}

/** The untouched network is heard before the first step; that does not make the run a training one. */
function onSample(state: StudioState, { runId, epoch, prompt, text }: EngineEvent & { type: 'sample' }): StudioState {
  const { run } = state
  if (run.status !== 'preparing' && run.status !== 'training') return state
  if (run.log.runId !== runId) return state
  const others = run.log.samples.filter((sample) => sample.epoch !== epoch)
  const samples: readonly TextSample[] = [...others, { epoch, prompt, text }]
  return { ...state, run: { ...run, log: { ...run.log, samples } } }
}

function onGenerated(state: StudioState, text: string): StudioState {
  const { use } = state
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
      if (run.status !== 'preparing') return state
      return { ...state, run: { ...run, progress: nextProgress(run.progress, event, now) } }
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
  return { stage, done, total, unit, since: before?.stage === stage ? before.since : now }
}

function changeRun(state: StudioState, runId: string, change: (log: RunLog) => RunLog): StudioState {
  const { run } = state
  if (run.status !== 'preparing' && run.status !== 'training') return state
  if (run.log.runId !== runId) return state
  const stopping = run.status === 'training' && run.stopping
  return { ...state, run: { status: 'training', log: change(run.log), stopping } }
}

function addSteps(log: RunLog, event: EngineEvent & { type: 'steps' }): RunLog {
  const { steps, stride } = thin([...log.steps, ...event.steps.filter((step) => isKept(step, log.stride))], log.stride)
  return {
    ...log,
    steps,
    stride,
    firstSteps: withFirst(log.firstSteps, event.steps),
    lastStep: event.steps.at(-1) ?? log.lastStep,
    stepsPerEpoch: event.stepsPerEpoch,
    examplesPerSecond: event.examplesPerSecond,
  }
}

/** The same array once it is full, so that whoever shows it is not woken. */
function withFirst(first: readonly StepMetrics[], next: readonly StepMetrics[]): readonly StepMetrics[] {
  return first.length >= firstStepsKept ? first : [...first, ...next].slice(0, firstStepsKept)
}

function thin(steps: readonly StepMetrics[], stride: number): { steps: readonly StepMetrics[]; stride: number } {
  if (steps.length <= stepsKept) return { steps, stride }
  const wider = 2 * stride
  return thin(
    steps.filter((step) => isKept(step, wider)),
    wider,
  )
}

function isKept({ step }: StepMetrics, stride: number): boolean {
  return (step - 1) % stride === 0
}
