import { toWire } from '../../shared/errors.ts'
import type { BackendChoice } from '../../shared/recipe.ts'
import type { Desk } from './desk.ts'
import { beginAnew, broughtAdapter } from './goOn.ts'
import { listStoredModels, load, originOf } from './modelActions.ts'
import { isRunning, modelOf } from './steps.ts'
import { bringBack } from './useActions.ts'

/** Starts the engine on the backend of the person's choice. */
export async function boot(desk: Desk): Promise<void> {
  await bootOn(desk, desk.get().device.choice, 'start')
}

/**
 * Boots another backend and has the models loaded and measured on it; weights live where they were loaded, so those of
 * the last run are gone. The backend before stays where the new one cannot be had.
 */
export async function setBackend(desk: Desk, choice: BackendChoice): Promise<void> {
  const { get, set, change, asked } = desk
  const { device, run, model } = get()
  if (isRunning(run) || device.status === 'booting' || model.status === 'loading') return
  if (!(await bootOn(desk, choice, 'change'))) {
    const now = get().device
    if (device.status === 'ready' && now.status === 'failed') set({ device: { ...device, error: now.error } })
    return
  }
  change('use', { answering: null, prediction: null, written: null })
  const current = modelOf(get())
  if (current && asked.model) await load(desk, asked.model, { id: current.id, from: originOf(asked.model) })
  if (asked.brought) await bringBack(desk, asked.brought)
  if (!broughtAdapter(get())) change('recipe', beginAnew(get().recipe))
}

async function bootOn(desk: Desk, choice: BackendChoice, why: 'start' | 'change'): Promise<boolean> {
  const { set, client } = desk
  set({ device: { status: 'booting', choice, why } })
  try {
    const report = await client.call('boot', { backend: choice })
    set({ device: { status: 'ready', choice, report, error: null } })
    await listStoredModels(desk)
    return true
  } catch (thrown) {
    set({ device: { status: 'failed', choice, error: toWire(thrown) } })
    return false
  }
}
