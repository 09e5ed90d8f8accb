import type { BackendChoice } from '../../shared/catalog/backends.ts'
import { toWire } from '../../shared/messages/errors.ts'
import type { ActionContext } from './actionContext.ts'
import { beginAnew, broughtAdapter } from './continueFrom.ts'
import { listStoredModels, load, originOf } from './modelActions.ts'
import { isOccupied } from './occupied.ts'
import { nothingAnswered } from './state.ts'
import { isBusy, modelOf } from './steps.ts'
import { answerAgain, bringBack } from './useActions.ts'

/** Starts the engine on the backend of the person's choice. */
export async function boot(context: ActionContext): Promise<void> {
  if (await bootOn(context, context.get().device.choice, 'start')) await listStoredModels(context)
}

/** Takes the backend that the person chose, now and in later visits, unless the engine is at something. */
export async function setBackend(context: ActionContext, choice: BackendChoice): Promise<void> {
  const { device } = context.get()
  if (isBusy(context.get()) || (device.status !== 'failed' && isOccupied(context.get()))) return
  if (await moveTo(context, choice)) context.set({ lastBackend: choice })
}

/**
 * Boots another backend and has the models loaded and measured on it: weights live where they were loaded. What
 * answered is brought back as it was kept. False where it cannot be had; the backend before then stays.
 */
export async function moveTo(context: ActionContext, choice: BackendChoice): Promise<boolean> {
  const { get, set, change, asked } = context
  const { device, use } = get()
  if (!(await bootOn(context, choice, 'change'))) {
    const now = get().device
    if (device.status === 'ready' && now.status === 'failed') set({ device: { ...device, error: now.error } })
    return false
  }
  change('use', { answering: null, ...nothingAnswered })
  const current = modelOf(get())
  if (current && asked.model) await load(context, asked.model, { id: current.id, from: originOf(asked.model) })
  if (asked.brought) await bringBack(context, asked.brought)
  await answerAgain(context, use.answering)
  if (!broughtAdapter(get())) change('recipe', beginAnew(get().recipe))
  await listStoredModels(context)
  return true
}

async function bootOn(context: ActionContext, choice: BackendChoice, why: 'start' | 'change'): Promise<boolean> {
  const { set, client } = context
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
