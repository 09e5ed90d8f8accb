/**
 * What a person can do, joined to the engine. Each action moves the store to "under way", calls, and settles it; what
 * stood before a failure stands after it, with the error beside it. Actions never throw.
 */
import type { DataRequest, Job, NamedFile } from '../../shared/protocol.ts'
import type { BackendChoice, FieldValue } from '../../shared/recipe.ts'
import { readData, readSample } from './dataActions.ts'
import { type Desk, goTo } from './desk.ts'
import { boot, setBackend } from './deviceActions.ts'
import { forgetModel, loadModel } from './modelActions.ts'
import { resetFields, setField, undoField } from './recipeForm.ts'
import { cancel, start, stop } from './runActions.ts'
import type { StepId, Theme } from './state.ts'
import { exportModel, importModel, predict } from './useActions.ts'

export type Actions = ReturnType<typeof createActions>

export function createActions(desk: Desk) {
  const { set, change } = desk
  return {
    boot: () => boot(desk),
    setBackend: (choice: BackendChoice) => setBackend(desk, choice),
    readData: (request: DataRequest) => readData(desk, request),
    readSample: () => readSample(desk),
    loadModel: (id: string) => loadModel(desk, id),
    forgetModel: (id: string) => forgetModel(desk, id),
    setField: (key: string, value: FieldValue) => set(({ recipe }) => ({ recipe: setField(recipe, key, value) })),
    resetFields: () => set(({ recipe }) => ({ recipe: resetFields(recipe) })),
    undoField: () => set(({ recipe }) => ({ recipe: undoField(recipe) })),
    start: () => start(desk),
    stop: () => stop(desk),
    cancel: (job: Job) => cancel(desk, job),
    predict: (picture: Blob) => predict(desk, picture),
    exportModel: () => exportModel(desk),
    importModel: (files: readonly NamedFile[]) => importModel(desk, files),
    goTo: (step: StepId) => goTo(desk, step),
    setTheme: (theme: Theme) => change('view', { theme }),
    dismiss: {
      device: () => change('device', { error: null }),
      data: () => change('data', { error: null }),
      model: () => change('model', { error: null }),
      use: () => change('use', { error: null }),
    },
  }
}
