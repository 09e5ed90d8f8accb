/**
 * The wire between the page and the engine's worker: one map from call name to parameters and result, one union of
 * events. The client, the dispatcher and the event reducer derive from these. Everything here survives structured
 * cloning; big buffers travel as Blobs or are transferred.
 */

import type { BackendChoice } from '../catalog/backends.ts'
import type { Prediction, PredictionInput } from '../domain/answers.ts'
import type { BackendReport } from '../domain/backend.ts'
import type { Columns, DataEdit, DataRequest, DatasetSummary } from '../domain/data.ts'
import type { NamedFile } from '../domain/files.ts'
import type { ModelRequest, ModelStatus, ModelSummary } from '../domain/model.ts'
import type { RunAbout, RunResult } from '../domain/run.ts'
import type { WireError } from '../messages/errors.ts'
import type { Settings } from '../recipe/change.ts'
import type { Recipe } from '../recipe/recipe.ts'
import type { Order } from '../recipe/steering.ts'
import type { BulkCalls } from './bulkCalls.ts'
import type { CleaningCalls } from './cleaningCalls.ts'
import type { EvaluationCalls } from './evaluationCalls.ts'
import type { EngineEvent, Job } from './events.ts'
import type { ExportCalls } from './exportCalls.ts'
import type { HubCalls } from './hubCalls.ts'
import type { ProbeCalls } from './probeCalls.ts'
import type { RunCalls } from './runCalls.ts'
import type { TableCalls } from './tableCalls.ts'
import type { UseCalls } from './useCalls.ts'

export interface Calls
  extends HubCalls,
    RunCalls,
    ProbeCalls,
    EvaluationCalls,
    CleaningCalls,
    UseCalls,
    TableCalls,
    ExportCalls,
    BulkCalls {
  /** Chooses, proves and prepares a backend. */
  boot: { parameters: { backend: BackendChoice }; result: BackendReport }
  /** Replaces the dataset only when it was read without error. */
  readData: {
    parameters: { request: DataRequest; edits?: readonly DataEdit[] } & Columns
    result: DatasetSummary
  }
  /** A picture of any format that data may have, upright and in one that every browser shows; null where none is read. */
  showPicture: { parameters: { readonly file: Blob; readonly side: number }; result: Blob | null }
  /** Loads and measures a model; the one before stays on failure. */
  loadModel: { parameters: { request: ModelRequest }; result: ModelSummary }
  /** Which models' files are kept on this device. */
  storedModels: { parameters: Record<string, never>; result: readonly ModelStatus[] }
  forgetModel: { parameters: { id: string }; result: readonly ModelStatus[] }
  /**
   * `fromAdapter` begins with the numbers of the adapter that was brought last, by a recipe with its method's settings.
   * `resume` goes on from the run's checkpoint, by the recipe that it was begun with.
   */
  train: {
    parameters: { runId: string; recipe: Recipe; fromAdapter?: boolean; resume?: boolean; about?: RunAbout }
    result: RunResult
  }
  /** Settles at once; the run tells by events when it does as it was told. */
  steer: { parameters: { runId: string; order: Order }; result: null }
  /** Takes effect before the next step, and is then told by an event. @throws `recipe-invalid`. */
  changeRun: { parameters: { runId: string; change: Partial<Settings> }; result: null }
  /** Cancels whatever of this kind is under way; its call rejects with `cancelled`. */
  cancel: { parameters: { job: Job }; result: null }
  /** Answers with the model of the last run, or the fine-tuned model that was loaded back in. */
  predict: { parameters: { input: PredictionInput }; result: Prediction }
  /** Ends `generate` after the current token; it then resolves with what there is. */
  stopGenerating: { parameters: Record<string, never>; result: null }
}

export type CallName = keyof Calls

export type Parameters<Name extends CallName> = Calls[Name]['parameters']

export type Result<Name extends CallName> = Calls[Name]['result']

/** A call's answer. Errors are values here, so that Comlink's own error transfer never cuts them down. */
export type Answer<Name extends CallName> =
  | { readonly ok: true; readonly value: Result<Name> }
  | { readonly ok: false; readonly error: WireError }

/** What the worker exposes through Comlink, and all that the page may ask of it. */
export interface EngineEndpoint {
  /** Every event goes to the one listener, which is a Comlink proxy on the page's side. */
  connect(onEvent: (event: EngineEvent) => void): void
  /** Files of the call that follows with the same number; those of an earlier number are let go. */
  hand(number: number, files: readonly NamedFile[]): void
  /** @param handed the number of the files that were handed before, which belong into its request. */
  call<Name extends CallName>(name: Name, parameters: Parameters<Name>, handed?: number): Promise<Answer<Name>>
}
