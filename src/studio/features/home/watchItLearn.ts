/**
 * The sample, an embedded model, a recipe that thaws and a start, in one press. It is made of what a person would press
 * one after another, and ends on Watch.
 */
import { samples } from '../../../shared/catalog/sample.ts'
import type { WireError } from '../../../shared/messages/errors.ts'
import type { FieldValue } from '../../../shared/recipe/field.ts'
import type { TaskId } from '../../../tasks/ids.ts'
import type { StudioState } from '../../store/state.ts'
import { readDataOf } from '../../store/steps.ts'
import { actions, store } from '../../store/studio.ts'
import { loadBuiltIn, settledDevice } from '../../store/trainAtOnce.ts'

export type Stage = 'device' | 'data' | 'model' | 'start'

const task: TaskId = samples[0].task

/** The two top blocks thaw, for as long as it takes to see something: the rest is the method's own. */
const recipe: Readonly<Record<string, FieldValue>> = {
  'method.id': 'top-blocks',
  thaw: 2,
  epochs: 4,
  'augment.views': 0,
}

/** Tells each stage as it begins. Null when the run has begun, else what kept it. */
export async function watchItLearn(tell: (stage: Stage) => void): Promise<WireError | null> {
  tell('device')
  const device = await settledDevice()
  if (device.status !== 'ready') return device.status === 'failed' ? device.error : null
  tell('data')
  if (!sampleStands(store.getState())) await actions.readSample(task)
  const { data } = store.getState()
  if (!sampleStands(store.getState())) return 'error' in data ? data.error : null
  tell('model')
  const { stands, error } = await loadBuiltIn(task)
  if (!stands) return error
  tell('start')
  actions.applyPreset(recipe)
  // The step is left with the start; the run goes on by itself.
  void actions.start()
  return null
}

function sampleStands(state: StudioState): boolean {
  const summary = readDataOf(state)?.summary
  return summary?.name === samples[0].title && summary.task === task
}
