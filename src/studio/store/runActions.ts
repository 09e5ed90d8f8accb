import { toWire, type WireError } from '../../shared/errors.ts'
import type { DatasetSummary, Job, ModelSummary } from '../../shared/protocol.ts'
import { type BackendChoice, buildRecipe, type Recipe } from '../../shared/recipe.ts'
import { readAgainIfRelabelled } from './dataActions.ts'
import { type Desk, goTo, goToFrom, quietly } from './desk.ts'
import { goesOn } from './recipeForm.ts'
import { fieldsOfRecipe, newRunLog, type RunLog, type RunState } from './state.ts'
import { isRunning, modelFits, modelOf, readDataOf } from './steps.ts'

/** A run that has a log. */
type BegunRun = Exclude<RunState, { status: 'idle' }>

/** Builds the recipe and trains. The screen moves on to Watch; the log of the run before gives way. */
export async function start(desk: Desk): Promise<void> {
  const { get } = desk
  if (isRunning(get().run) || !(await readAgainIfRelabelled(desk))) return
  const recipe = currentRecipe(desk)
  if (!recipe || isRunning(get().run) || get().compare.running) return
  const ended = trainOnce(desk, newRunLog(crypto.randomUUID(), recipe, Date.now()), goesOn(get().recipe))
  goTo(desk, 'watch')
  if ((await ended).status === 'idle') goToFrom(desk, 'watch', 'tune')
}

/** Trains by the log's recipe, from the adapter that was brought where it goes on; what answers on Use is then the model of this run. Resolves with how the run stands. */
export async function trainOnce(desk: Desk, log: RunLog, goOn = false): Promise<RunState> {
  const { runId, recipe } = log
  desk.set({ run: { status: 'preparing', log, progress: null } })
  try {
    const result = await desk.client.call('train', { runId, recipe, ...(goOn && { goOn }) })
    settle(desk, runId, (run) => ({ status: 'finished', log: run.log, result }))
    const { settings, seed } = desk.get().use.writing
    desk.change('use', {
      answering: { kind: 'run', runId, task: recipe.task, classes: result.classes.length, method: recipe.method.id },
      writing: { settings: { ...settings, prompt: settings.prompt || (result.samples?.prompt ?? '') }, seed },
      prediction: null,
      written: null,
      error: null,
    })
  } catch (thrown) {
    settle(desk, runId, (run) => failedRun(run, toWire(thrown)))
  }
  return desk.get().run
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
  try {
    return buildRecipe(identityOf(read.summary, model, get().device.choice), fieldsOfRecipe(get().recipe))
  } catch (thrown) {
    change('recipe', { error: toWire(thrown) })
    return null
  }
}

/** What of a recipe was chosen on other screens than Tune. */
export function identityOf(
  { task, name, fingerprint }: Pick<DatasetSummary, 'task' | 'name' | 'fingerprint'>,
  { id, revision }: Pick<ModelSummary, 'id' | 'revision'>,
  backend: BackendChoice,
): Parameters<typeof buildRecipe>[0] {
  return { task, model: { id, revision }, data: { name, fingerprint }, backend }
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
