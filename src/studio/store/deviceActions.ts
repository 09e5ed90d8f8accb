import { toWire } from '../../shared/messages/errors.ts'
import type { BackendChoice } from '../../shared/recipe/recipe.ts'
import type { Desk } from './actionContext.ts'
import { beginAnew, broughtAdapter } from './goOn.ts'
import { listStoredModels, load, originOf } from './modelActions.ts'
import { isOccupied } from './occupied.ts'
import { isBusy, modelOf } from './steps.ts'
import { answerAgain, bringBack } from './useActions.ts'

/** Starts the engine on the backend of the person's choice. */
export async function boot(desk: Desk): Promise<void> {
  if (await bootOn(desk, desk.get().device.choice, 'start')) await listStoredModels(desk)
}

/** Takes the backend that the person chose, now and in later visits, unless the engine is at something. */
export async function setBackend(desk: Desk, choice: BackendChoice): Promise<void> {
  const { device } = desk.get()
  if (isBusy(desk.get()) || (device.status !== 'failed' && isOccupied(desk.get()))) return
  if (await moveTo(desk, choice)) desk.set({ lastBackend: choice })
}

/**
 * Boots another backend and has the models loaded and measured on it: weights live where they were loaded. What
 * answered is brought back as it was kept. False where it cannot be had; the backend before then stays.
 */
export async function moveTo(desk: Desk, choice: BackendChoice): Promise<boolean> {
  const { get, set, change, asked } = desk
  const { device, use } = get()
  if (!(await bootOn(desk, choice, 'change'))) {
    const now = get().device
    if (device.status === 'ready' && now.status === 'failed') set({ device: { ...device, error: now.error } })
    return false
  }
  change('use', { answering: null, prediction: null, written: null })
  const current = modelOf(get())
  if (current && asked.model) await load(desk, asked.model, { id: current.id, from: originOf(asked.model) })
  if (asked.brought) await bringBack(desk, asked.brought)
  await answerAgain(desk, use.answering)
  if (!broughtAdapter(get())) change('recipe', beginAnew(get().recipe))
  await listStoredModels(desk)
  return true
}

async function bootOn(desk: Desk, choice: BackendChoice, why: 'start' | 'change'): Promise<boolean> {
  const { set, client } = desk
  set({ device: { status: 'booting', choice, why } })
  try {
    const report = await client.call('boot', { backend: choice })
    set({ device: { status: 'ready', choice, report, error: null } })
    return true
  } catch (thrown) {
    set({ device: { status: 'failed', choice, error: toWire(thrown) } })
    return false
  }
}
