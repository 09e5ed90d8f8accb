/** What the engine tells the page without being asked. */
import type { WatchedExample } from '../domain/evaluation.ts'
import type { StorageStatus } from '../domain/record.ts'
import type { EpochMetrics, StepMetrics } from '../domain/run.ts'
import type { RunNotice, Trail } from '../domain/runLog.ts'
import type { RecipeChange } from '../recipe/steering.ts'

/** `probe` stands for the trials before a run, `examine` for the closer looks after it. */
export type Job = 'data' | 'model' | 'train' | 'probe' | 'examine'

export type ProgressUnit = 'bytes' | 'files' | 'examples' | 'steps' | 'shaders'

export type EngineEvent =
  | {
      readonly type: 'progress'
      readonly job: Job
      /** In words: "Reading photographs", "Computing frozen features". */
      readonly stage: string
      readonly done: number
      /** 0 while unknown. */
      readonly total: number
      readonly unit: ProgressUnit
    }
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
      readonly warmth: readonly number[]
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
  | { readonly type: 'trail'; readonly runId: string; readonly trail: Trail }
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
  | { readonly type: 'storage'; readonly status: StorageStatus }
  /** Everything that `generate` has added so far. */
  | { readonly type: 'generated'; readonly text: string }
  /** Sent every second while the worker is alive. */
  | { readonly type: 'beat' }
