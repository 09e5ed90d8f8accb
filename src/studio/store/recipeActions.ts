/** Recipes as links: given away, and followed. The data never travel; whoever follows brings their own. */

import type { HubDataset } from '../../shared/domain/hubDataset.ts'
import type { ModelRequest } from '../../shared/domain/model.ts'
import { toWire } from '../../shared/messages/errors.ts'
import { notice } from '../../shared/messages/say.ts'
import type { Recipe } from '../../shared/recipe/recipe.ts'
import { type ActionContext, goTo } from './actionContext.ts'
import { adoptRecipe, modelRequestOf } from './adoptRecipe.ts'
import { listStoredModels, load, originOf } from './modelActions.ts'
import { occupation, occupiedError } from './occupied.ts'
import { recipeFromHash, recipeHash } from './recipeLink.ts'
import type { BroughtRecipe } from './runsState.ts'
import { modelOf, readDataOf } from './steps.ts'

/** What stands behind the page's own address; the link is that address with it. Null on failure, with the error in the store. */
export async function copyLink(context: ActionContext, recipe: Recipe): Promise<string | null> {
  try {
    return await recipeHash({ recipe, ...(await dataOf(context, recipe)) })
  } catch (thrown) {
    context.change('runs', { error: toWire(thrown) })
    return null
  }
}

/** How many examples there were, and which of a hub's, where a run of the recipe or the data that stand tell. */
async function dataOf({ get, client }: ActionContext, { data }: Recipe): Promise<Omit<BroughtRecipe, 'recipe'>> {
  const { fingerprint } = data
  const standing = readDataOf(get())?.summary
  if (standing?.fingerprint === fingerprint)
    return { examples: standing.examples, ...(standing.source && { source: plainSource(standing.source) }) }
  const known = get().runs.runs.find((run) => run.recipe.data.fingerprint === fingerprint && run.status === 'finished')
  if (!known) return { examples: null }
  const record = await client.call('readRun', { runId: known.id })
  const request = record.data?.request
  const examples = record.result?.counts.examples ?? null
  return { examples, ...(request?.kind === 'hub' && { source: plainSource(request) }) }
}

/** Without what else its request says. */
function plainSource({ repository, subset, splits, columns, rows }: HubDataset): HubDataset {
  return { repository, subset, splits, columns, rows }
}

/**
 * Sets everything up as the recipe says, loads its model, and asks for the data. A link that holds none is refused with
 * everything as it was; a model that cannot be had leaves the settings.
 */
export async function followLink(context: ActionContext, hash: string): Promise<void> {
  try {
    const brought = await recipeFromHash(hash)
    const why = occupation(context.get())
    if (why !== null) throw occupiedError(notice('linkNotFollowed'), why)
    takeRecipe(context, brought.recipe)
    const stand = readDataOf(context.get())?.summary.fingerprint === brought.recipe.data.fingerprint
    context.change('runs', { brought: stand ? null : brought, awaiting: null, error: null })
    goTo(context, stand ? 'tune' : 'data')
    await loadFor(context, brought.recipe, modelRequestOf(brought.recipe.model))
  } catch (thrown) {
    context.change('runs', { error: toWire(thrown) })
  }
}

export function takeRecipe(context: ActionContext, recipe: Recipe): void {
  context.set((state) => ({ recipe: adoptRecipe(state.recipe, recipe, readDataOf(state) !== null) }))
}

/** True when the recipe's model stands; else Model says why. */
export async function loadFor(context: ActionContext, { model }: Recipe, request: ModelRequest): Promise<boolean> {
  const { id, revision } = model
  const standing = modelOf(context.get())
  if (standing?.id === id && standing.revision === revision) return true
  const loaded = await load(context, request, { id, from: originOf(request) })
  if (loaded) await listStoredModels(context)
  return loaded
}
