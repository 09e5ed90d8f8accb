/**
 * Everything the page knows, as plain values that could be stored: no tensors, no Worker. Slices are discriminated
 * unions; an error stands beside what was there before, so that nothing is lost by a failure.
 */

import { defaultMethod, methodCards } from '../../methods/cards.ts'
import type { MethodId } from '../../methods/ids.ts'
import type { BackendChoice } from '../../shared/catalog/backends.ts'
import type { ModelExportId } from '../../shared/catalog/exports.ts'
import type { ChatTurn, Generation, Prediction, PredictionInput } from '../../shared/domain/answers.ts'
import type { BackendReport } from '../../shared/domain/backend.ts'
import type { Columns, DataEdit, DatasetSummary } from '../../shared/domain/data.ts'
import type { ExportOptions, ExportProof } from '../../shared/domain/exports.ts'
import type { NamedFile } from '../../shared/domain/files.ts'
import type { ModelStatus, ModelSummary } from '../../shared/domain/model.ts'
import type { StorageStatus } from '../../shared/domain/record.ts'
import type { RunResult } from '../../shared/domain/run.ts'
import type { WireError } from '../../shared/messages/errors.ts'
import type { RecipeChange } from '../../shared/recipe/change.ts'
import type { FieldValue } from '../../shared/recipe/field.ts'
import { recipeFields } from '../../shared/recipe/fields.ts'
import { defaultFields, type SampleSettings } from '../../shared/recipe/recipe.ts'
import type { BulkResult } from '../../shared/wire/bulkCalls.ts'
import type { HeldOutExample, UntouchedAnswer } from '../../shared/wire/useCalls.ts'
import { type TaskId, taskIds } from '../../tasks/ids.ts'
import { type AnalysisState, noAnalysis } from './analysisState.ts'
import { type CompareState, noComparisons } from './compareState.ts'
import type { JobProgress } from './jobProgress.ts'
import { noProbe, type ProbeState } from './probeState.ts'
import type { ShownRunLog } from './runLog.ts'
import { noRuns, type RunsState } from './runsState.ts'

export const stepIds = ['data', 'model', 'tune', 'watch', 'evaluate', 'use', 'deploy'] as const
/** The steps, and what stands beside them. */
export const screenIds = [...stepIds, 'compare', 'runs', 'home', 'tour', 'camera', 'clean'] as const
export type StepId = (typeof screenIds)[number]
export type Theme = 'system' | 'light' | 'dark'
export type Detail = 'simple' | 'expert'

export type DeviceState =
  | {
      readonly status: 'booting'
      readonly choice: BackendChoice
      readonly why: 'start' | 'change' | 'lost'
      /** What an engine that follows a lost one has settled on while it is told what stood. */
      readonly report?: BackendReport
    }
  | {
      readonly status: 'ready'
      readonly choice: BackendChoice
      readonly report: BackendReport
      /** Why another backend that was asked for could not be had. */
      readonly error: WireError | null
    }
  | { readonly status: 'failed'; readonly choice: BackendChoice; readonly error: WireError }

export type DataState =
  | { readonly status: 'empty'; readonly error: DataError | null }
  | {
      readonly status: 'reading'
      readonly name: string
      readonly progress: JobProgress | null
      readonly previous: ReadData | null
    }
  | { readonly status: 'ready'; readonly ready: ReadData; readonly error: DataError | null }
interface DataError extends WireError {
  /** Whether it lies in a table, whose columns may then be named by hand. */
  readonly table: boolean
}
export interface ReadData {
  readonly summary: DatasetSummary
  /** The columns it was read with; a recipe that names others has it read again. */
  readonly columns: Columns
  /** Examples that were relabelled or dropped since. */
  readonly edits: readonly DataEdit[]
  /** How many times files were added since; absent where none were. */
  readonly added?: number
}

export type ModelState =
  | { readonly status: 'empty'; readonly error: ModelError | null }
  | {
      readonly status: 'loading'
      readonly id: string
      readonly from: ModelOrigin
      readonly progress: JobProgress | null
      readonly previous: ModelSummary | null
    }
  | { readonly status: 'ready'; readonly summary: ModelSummary; readonly error: ModelError | null }
export interface ModelError {
  /** The model that was asked for, so that the same one can be tried again. */
  readonly id: string
  /** Where it was asked for: the error stands there. */
  readonly from: ModelOrigin
  readonly error: WireError
}

/** A card of the gallery, what a person typed, or a folder that was dropped. */
export type ModelOrigin = 'gallery' | 'reference' | 'folder'

