/**
 * The sample, an embedded model, a recipe that thaws and a start, in one press. It is made of what a person would press
 * one after another, and ends on Watch.
 */
import { modelCards } from '../../../shared/catalog/models.ts'
import { samples } from '../../../shared/catalog/sample.ts'
import type { WireError } from '../../../shared/messages/errors.ts'
import type { FieldValue } from '../../../shared/recipe/field.ts'
import type { TaskId } from '../../../tasks/ids.ts'
import type { StudioState } from '../../store/state.ts'
import { modelOf, readDataOf } from '../../store/steps.ts'
import { actions, store } from '../../store/studio.ts'

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
  const id = modelCards.find(({ source, tasks }) => source.kind === 'site' && isFor(tasks))?.id
  if (!id) throw new Error(`internal: no model comes with the site for "${task}"`)
  if (modelOf(store.getState())?.id !== id) await actions.loadModel(id)
  const { model } = store.getState()
  if (modelOf(store.getState())?.id !== id) return 'error' in model ? (model.error?.error ?? null) : null
  tell('start')
  actions.applyPreset(recipe)
  // The step is left with the start; the run goes on by itself.
  void actions.start()
  return null
}

function isFor(tasks: readonly TaskId[]): boolean {
  return tasks.includes(task)
}

function sampleStands(state: StudioState): boolean {
  const summary = readDataOf(state)?.summary
  return summary?.name === samples[0].title && summary.task === task
}

/** Whoever presses at once is faster than the engine. */
function settledDevice(): Promise<StudioState['device']> {
  return new Promise((resolve) => {
    const look = ({ device, view }: StudioState) => {
      if (device.status === 'booting' || view.returning) return
      stop()
      resolve(device)
    }
    const stop = store.subscribe(look)
    look(store.getState())
  })
}
