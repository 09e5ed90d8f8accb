/**
 * What a person can do, joined to the engine. Each action moves the store to "under way", calls, and settles it; what
 * stood before a failure stands after it, with the error beside it. Actions never throw.
 */

import type { BackendChoice } from '../../shared/catalog/backends.ts'
import type { SampleName } from '../../shared/catalog/sample.ts'
import type { PredictionInput } from '../../shared/domain/answers.ts'
import type { Columns, DataRequest } from '../../shared/domain/data.ts'
import type { NamedFile } from '../../shared/domain/files.ts'
import type { FieldValue } from '../../shared/recipe/field.ts'
import type { Job } from '../../shared/wire/events.ts'
import type { HeldOutExample } from '../../shared/wire/useCalls.ts'
import type { TaskId } from '../../tasks/ids.ts'
import { type ActionContext, goTo } from './actionContext.ts'
import { beginAnew } from './continueFrom.ts'
import { readData, readRefused, readSample, setColumns, setTask } from './dataActions.ts'
import { boot, setBackend } from './deviceActions.ts'
import { forgetModel, loadFolder, loadModel, loadReference } from './modelActions.ts'
import { applyPreset, resetFields, setField, undoField } from './recipeForm.ts'
import { cancel, start } from './runActions.ts'
import { runsActions } from './runsActions.ts'
import type { Detail, StepId, Theme, Touched } from './state.ts'
import { steerActions } from './steerActions.ts'
import { bringAdapter, continueFrom, importModel, predict } from './useActions.ts'

export type Actions = ReturnType<typeof createActions>

export function createActions(context: ActionContext) {
  const { set, change } = context
  return {
    boot: () => boot(context),
    setBackend: (choice: BackendChoice) => setBackend(context, choice),
    readData: (request: DataRequest) => readData(context, request),
    readSample: (task: TaskId, name?: SampleName) => readSample(context, task, name),
    readRefused: (columns: Columns) => readRefused(context, columns),
    setColumns: (columns: Columns) => setColumns(context, columns),
    setTask: (task: TaskId) => setTask(context, task),
    loadModel: (id: string) => loadModel(context, id),
    loadReference: (text: string) => loadReference(context, text),
    loadFolder: (files: readonly NamedFile[]) => loadFolder(context, files),
    forgetModel: (id: string) => forgetModel(context, id),
    setField: (key: string, value: FieldValue) => set(({ recipe }) => ({ recipe: setField(recipe, key, value) })),
    applyPreset: (fields: Touched) => set(({ recipe }) => ({ recipe: applyPreset(recipe, fields) })),
    resetFields: () => set(({ recipe }) => ({ recipe: resetFields(recipe) })),
    undoField: () => set(({ recipe }) => ({ recipe: undoField(recipe) })),
    /** Changes that the recipe would make again during the run are not made. */
    dropHistory: () => change('recipe', { history: [] }),
    start: () => start(context),
    steer: steerActions(context),
    runs: runsActions(context),
    cancel: (job: Job) => cancel(context, job),
    predict: (question: PredictionInput, example?: HeldOutExample) => predict(context, question, example),
    importModel: (files: readonly NamedFile[]) => importModel(context, files),
    bringAdapter: (files: readonly NamedFile[]) => bringAdapter(context, files),
    continueFrom: () => continueFrom(context),
    beginAnew: () => set(({ recipe }) => ({ recipe: beginAnew(recipe) })),
    /** For an action that comes with its screen, which is fetched later than the page. */
    by: <T>(action: (context: ActionContext) => T): T => action(context),
    goTo: (step: StepId) => goTo(context, step),
    setTheme: (theme: Theme) => change('view', { theme }),
    setDetail: (detail: Detail) => change('view', { detail }),
    dismiss: {
      device: () => change('device', { error: null }),
      data: () => change('data', { error: null }),
      model: () => change('model', { error: null }),
      use: () => change('use', { error: null }),
      compare: () => change('compare', { error: null }),
      runs: () => change('runs', { error: null }),
      probe: () => change('probe', { error: null }),
      analysis: () => change('analysis', { error: null }),
    },
  }
}
