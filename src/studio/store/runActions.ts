import { toWire, type WireError } from '../../shared/errors.ts'
import type { Job } from '../../shared/protocol.ts'
import { buildRecipe, type Recipe } from '../../shared/recipe.ts'
import { readAgainIfRelabelled } from './dataActions.ts'
import { type Desk, goTo, goToFrom, quietly } from './desk.ts'
import { fieldsOfRecipe, newRunLog, type RunState } from './state.ts'
import { isRunning, modelFits, modelOf, readDataOf } from './steps.ts'

/** A run that has a log. */
type BegunRun = Exclude<RunState, { status: 'idle' }>

/** Builds the recipe and trains. The screen moves on to Watch; the log of the run before gives way. */
export async function start(desk: Desk): Promise<void> {
  const { get, set, client } = desk
  if (isRunning(get().run) || !(await readAgainIfRelabelled(desk))) return
  const recipe = currentRecipe(desk)
  if (!recipe) return
  const log = newRunLog(crypto.randomUUID(), recipe, Date.now())
  const { runId } = log
  set({ run: { status: 'preparing', log, progress: null } })
  goTo(desk, 'watch')
  try {
    const result = await client.call('train', { runId, recipe })
    settle(desk, runId, (run) => ({ status: 'finished', log: run.log, result }))
    const { settings, seed } = get().use.writing
    desk.change('use', {
      answering: { kind: 'run', runId, task: recipe.task, classes: result.classes.length },
      writing: { settings: { ...settings, prompt: settings.prompt || (result.samples?.prompt ?? '') }, seed },
      prediction: null,
      written: null,
      error: null,
    })
  } catch (thrown) {
    settle(desk, runId, (run) => failedRun(run, toWire(thrown)))
    if (get().run.status === 'idle') goToFrom(desk, 'watch', 'tune')
  }
}

/** Ends the run after the current step and keeps the best weights; before the first step, gives the run up. */
export async function stop(desk: Desk): Promise<void> {
  const { run } = desk.get()
  if (run.status === 'preparing') return cancel(desk, 'train')
  if (run.status !== 'training' || run.stopping) return
  desk.set({ run: { ...run, stopping: true } })
  await quietly(desk.client.call('stopRun', { runId: run.log.runId }))
}

/** Calls off what is under way; its own call then settles. */
export async function cancel({ client }: Desk, job: Job): Promise<void> {
  await quietly(client.call('cancel', { job }))
}

function currentRecipe({ get, change }: Desk): Recipe | null {
  const read = readDataOf(get())
  const model = modelOf(get())
  if (!read || !model || !modelFits(get())) return null
  const { task, name, fingerprint } = read.summary
  const { id, revision } = model
  try {
    const identity = { task, model: { id, revision }, data: { name, fingerprint }, backend: get().device.choice }
    return buildRecipe(identity, fieldsOfRecipe(get().recipe))
  } catch (thrown) {
    change('recipe', { error: toWire(thrown) })
    return null
  }
}

function settle({ get, set }: Desk, runId: string, next: (run: BegunRun) => RunState): void {
  const { run } = get()
  if (run.status !== 'idle' && run.log.runId === runId) set({ run: next(run) })
}

/** A run that was called off before its first epoch leaves nothing to look at. */
function failedRun({ log }: BegunRun, error: WireError): RunState {
  if (error.code === 'cancelled' && log.epochs.length === 0) return { status: 'idle' }
  return { status: 'failed', log, error }
}
