/** What a run has shown so far, for the charts. `appendEvent` makes it from the run's events. */
import type { WatchedExample } from '../../tasks/watched.ts'
import type { Message } from '../messages/message.ts'
import type { RecipeChange } from '../recipe/change.ts'
import type { EpochMetrics, StepMetrics } from './run.ts'

export interface RunLog {
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
  readonly updateRatios: readonly number[]
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
  readonly message: Message
}

/** Steps kept for the charts. */
export const stepsKept = 2000

export const emptyRunLog: RunLog = {
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
