/**
 * The wire between the page and the engine's worker: one map from call name to parameters and result, one union of
 * events. The client, the dispatcher and the event reducer derive from these. Everything here survives structured
 * cloning; big buffers travel as Blobs or are transferred.
 */
import type { EvaluationCalls } from './calls/evaluationCalls.ts'
import type { ProbeCalls } from './calls/probeCalls.ts'
import type { RunCalls, StorageStatus } from './calls/runCalls.ts'
import type { FamilyId } from './catalog/models.ts'
import type { Part } from './catalog/parts.ts'
import type { TaskId } from './catalog/tasks.ts'
import type { WireError } from './errors.ts'
import type { Answers } from './metrics/answers.ts'
import type { BackendChoice, BackendId, Recipe, SampleSettings } from './recipe.ts'
import type { Order, RecipeChange, Settings } from './steering.ts'
import type { RunNotice, Trail } from './trail.ts'

/** A file with the path it had in its folder or archive. Names are labels, never paths to write to. */
export interface NamedFile {
  readonly path: string
  readonly file: Blob
}

export type DataRequest =
  /** What comes with the site for a task. */
  | { readonly kind: 'sample'; readonly task: TaskId }
  | { readonly kind: 'files'; readonly name: string; readonly files: readonly NamedFile[] }
  /** What was kept with a run, by the fingerprint that it had before any edit. */
  | { readonly kind: 'kept'; readonly fingerprint: string }

/** Which columns of a table a person named; empty means guess. */
export interface Columns {
  readonly textColumn: string
  readonly labelColumn: string
}

/** An example that a person relabelled, or dropped (`label` null). */
export interface DataEdit {
  /** SHA-256 of its content. */
  readonly digest: string
  readonly path: string
  readonly label: string | null
}

export type ModelRequest =
  | { readonly kind: 'catalog'; readonly id: string }
  /** What a person typed or pasted: a repository id or an address. */
  | { readonly kind: 'reference'; readonly text: string }
  /** A pre-trained model as published, dropped as a folder: config.json, model.safetensors, tokenizer.json. */
  | { readonly kind: 'folder'; readonly files: readonly NamedFile[] }
  /** A dropped folder that was kept with a run. */
  | { readonly kind: 'kept'; readonly id: string }
  /**
   * A model that this studio exported: model.safetensors, config.json, labels. Or an adapter, by the studio or by
   * Python's peft, for the model that is loaded.
   */
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
  /** Of these, those that no folder or table holds back for validation or the test. */
  readonly trainable: number
  /** Small JPEG or PNG pictures of the first examples, at most 96 px a side; none for texts. */
  readonly thumbnails: readonly Blob[]
  /** The first texts, cut at 160 characters; none for pictures. */
  readonly samples: readonly string[]
}
/** What a table's columns were taken for; a guess unless the person named them. */
export interface TableColumns {
  readonly names: readonly string[]
  readonly text: string
  /** Null where the texts have no labels. */
  readonly label: string | null
}
export interface DatasetSummary {
  readonly task: TaskId
  readonly name: string
  /** SHA-256 over the examples' bytes and labels, hexadecimal. */
  readonly fingerprint: string
  readonly examples: number
  readonly classes: readonly ClassSummary[]
  /** The first passages, cut at 300 characters, where texts are continued; else none. */
  readonly passages: readonly string[]
  /** Null where no table of texts was read. */
  readonly columns: TableColumns | null
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
  /** Dense layers and full convolutions, in order: where a method may attach. */
  readonly sites: readonly SiteSummary[]
  /** Numbers in biases and in the shifts of norms. */
  readonly biases: number
  /** Numbers in the scales and shifts of norms. */
  readonly norms: number
  /** Width of its keys and values, all heads together; null where nothing attends. */
  readonly attentionWidth: number | null
}

export interface SiteSummary {
  readonly kind: 'linear' | 'conv'
  /** What a transformer's dense layer is for; null for other layers. */
  readonly part: Part | null
  readonly inputs: number
  readonly outputs: number
  /** Kernel height × width; 1 for a dense layer. */
  readonly area: number
}
export interface ModelSummary {
  readonly id: string
  readonly title: string
  readonly family: FamilyId
  /** What it can be tuned for. */
  readonly tasks: readonly TaskId[]
  readonly revision: string
  /** Side of the square input in pixels; for texts, the most tokens. */
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
  /** Set for an adapter that was brought: the settings that a run needs to go on with it. */
  readonly adapter?: { readonly method: Recipe['method']; readonly thaw: number }
}

export interface ModelStatus {
  readonly id: string
  readonly storedBytes: number
  /** What can be typed to have it again as it is here: a repository, with its revision unless that is main, or an address. */
  readonly reference: string
}

