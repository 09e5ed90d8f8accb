/**
 * The wire between the page and the engine's worker: one map from call name to parameters and result, one union of
 * events. The client, the dispatcher and the event reducer derive from these. Everything here survives structured
 * cloning; big buffers travel as Blobs or are transferred.
 */
import type { FamilyId } from './catalog/models.ts'
import type { WireError } from './errors.ts'
import type { BackendChoice, BackendId, Recipe } from './recipe.ts'

/** A file with the path it had in its folder or archive. Names are labels, never paths to write to. */
export interface NamedFile {
  readonly path: string
  readonly file: Blob
}

export type DataRequest =
  | { readonly kind: 'sample' }
  | { readonly kind: 'files'; readonly name: string; readonly files: readonly NamedFile[] }

export type ModelRequest =
  | { readonly kind: 'catalog'; readonly id: string }
  /** A model that this studio exported: model.safetensors, config.json, labels. */
  | { readonly kind: 'files'; readonly files: readonly NamedFile[] }

export interface BackendReport {
  readonly backend: BackendId
  /** What computes, for a person: "SwiftShader (software)", "4 threads, SIMD". */
  readonly adapter: string
  readonly software: boolean
  readonly threads: number
  /** Every backend that was asked, in order of preference, with why it was not taken. */
  readonly tried: readonly { readonly backend: BackendId; readonly ok: boolean; readonly reason: string }[]
}

export interface SkippedFile {
  readonly path: string
  readonly reason: string
}
export interface ClassSummary {
  readonly name: string
  readonly count: number
  /** Small JPEG or PNG pictures of the first examples, at most 96 px a side. */
  readonly thumbnails: readonly Blob[]
}
export interface DatasetSummary {
  readonly name: string
  /** SHA-256 over the examples' bytes and labels, hexadecimal. */
  readonly fingerprint: string
  readonly examples: number
  readonly classes: readonly ClassSummary[]
  readonly skipped: readonly SkippedFile[]
  /** Splits that folders named, if any; the others are drawn at random. */
  readonly namedSplits: readonly SplitName[]
  readonly warnings: readonly string[]
}
export type SplitName = 'train' | 'validation' | 'test'

export interface BlockSummary {
  readonly name: string
  readonly label: string
  readonly parameters: number
  /** Shape of the block's output for one example: [height, width, channels] or [features]. */
  readonly outputShape: readonly number[]
  /** Measured on this device with this backend; milliseconds an example. */
  readonly forwardMs: number
  /** Bytes of all activations that the backward pass of this block keeps, per example. */
  readonly activationBytes: number
}
export interface ModelSummary {
  readonly id: string
  readonly title: string
  readonly family: FamilyId
  readonly revision: string
  readonly inputSize: number
  /** From the input upwards; the head is not among them. */
  readonly blocks: readonly BlockSummary[]
  readonly parameters: number
  readonly featureSize: number
  /** Bytes that came over the network this time; 0 when everything was here already. */
  readonly downloadedBytes: number
  readonly seconds: number
  readonly warnings: readonly string[]
  /** Set for a model that was fine-tuned and loaded back in: its classes. */
  readonly labels: readonly string[] | null
}

export interface ModelStatus {
  readonly id: string
  readonly storedBytes: number
}

export interface EpochMetrics {
  readonly epoch: number
  readonly trainLoss: number
  readonly validationLoss: number
  readonly validationAccuracy: number
  readonly learningRate: number
  readonly seconds: number
}
export interface StepMetrics {
  /** From 1, over the whole run. */
  readonly step: number
  readonly epoch: number
  readonly loss: number
  readonly learningRate: number
  readonly gradientNorm: number
}

export interface ClassMetrics {
  readonly name: string
  readonly precision: number
  readonly recall: number
  readonly f1: number
  readonly support: number
}
export interface Evaluation {
  readonly n: number
  readonly loss: number
  readonly accuracy: number
  /** Wilson score interval, 95 %. */
  readonly interval: readonly [number, number]
  /** Accuracy of always answering the most frequent training class. */
  readonly baseline: number
  /** confusion[true][predicted], in the order of `classes`. */
  readonly confusion: readonly (readonly number[])[]
  readonly perClass: readonly ClassMetrics[]
  /** The examples answered wrongly, surest first, at most 48. */
  readonly mistakes: readonly Mistake[]
}
export interface Mistake {
  readonly path: string
  readonly truth: number
  readonly predicted: number
  readonly probability: number
  readonly thumbnail: Blob
}

export type StopReason = 'finished' | 'early' | 'stopped'
export interface RunResult {
  readonly runId: string
  readonly recipe: Recipe
  readonly backend: BackendId
  readonly adapter: string
  readonly classes: readonly string[]
  readonly counts: {
    readonly examples: number
    readonly train: number
    readonly validation: number
    readonly test: number
  }
  readonly parameters: { readonly total: number; readonly trainable: number }
  readonly epochs: readonly EpochMetrics[]
  readonly bestEpoch: number
  readonly stop: StopReason
  readonly test: Evaluation
  readonly seconds: { readonly prepare: number; readonly train: number; readonly total: number }
  readonly memory: { readonly tensors: number; readonly peakBytes: number }
  readonly warnings: readonly string[]
}

export interface Prediction {
  /** All classes, most probable first. */
  readonly classes: readonly { readonly name: string; readonly probability: number }[]
  readonly milliseconds: number
}

export interface ExportedFile {
  readonly name: string
  readonly blob: Blob
}

export interface Calls {
  /** Chooses, proves and prepares a backend. */
  boot: { parameters: { backend: BackendChoice }; result: BackendReport }
  /** Replaces the dataset only when it was read without error. */
  readData: { parameters: { request: DataRequest; labelColumn: string }; result: DatasetSummary }
  /** Loads and measures a model; the one before stays on failure. */
  loadModel: { parameters: { request: ModelRequest }; result: ModelSummary }
  /** Which models' files are kept on this device. */
  storedModels: { parameters: Record<string, never>; result: readonly ModelStatus[] }
  forgetModel: { parameters: { id: string }; result: readonly ModelStatus[] }
  train: { parameters: { runId: string; recipe: Recipe }; result: RunResult }
  /** Ends the run after the current step and keeps the best weights; `train` then resolves. */
  stopRun: { parameters: { runId: string }; result: null }
  /** Cancels whatever of this kind is under way; its call rejects with `cancelled`. */
  cancel: { parameters: { job: Job }; result: null }
  /** Answers with the model of the last run, or the fine-tuned model that was loaded back in. */
  predict: { parameters: { image: Blob }; result: Prediction }
  exportModel: { parameters: Record<string, never>; result: readonly ExportedFile[] }
}
export type CallName = keyof Calls
export type Parameters<Name extends CallName> = Calls[Name]['parameters']
export type Result<Name extends CallName> = Calls[Name]['result']

export type Job = 'data' | 'model' | 'train'
export type ProgressUnit = 'bytes' | 'files' | 'examples' | 'steps'

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
  /** Sent every second while the worker is alive. */
  | { readonly type: 'beat' }

/** A call's answer. Errors are values here, so that Comlink's own error transfer never cuts them down. */
export type Answer<Name extends CallName> =
  | { readonly ok: true; readonly value: Result<Name> }
  | { readonly ok: false; readonly error: WireError }

/** What the worker exposes through Comlink, and all that the page may ask of it. */
export interface EngineEndpoint {
  /** Every event goes to the one listener, which is a Comlink proxy on the page's side. */
  connect(onEvent: (event: EngineEvent) => void): void
  call<Name extends CallName>(name: Name, parameters: Parameters<Name>): Promise<Answer<Name>>
}
