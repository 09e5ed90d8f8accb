/**
 * What a run has shown so far, for the charts: grown from the run's events by one pure function, in the engine, which
 * keeps it in checkpoints, and in the page. Its size is bounded however long the run: steps are thinned to stretches
 * of which the lowest and the highest loss are kept.
 */

import { addChange, type RecipeChange } from '../recipe/steering.ts'
import type { EngineEvent } from '../wire/events.ts'
import type { WatchedExample } from './evaluation.ts'
import type { EpochMetrics, StepMetrics } from './run.ts'

export interface Trail {
  readonly epochs: readonly EpochMetrics[]
  readonly bestEpoch: number
  /** At most `stepsKept`, in order. */
  readonly steps: readonly StepMetrics[]
  /** Of every `2 × stride` steps, two are kept. */
  readonly stride: number
  /** The first of all, never thinned: what two runs of one recipe are compared by. */
  readonly firstSteps: readonly StepMetrics[]
  readonly lastStep: StepMetrics | null
  readonly stepsPerEpoch: number
  readonly examplesPerSecond: number
  /** After each epoch, what it left to be drawn beside its metrics. */
  readonly states: readonly EpochState[]
  /** How the prompt was continued, the untouched network first; none where examples are classified. */
  readonly samples: readonly TextSample[]
  /** A handful of validation examples after each epoch; none where texts are continued. */
  readonly watched: readonly WatchedEpoch[]
  /** Made by the person while the run went on, or replayed from the recipe. */
  readonly changes: readonly RecipeChange[]
  readonly notices: readonly RunNotice[]
}

export interface EpochState {
  readonly epoch: number
  /** Its last step. */
  readonly step: number
  /** Update ratio ‖Δw‖/‖w‖ of each block over the epoch, 0 for frozen ones; the head comes last. */
  readonly warmth: readonly number[]
  readonly examplesPerSecond: number
  readonly memory: { readonly tensors: number; readonly bytes: number; readonly peakBytes: number }
}
export interface TextSample {
  /** 0 is the untouched network. */
  readonly epoch: number
  readonly prompt: string
  /** What was added. */
  readonly text: string
}
export interface WatchedEpoch {
  readonly epoch: number
  readonly examples: readonly WatchedExample[]
}
/** Something that happened to the run and that its charts should tell. */
export interface RunNotice {
  readonly step: number
  readonly kind: 'resumed' | 'memory' | 'not-finite'
  readonly text: string
}

export type RunEvent = Extract<EngineEvent, { readonly runId: string }>

/** Steps kept for the charts. */
export const stepsKept = 2000
const firstStepsKept = 20

export const emptyTrail: Trail = {
  epochs: [],
  bestEpoch: 0,
  steps: [],
  stride: 1,
  firstSteps: [],
  lastStep: null,
  stepsPerEpoch: 0,
  examplesPerSecond: 0,
  states: [],
  samples: [],
  watched: [],
  changes: [],
  notices: [],
}

/** The same trail where an event tells nothing that is drawn. */
export function grow(trail: Trail, event: RunEvent): Trail {
  switch (event.type) {
    case 'steps':
      return withSteps(trail, event)
    case 'epoch':
      return withEpoch(trail, event)
    case 'sample':
      return {
        ...trail,
        samples: replaced(trail.samples, { epoch: event.epoch, prompt: event.prompt, text: event.text }),
      }
    case 'watched':
      return { ...trail, watched: replaced(trail.watched, { epoch: event.epoch, examples: event.examples }) }
    case 'changed':
      return { ...trail, changes: addChange(trail.changes, event.change) }
    case 'notice':
      return { ...trail, notices: [...trail.notices, event.notice] }
    case 'trail':
      return event.trail
    case 'paused':
    case 'saved':
      return trail
    default:
      return event satisfies never
  }
}

function withEpoch(trail: Trail, { metrics, bestEpoch, warmth, memory }: RunEvent & { type: 'epoch' }): Trail {
  const { epoch } = metrics
  const state = { epoch, step: epoch * trail.stepsPerEpoch, warmth, memory, examplesPerSecond: trail.examplesPerSecond }
  return { ...trail, epochs: replaced(trail.epochs, metrics), states: replaced(trail.states, state), bestEpoch }
}

function replaced<T extends { readonly epoch: number }>(all: readonly T[], one: T): readonly T[] {
  return [...all.filter(({ epoch }) => epoch !== one.epoch), one]
}

function withSteps(trail: Trail, event: RunEvent & { type: 'steps' }): Trail {
  const { steps, stride } = thinned([...trail.steps, ...event.steps], trail.stride)
  return {
    ...trail,
    steps,
    stride,
    firstSteps: withFirst(trail.firstSteps, event.steps),
    lastStep: event.steps.at(-1) ?? trail.lastStep,
    stepsPerEpoch: event.stepsPerEpoch,
    examplesPerSecond: event.examplesPerSecond,
  }
}

/** The same array once it is full, so that whoever shows it is not woken. */
function withFirst(first: readonly StepMetrics[], next: readonly StepMetrics[]): readonly StepMetrics[] {
  return first.length >= firstStepsKept ? first : [...first, ...next].slice(0, firstStepsKept)
}

/**
 * Stretches of twice the stride keep the lowest and the highest of what they hold, the new ones as the old; once there
 * are too many, stretches are twice as long.
 */
function thinned(
  steps: readonly StepMetrics[],
  stride: number,
): { readonly steps: readonly StepMetrics[]; readonly stride: number } {
  const kept = stride === 1 ? steps : extremesOf(steps, 2 * stride)
  return kept.length <= stepsKept ? { steps: kept, stride } : thinned(kept, 2 * stride)
}

function extremesOf(steps: readonly StepMetrics[], stretch: number): readonly StepMetrics[] {
  const kept: StepMetrics[] = []
  let at = 0
  while (at < steps.length) {
    const place = Math.floor(((steps[at] as StepMetrics).step - 1) / stretch)
    let [low, high] = [steps[at] as StepMetrics, steps[at] as StepMetrics]
    for (; at < steps.length; at++) {
      const step = steps[at] as StepMetrics
      if (Math.floor((step.step - 1) / stretch) !== place) break
      if (step.loss < low.loss) low = step
      if (step.loss > high.loss) high = step
    }
    if (low === high) kept.push(low)
    else kept.push(...(low.step < high.step ? [low, high] : [high, low]))
  }
  return kept
}