export interface RecipeState {
  /** That of the data. */
  readonly task: TaskId
  /** Each task has a form of its own, so that what is good for pictures is not forced on texts. */
  readonly forms: Readonly<Record<TaskId, TaskForm>>
  /** They belong to the data: whatever method or task follows, they stay. */
  readonly columns: Columns
  /** How many the data hold, of which some settings' defaults depend; null while there are none. */
  readonly examples: number | null
  /** Earlier choices for this task, newest last, for undo. */
  readonly past: readonly Pick<RecipeState, 'forms' | 'columns'>[]
  /** Set while the next run goes on with the adapter that was brought. */
  readonly continueFrom: ContinueFrom | null
  /** Made again during the next run, as the recipe that was taken over tells; none once a setting is changed. */
  readonly history: readonly RecipeChange[]
  readonly error: WireError | null
}
/** A brought adapter as a run needs it: what is locked is the adapter's own. */
export interface ContinueFrom {
  readonly task: TaskId
  /** 0 where nothing is classified. */
  readonly classes: number
  readonly locked: Touched
}
export interface TaskForm {
  readonly method: MethodId
  /** What the person changed, kept per method: each method has its own defaults beneath. */
  readonly touched: Readonly<Record<MethodId, Touched>>
}
export type Touched = Readonly<Record<string, FieldValue>>

export type RunState =
  | { readonly status: 'idle' }
  | {
      readonly status: 'preparing'
      readonly log: ShownRunLog
      readonly progress: JobProgress | null
      /** The person gave it up; an engine that is on its way back is not to go on with it. */
      readonly calledOff?: true
    }
  | {
      readonly status: 'training'
      readonly log: ShownRunLog
      readonly stopping: boolean
      /** `pausing` until the step under way is done. */
      readonly pace: 'running' | 'pausing' | 'paused'
      /** What the engine does meanwhile, such as computing features for a moved thaw line. */
      readonly progress: JobProgress | null
    }
  | { readonly status: 'finished'; readonly log: ShownRunLog; readonly result: RunResult }
  | { readonly status: 'failed'; readonly log: ShownRunLog; readonly error: WireError }

/** Which fine-tuned model answers on the Use screen. */
export type Answering =
  | {
      readonly kind: 'run'
      readonly runId: string
      readonly task: TaskId
      readonly classes: number
      readonly method: MethodId
    }
  /** `standsOn` is the model that an adapter was brought for; null for a whole model. */
  | { readonly kind: 'imported'; readonly summary: ModelSummary; readonly standsOn: ModelSummary | null }

export interface UseState {
  readonly answering: Answering | null
  readonly status: 'idle' | 'predicting' | 'generating' | 'importing' | 'exporting'
  /** What was asked last, a picture or a text. */
  readonly question: PredictionInput | null
  /** The held-out example that the question is; null for what the person brought. */
  readonly example: HeldOutExample | null
  readonly prediction: Prediction | null
  /** Whether the camera asks, several times a second: nothing is then said aloud, and none of it is kept. */
  readonly live: boolean
  /** How a prompt is to be continued. */
  readonly writing: {
    readonly settings: Required<SampleSettings>
    readonly seed: number
    /** A conversation up to the last question; absent where a prompt is continued. */
    readonly turns?: readonly ChatTurn[]
  }
  readonly written: Written | null
  readonly untouched: UntouchedState
  /** What is being taken away, and how far that is; null between two. */
  readonly exporting: Exporting | null
  /** Null before there was one. */
  readonly bulk: BulkState | null
  /** What was taken away of the model that answers. */
  readonly taken: Readonly<Partial<Record<ModelExportId, Taken>>>
  /** What could not be taken away last, and why. */
  readonly untaken: Untaken | null
  readonly error: WireError | null
}

interface Untaken {
  readonly what: ModelExportId
  readonly options: ExportOptions
  readonly error: WireError
}

interface Exporting {
  readonly what: ModelExportId
  readonly progress: JobProgress | null
  /** The person called it off, maybe between two of its calls. */
  readonly calledOff?: true
}

/** Many things that are asked at once. */
export interface BulkState {
  readonly name: string
  /** To be asked again by another column; null of a folder that is watched. */
  readonly files: readonly NamedFile[] | null
  /** Null once it is over. */
  readonly progress: JobProgress | null
  readonly running: boolean
  readonly result: BulkResult | null
  readonly error: WireError | null
}

/** An export as it was saved: its size, and whether its files answer as the model does. */
export interface Taken {
  readonly bytes: number
  /** Null where it was saved without being read back. */
  readonly proof: ExportProof | null
}

/** What the network said to the same question before its run. */
export interface UntouchedState {
  readonly asking: boolean
  /** While the class means are computed, which is once a run. */
  readonly progress: JobProgress | null
  readonly answer: UntouchedAnswer | null
  readonly written: Written | null
  /** Why there is no answer; what was called off is none. */
  readonly error: WireError | null
}

