import type { BackendChoice } from '../../shared/catalog/backends.ts'
import type { DatasetSummary } from '../../shared/domain/data.ts'
import type { ModelSummary } from '../../shared/domain/model.ts'
import { toWire, type WireError } from '../../shared/messages/errors.ts'
import { notice } from '../../shared/messages/say.ts'
import { buildRecipe, type Recipe } from '../../shared/recipe/recipe.ts'
import type { Job } from '../../shared/wire/events.ts'
import { type ActionContext, goTo, goToFrom, quietly } from './actionContext.ts'
import { readAgainIfRelabelled } from './dataActions.ts'
import { answeringRun } from './keptLog.ts'
import { isOccupied, occupation, occupiedError } from './occupied.ts'
import { continuesFromAdapter } from './recipeForm.ts'
import { callUntilOver, type TrainHow } from './recovery.ts'
import { newRunLog, type ShownRunLog } from './runLog.ts'
import { fieldsOfRecipe, nothingAnswered, type RunState } from './state.ts'
import { isRunning, modelFits, modelOf, readDataOf } from './steps.ts'

/** A run that has a log. */
type BegunRun = Exclude<RunState, { status: 'idle' }>

/**
 * Builds the recipe and trains. The screen moves on to Watch; the log of the run before gives way. Where the engine is
 * at something else, Tune says so; a run under way is there to be seen, and is no error.
 */
export async function start(context: ActionContext): Promise<void> {
  const { get, change } = context
  const { run, compare } = get()
  if (isRunning(run) || compare.running) return
  const why = occupation(get())
  change('recipe', { error: why === null ? null : toWire(occupiedError(notice('runNotStarted'), why)) })
  if (why !== null || !(await readAgainIfRelabelled(context))) return
  const recipe = currentRecipe(context)
  if (!recipe || isOccupied(get())) return
  const how = continuesFromAdapter(get().recipe) ? { fromAdapter: true } : {}
  const ended = trainOnce(context, newRunLog(crypto.randomUUID(), recipe, Date.now()), how)
  goTo(context, 'watch')
  if ((await ended).status === 'idle') goToFrom(context, 'watch', 'tune')
}

/**
 * Trains by the log's recipe; what answers on Use is then the model of this run. An engine that dies on the way is
 * brought back, and the run goes on from where it was saved. Resolves with how the run stands.
 */
export async function trainOnce(context: ActionContext, log: ShownRunLog, how: TrainHow = {}): Promise<RunState> {
  const { runId, recipe } = log
  context.set({ run: { status: 'preparing', log, progress: null } })
  try {
    const result = await callUntilOver(context, log, how)
    settle(context, runId, (run) => ({ status: 'finished', log: run.log, result }))
    const { settings, seed } = context.get().use.writing
    context.change('use', {
      answering: answeringRun(runId, recipe, result),
      writing: { settings: { ...settings, prompt: settings.prompt || (result.samples?.prompt ?? '') }, seed },
      ...nothingAnswered,
      error: null,
    })
  } catch (thrown) {
    settle(context, runId, (run) => failedRun(run, toWire(thrown)))
  }
  return context.get().run
}

/** Calls off what is under way; its own call then settles. A run whose engine is on its way back then stays ended. */
export async function cancel({ get, set, client }: ActionContext, job: Job): Promise<void> {
  const { run } = get()
  if (job === 'train' && run.status === 'preparing') set({ run: { ...run, calledOff: true } })
  await quietly(client.call('cancel', { job }))
}

export function currentRecipe({ get, change }: ActionContext): Recipe | null {
  const read = readDataOf(get())
  const model = modelOf(get())
  if (!read || !model || !modelFits(get())) return null
  try {
    const { recipe, device } = get()
    const built = buildRecipe(identityOf(read.summary, model, device.choice), fieldsOfRecipe(recipe))
    return { ...built, history: recipe.history }
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

function settle({ get, set }: ActionContext, runId: string, next: (run: BegunRun) => RunState): void {
  const { run } = get()
  if (run.status !== 'idle' && run.log.runId === runId) set({ run: next(run) })
}

/** A run that was called off before its first epoch leaves nothing to look at. */
function failedRun({ log }: BegunRun, error: WireError): RunState {
  if (error.code === 'cancelled' && log.epochs.length === 0) return { status: 'idle' }
  return { status: 'failed', log, error }
}
