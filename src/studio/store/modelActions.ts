import { toWire } from '../../shared/errors.ts'
import type { ModelRequest } from '../../shared/protocol.ts'
import { type Desk, goToFrom, notCancelled } from './desk.ts'
import { isRunning, modelOf, readDataOf } from './steps.ts'

/** Loads a model of the catalog, and moves on to Tune once there is data. */
export async function loadModel(desk: Desk, id: string): Promise<void> {
  if (!(await load(desk, { kind: 'catalog', id }, id))) return
  desk.set({ lastModel: id })
  if (readDataOf(desk.get())) goToFrom(desk, 'model', 'tune')
  await listStoredModels(desk)
}

/** True when the model stands; the one before stays otherwise, with the error beside it. */
export async function load({ get, set, client, asked }: Desk, request: ModelRequest, id: string): Promise<boolean> {
  if (get().model.status === 'loading' || isRunning(get().run)) return false
  const previous = modelOf(get())
  set({ model: { status: 'loading', id, progress: null, previous } })
  try {
    const summary = await client.call('loadModel', { request })
    asked.model = request
    set({ model: { status: 'ready', summary, error: null } })
    return true
  } catch (thrown) {
    const failure = notCancelled(toWire(thrown))
    const error = failure && { id, error: failure }
    set({ model: previous ? { status: 'ready', summary: previous, error } : { status: 'empty', error } })
    return false
  }
}

/** The list is a courtesy: a device without storage has none. */
export async function listStoredModels({ set, client }: Desk): Promise<void> {
  set({ storedModels: await client.call('storedModels', {}).catch(() => []) })
}

export async function forgetModel({ set, change, client }: Desk, id: string): Promise<void> {
  try {
    set({ storedModels: await client.call('forgetModel', { id }) })
  } catch (thrown) {
    change('model', { error: { id, error: toWire(thrown) } })
  }
}