export interface EpochMetrics {
  readonly epoch: number
  readonly trainLoss: number
  readonly validationLoss: number
  /** Null where texts are continued. */
  readonly validationAccuracy: number | null
  /** Null where examples are classified. */
  readonly validationPerplexity: number | null
  readonly learningRate: number
  readonly seconds: number
}
export interface StepMetrics {
  /** From 1, over the whole run. */
  readonly step: number
  /** Of training, without pauses, up to the end of this step. */
  readonly seconds: number
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
export interface ClassificationTest {
  readonly kind: 'classification'
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
  readonly answers: JudgedAnswers
}
/** What a network said of examples, whose indices into the dataset are in the order of the rows. */
export interface JudgedAnswers extends Answers {
  readonly examples: readonly number[]
}
/** A validation example that is asked again after each epoch. */
export interface WatchedExample {
  readonly example: number
  readonly truth: number
  /** By class. */
  readonly probabilities: readonly number[]
}
/** Nats and tokens of one test passage, and the bytes of its text that were predicted: the rows of a resample. */
export interface PassageLoss {
  /** Σ nats. */
  readonly loss: number
  /** The same for the untouched network. */
  readonly before: number
  readonly tokens: number
  readonly bytes: number
}
export interface GenerationTest {
  readonly kind: 'generation'
  /** Tokens that were predicted. */
  readonly n: number
  /** Nats a token. */
  readonly loss: number
  readonly perplexity: number
  /** Comparable between tokenisers: bits for each byte of the text in UTF-8. */
  readonly bitsPerByte: number
  /** The same for the untouched network. */
  readonly before: { readonly loss: number; readonly perplexity: number; readonly bitsPerByte: number }
  /** Absent in records of versions that did not keep it. */
  readonly passages?: readonly PassageLoss[]
}
export type Evaluation = ClassificationTest | GenerationTest

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
  /** The best weights on the validation split; null where nothing is classified. */
  readonly validation: JudgedAnswers | null
  /** Identifies the test examples: equal for runs that were tested on the same ones. */
  readonly testSet: string
  /** The untouched network on the validation split, and how it continued the prompt; null where nothing is continued. */
  readonly before: {
    readonly validationLoss: number
    readonly validationPerplexity: number
  } | null
  readonly samples: { readonly prompt: string; readonly before: string; readonly after: string } | null
  /** What tuning cost the trunk; null in records of versions that did not measure it. */
  readonly forgetting: {
    /** Mean of 1 − cosine between the trunk's features of an example before and after. */
    readonly drift: number
    /** Validation examples that it was measured on. */
    readonly probe: number
    /** Nats a token of a plain text that has nothing to do with the data; null where nothing is continued. */
    readonly before: number | null
    readonly after: number | null
  } | null
  readonly seconds: { readonly prepare: number; readonly train: number; readonly total: number }
  readonly memory: { readonly tensors: number; readonly peakBytes: number }
  readonly warnings: readonly string[]
}

export interface Prediction {
  /** All classes, most probable first. */
  readonly classes: readonly { readonly name: string; readonly probability: number }[]
  readonly milliseconds: number
}

export type PredictionInput =
  | { readonly kind: 'image'; readonly image: Blob }
  | { readonly kind: 'text'; readonly text: string }

/** A continued text. */
export interface Generation {
  /** What was added to the prompt. */
  readonly text: string
  readonly tokens: number
  readonly milliseconds: number
  /** Why it ended. */
  readonly end: 'length' | 'end-of-text' | 'stopped'
}

export interface ExportedFile {
  readonly name: string
  readonly blob: Blob
}

export interface Calls extends RunCalls, ProbeCalls, EvaluationCalls {
  /** Chooses, proves and prepares a backend. */
  boot: { parameters: { backend: BackendChoice }; result: BackendReport }
  /** Replaces the dataset only when it was read without error. */
  readData: {
    parameters: { request: DataRequest; edits?: readonly DataEdit[] } & Columns
    result: DatasetSummary
  }
  /** Loads and measures a model; the one before stays on failure. */
  loadModel: { parameters: { request: ModelRequest }; result: ModelSummary }
  /** Which models' files are kept on this device. */
  storedModels: { parameters: Record<string, never>; result: readonly ModelStatus[] }
  forgetModel: { parameters: { id: string }; result: readonly ModelStatus[] }
  /**
   * `goOn` begins with the numbers of the adapter that was brought last, by a recipe with its method's settings.
   * `resume` goes on from the run's checkpoint, by the recipe that it was begun with.
   */
  train: {
    parameters: { runId: string; recipe: Recipe; goOn?: boolean; resume?: boolean; about?: RunAbout }
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
  /** Continues a prompt with the model of the last run, or the one that was loaded back in; tells each piece by an event. */
  generate: { parameters: { settings: SampleSettings; seed: number }; result: Generation }
  /** Ends `generate` after the current token; it then resolves with what there is. */
  stopGenerating: { parameters: Record<string, never>; result: null }
  /**
   * The whole model with everything merged; what was learned apart from it, as Python's peft loads it; or the last
   * run as a Python project.
   */
  exportModel: { parameters: { readonly what?: 'weights' | 'adapter' | 'python' }; result: readonly ExportedFile[] }
}
export type CallName = keyof Calls
export type Parameters<Name extends CallName> = Calls[Name]['parameters']
export type Result<Name extends CallName> = Calls[Name]['result']

/** What a run is kept under, beside its recipe. */
export interface RunAbout {
  readonly tags?: readonly string[]
  readonly comparison?: { readonly id: string; readonly contender: string; readonly labels: number }
}

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
