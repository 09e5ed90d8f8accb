import type { MethodId } from '../../methods/ids.ts'
import { toWire } from '../../shared/messages/errors.ts'
import { buildRecipe, defaultFields } from '../../shared/recipe/recipe.ts'
import type { ActionContext } from './actionContext.ts'
import { isOccupied } from './occupied.ts'
import { identityOf, trainOnce } from './runActions.ts'
import { newRunLog } from './runLog.ts'
import type { RunState, Touched } from './state.ts'
import { modelFits, modelOf, readDataOf } from './steps.ts'

/** What decides a run that the form on Tune knows nothing of. */
export interface BesideRun {
  readonly runId: string
  readonly method: MethodId
  /** Over the method's defaults. */
  readonly fields: Touched
  readonly tags: readonly string[]
}

/**
 * Trains on the data and the model that stand, with settings of its own: the person's form stays as it is, and so does
 * the screen. Null where the engine is at something else, or something is missing.
 */
export async function trainBeside(context: ActionContext, run: BesideRun): Promise<RunState | null> {
  const { get, change } = context
  const { runId, method, fields, tags } = run
  const data = readDataOf(get())?.summary
  const model = modelOf(get())
  if (isOccupied(get()) || !data || !model || !modelFits(get())) return null
  try {
    const settings = { ...defaultFields(method, data.task), ...fields, 'method.id': method }
    const recipe = buildRecipe(identityOf(data, model, get().device.choice), settings)
    return await trainOnce(context, newRunLog(runId, recipe, Date.now()), { about: { tags } })
  } catch (thrown) {
    change('runs', { error: toWire(thrown) })
    return null
  }
}
