/** What a press does that leads from data to a run without a stop: it waits for the engine, and loads a model that comes with the page. */
import { modelCards } from '../../shared/catalog/models.ts'
import type { WireError } from '../../shared/messages/errors.ts'
import type { TaskId } from '../../tasks/ids.ts'
import type { StudioState } from './state.ts'
import { modelOf } from './steps.ts'
import { actions, store } from './studio.ts'

/** Whoever presses at once is faster than the engine. */
export function settledDevice(): Promise<StudioState['device']> {
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

/** The first model that comes with the page for the task: whether it stands now, and what kept it. */
export async function loadBuiltIn(
  task: TaskId,
): Promise<{ readonly stands: boolean; readonly error: WireError | null }> {
  const id = modelCards.find(({ source, tasks }) => source.kind === 'site' && forTask(tasks, task))?.id
  if (!id) throw new Error(`internal: no model comes with the site for "${task}"`)
  if (modelOf(store.getState())?.id !== id) await actions.loadModel(id)
  const { model } = store.getState()
  const stands = modelOf(store.getState())?.id === id
  return { stands, error: !stands && 'error' in model ? (model.error?.error ?? null) : null }
}

function forTask(tasks: readonly TaskId[], task: TaskId): boolean {
  return tasks.includes(task)
}