export const nothingUntouched: UntouchedState = {
  asking: false,
  progress: null,
  answer: null,
  written: null,
  error: null,
}

/** Of a model that nobody has asked yet. */
export const nothingAnswered = {
  example: null,
  prediction: null,
  live: false,
  written: null,
  bulk: null,
  taken: {},
  untaken: null,
  untouched: nothingUntouched,
} satisfies Partial<UseState>

/** A prompt and what was added to it so far; `end` is null while more may come. */
export interface Written {
  /** The settings that it was written by: the same write the same. */
  readonly by?: UseState['writing']
  readonly prompt: string
  readonly text: string
  readonly end: Generation | null
}

interface ViewState {
  readonly step: StepId
  readonly theme: Theme
  /** Whether screens show what matters, or everything. */
  readonly detail: Detail
  /** What stood in the last visit is still to be brought back. */
  readonly returning: boolean
}

export interface StudioState {
  readonly device: DeviceState
  readonly data: DataState
  readonly model: ModelState
  readonly storedModels: readonly ModelStatus[]
  /** The catalog model chosen last, also in an earlier visit. */
  readonly lastModel: string | null
  /**
   * The backend that the person chose last, also in an earlier visit. `device.choice` is what was asked for now: a run
   * that is taken up has its own, and one whose device was lost goes on with another.
   */
  readonly lastBackend: BackendChoice
  readonly recipe: RecipeState
  readonly run: RunState
  readonly compare: CompareState
  readonly runs: RunsState
  /** Null until the engine told. */
  readonly storage: StorageStatus | null
  /** Of the frozen features that runs have left for the next on the same model. */
  readonly featureBytes: number
  readonly probe: ProbeState
  readonly analysis: AnalysisState
  readonly use: UseState
  readonly view: ViewState
}

export const initialState: StudioState = {
  device: { status: 'booting', choice: 'auto', why: 'start' },
  data: { status: 'empty', error: null },
  model: { status: 'empty', error: null },
  storedModels: [],
  lastModel: null,
  lastBackend: 'auto',
  recipe: {
    task: taskIds[0],
    forms: Object.fromEntries(taskIds.map((id) => [id, untouchedForm(id)])) as RecipeState['forms'],
    columns: { textColumn: '', labelColumn: '' },
    examples: null,
    past: [],
    continueFrom: null,
    history: [],
    error: null,
  },
  run: { status: 'idle' },
  compare: noComparisons,
  runs: noRuns,
  storage: null,
  featureBytes: 0,
  probe: noProbe,
  analysis: noAnalysis,
  use: {
    answering: null,
    status: 'idle',
    exporting: null,
    question: null,
    ...nothingAnswered,
    writing: { settings: usualSample(), seed: 1 },
    error: null,
  },
  view: { step: 'data', theme: 'system', detail: 'expert', returning: false },
}

/** The form's values: the method's defaults for the task, with what the person changed on top. */
export function fieldsOfRecipe(recipe: FormState): Record<string, FieldValue> {
  const { task, forms, columns } = recipe
  const { textColumn, labelColumn } = columns
  const { method, touched } = forms[task]
  return { ...usualFields(recipe, method), ...touched[method], textColumn, labelColumn, 'method.id': method }
}

type FormState = Pick<RecipeState, 'task' | 'forms' | 'columns' | 'examples'>

/** A method's defaults on the data that are here. */
export function usualFields({ task, forms, examples }: Omit<FormState, 'columns'>, method: MethodId) {
  const usual = defaultFields(method, task)
  return examples === null
    ? usual
    : defaultFields(method, task, trainedRows(examples, { ...usual, ...forms[task].touched[method] }))
}

/** Examples that are left to train on, about: data may come with a split of their own. */
export function trainedRows(examples: number, fields: Readonly<Record<string, FieldValue>>): number {
  const share = 1 - Number(fields['split.validation']) - Number(fields['split.test'])
  const rows = Math.max(1, Math.round(share * examples))
  const cap = Number(fields.maxTrain)
  return cap > 0 ? Math.min(cap, rows) : rows
}

/** Nothing changed yet. */
export function untouchedForm(task: TaskId): TaskForm {
  const touched = Object.fromEntries(methodCards.map(({ id }) => [id, {}])) as TaskForm['touched']
  return { method: defaultMethod(task), touched }
}

function usualSample(): Required<SampleSettings> {
  const usual = (name: string) => Number(recipeFields.find(({ key }) => key === `sample.${name}`)?.default)
  return {
    prompt: '',
    tokens: usual('tokens'),
    temperature: usual('temperature'),
    topK: usual('topK'),
    topP: usual('topP'),
    minP: usual('minP'),
    repetitionPenalty: usual('repetitionPenalty'),
  }
}
