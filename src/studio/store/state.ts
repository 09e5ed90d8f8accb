/**
 * Everything the page knows, as plain values that could be stored: no tensors, no Worker. Slices are discriminated
 * unions; an error stands beside what was there before, so that nothing is lost by a failure.
 */
import type { MethodId } from '../../shared/catalog/methods.ts'
import type { WireError } from '../../shared/errors.ts'
import type {
  BackendReport,
  DatasetSummary,
  EpochMetrics,
  ModelStatus,
  ModelSummary,
  Prediction,
  ProgressUnit,
  RunResult,
  StepMetrics,
} from '../../shared/protocol.ts'
import { type BackendChoice, defaultFields, type FieldValue, type Recipe } from '../../shared/recipe.ts'

export const stepIds = ['data', 'model', 'tune', 'watch', 'evaluate', 'use'] as const
export type StepId = (typeof stepIds)[number]
export type Theme = 'system' | 'light' | 'dark'

export interface JobProgress {
  /** In words: "Reading photographs". */
  readonly stage: string
  readonly done: number
  /** 0 while unknown. */
  readonly total: number
  readonly unit: ProgressUnit
  /** When this stage began, in milliseconds since the epoch. */
  readonly since: number
}

export type DeviceState =
  | { readonly status: 'booting'; readonly choice: BackendChoice; readonly why: 'start' | 'change' | 'lost' }
  | {
      readonly status: 'ready'
      readonly choice: BackendChoice
      readonly report: BackendReport
      /** Why another backend that was asked for could not be had. */
      readonly error: WireError | null
    }
  | { readonly status: 'failed'; readonly choice: BackendChoice; readonly error: WireError }

export type DataState =
  | { readonly status: 'empty'; readonly error: WireError | null }
  | {
      readonly status: 'reading'
      readonly name: string
      readonly progress: JobProgress | null
      readonly previous: ReadData | null
    }
  | { readonly status: 'ready'; readonly ready: ReadData; readonly error: WireError | null }
export interface ReadData {
  readonly summary: DatasetSummary
  /** The label column it was read with; a recipe that names another has it read again. */
  readonly labelColumn: string
}

export type ModelState =
  | { readonly status: 'empty'; readonly error: ModelError | null }
  | {
      readonly status: 'loading'
      readonly id: string
      readonly progress: JobProgress | null
      readonly previous: ModelSummary | null
    }
  | { readonly status: 'ready'; readonly summary: ModelSummary; readonly error: ModelError | null }
export interface ModelError {
  /** The model that was asked for, so that the same one can be tried again. */
  readonly id: string
  readonly error: WireError
}

export interface RecipeState {
  readonly method: MethodId
  /** What the person changed, kept per method: each method has its own defaults beneath. */
  readonly touched: Readonly<Record<MethodId, Readonly<Record<string, FieldValue>>>>
  /** Earlier choices, newest last, for undo. */
  readonly past: readonly Pick<RecipeState, 'method' | 'touched'>[]
  readonly error: WireError | null
}

/** What a run has shown so far. It stays on screen after the run, however that ends. */
export interface RunLog {
  readonly runId: string
  readonly recipe: Recipe
  /** In milliseconds since the epoch. */
  readonly startedAt: number
  readonly epochs: readonly EpochMetrics[]
  readonly bestEpoch: number
  /** At most `stepsKept`, evenly thinned. */
  readonly steps: readonly StepMetrics[]
  /** Every n-th step is kept. */
  readonly stride: number
  /** The first of all, never thinned: what two runs of one recipe are compared by. */
  readonly firstSteps: readonly StepMetrics[]
  readonly lastStep: StepMetrics | null
  readonly stepsPerEpoch: number
  readonly examplesPerSecond: number
  /** Update ratio of each block over the last epoch; the head comes last. */
  readonly warmth: readonly number[]
  readonly memory: { readonly tensors: number; readonly bytes: number; readonly peakBytes: number } | null
}

export type RunState =
  | { readonly status: 'idle' }
  | { readonly status: 'preparing'; readonly log: RunLog; readonly progress: JobProgress | null }
  | { readonly status: 'training'; readonly log: RunLog; readonly stopping: boolean }
  | { readonly status: 'finished'; readonly log: RunLog; readonly result: RunResult }
  | { readonly status: 'failed'; readonly log: RunLog; readonly error: WireError }

/** Which fine-tuned model answers on the Use screen. */
export type Answering =
  | { readonly kind: 'run'; readonly runId: string }
  | { readonly kind: 'imported'; readonly summary: ModelSummary }

export interface UseState {
  readonly answering: Answering | null
  readonly status: 'idle' | 'predicting' | 'importing' | 'exporting'
  readonly picture: Blob | null
  readonly prediction: Prediction | null
  readonly error: WireError | null
}

export interface ViewState {
  readonly step: StepId
  readonly theme: Theme
}

export interface StudioState {
  readonly device: DeviceState
  readonly data: DataState
  readonly model: ModelState
  readonly storedModels: readonly ModelStatus[]
  /** The catalog model chosen last, also in an earlier visit. */
  readonly lastModel: string | null
  readonly recipe: RecipeState
  readonly run: RunState
  readonly use: UseState
  readonly view: ViewState
}

export const initialState: StudioState = {
  device: { status: 'booting', choice: 'auto', why: 'start' },
  data: { status: 'empty', error: null },
  model: { status: 'empty', error: null },
  storedModels: [],
  lastModel: null,
  recipe: { method: 'head', touched: { head: {}, 'top-blocks': {}, full: {} }, past: [], error: null },
  run: { status: 'idle' },
  use: { answering: null, status: 'idle', picture: null, prediction: null, error: null },
  view: { step: 'data', theme: 'system' },
}

export function newRunLog(runId: string, recipe: Recipe, startedAt: number): RunLog {
  return {
    runId,
    recipe,
    startedAt,
    epochs: [],
    bestEpoch: 0,
    steps: [],
    stride: 1,
    firstSteps: [],
    lastStep: null,
    stepsPerEpoch: 0,
    examplesPerSecond: 0,
    warmth: [],
    memory: null,
  }
}

/** The form's values: the method's defaults, with what the person changed on top. */
export function fieldsOfRecipe({
  method,
  touched,
}: Pick<RecipeState, 'method' | 'touched'>): Record<string, FieldValue> {
  return { ...defaultFields(method), ...touched[method], 'method.id': method }
}
