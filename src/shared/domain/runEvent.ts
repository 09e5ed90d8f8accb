/** What the engine tells of a run while it goes on. */
import type { WatchedExample } from '../../tasks/watched.ts'
import type { RecipeChange } from '../recipe/change.ts'
import type { EpochMetrics, StepMetrics } from './run.ts'
import type { RunLog, RunNotice } from './runLog.ts'

export type RunEvent =
  | {
      readonly type: 'steps'
      readonly runId: string
      readonly stepsPerEpoch: number
      readonly steps: readonly StepMetrics[]
      readonly examplesPerSecond: number
    }
  | {
      readonly type: 'epoch'
      readonly runId: string
      readonly metrics: EpochMetrics
      readonly bestEpoch: number
      /** Update ratio ‖Δw‖/‖w‖ of each block over the epoch, 0 for frozen ones; the head comes last. */
      readonly updateRatios: readonly number[]
      readonly memory: { readonly tensors: number; readonly bytes: number; readonly peakBytes: number }
    }
  /** How the prompt was continued after an epoch; epoch 0 is the untouched network. */
  | {
      readonly type: 'sample'
      readonly runId: string
      readonly epoch: number
      readonly prompt: string
      readonly text: string
    }
  /** A handful of validation examples, asked again after an epoch; epoch 0 comes before the first step. */
  | {
      readonly type: 'watched'
      readonly runId: string
      readonly epoch: number
      readonly examples: readonly WatchedExample[]
    }
  /** A change took effect. */
  | { readonly type: 'changed'; readonly runId: string; readonly change: RecipeChange }
  | { readonly type: 'paused'; readonly runId: string; readonly paused: boolean }
  | { readonly type: 'notice'; readonly runId: string; readonly notice: RunNotice }
  /** A run that goes on has shown this before. */
  | { readonly type: 'log'; readonly runId: string; readonly log: RunLog }
  /** The run could be gone on with from here; `at` in milliseconds since the epoch. */
  | {
      readonly type: 'saved'
      readonly runId: string
      readonly step: number
      readonly epoch: number
      readonly at: number
      /** Share of the training time so far that saving took from it. */
      readonly cost: number
    }
