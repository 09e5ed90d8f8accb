/** Projects: runs, recipe, weights and data in one file, saved and opened again. */

import type { ExportedFile } from '../../shared/domain/files.ts'
import type { ProjectContents } from '../../shared/domain/record.ts'
import { toWire } from '../../shared/messages/errors.ts'
import { notice } from '../../shared/messages/say.ts'
import { type ActionContext, goTo } from './actionContext.ts'
import { readKept } from './dataActions.ts'
import { occupation, occupiedError } from './occupied.ts'
import { loadFor, takeRecipe } from './recipeActions.ts'
import { list } from './runsList.ts'
import { modelOf } from './steps.ts'

/** The project as a file to save; null on failure, with the error in the store. */
export async function saveProject(
  { get, change, client }: ActionContext,
  runIds: readonly string[],
  withData: boolean,
): Promise<ExportedFile | null> {
  if (get().runs.busy) return null
  change('runs', { busy: 'saving', error: null })
  try {
    return await client.call('exportProject', { runIds, withData })
  } catch (thrown) {
    change('runs', { error: toWire(thrown) })
    return null
  } finally {
    change('runs', { busy: null })
  }
}

/** Takes in what the file holds and sets up its data, model and recipe; a file that is refused has touched nothing. */
export async function openProject(context: ActionContext, file: Blob): Promise<void> {
  const { get, change, client } = context
  if (get().runs.busy) return
  goTo(context, 'runs')
  const why = occupation(get())
  if (why !== null) return change('runs', { error: toWire(occupiedError(notice('projectNotOpened'), why)) })
  change('runs', { busy: 'opening', project: null, error: null })
  try {
    const contents = await client.call('openProject', { file })
    change('runs', { awaiting: null, brought: null })
    await list(context)
    await setUp(context, contents)
  } catch (thrown) {
    change('runs', { error: toWire(thrown) })
  } finally {
    change('runs', { busy: null })
  }
}

/** What cannot be had is said; the rest stands. */
async function setUp(context: ActionContext, contents: ProjectContents): Promise<void> {
  const { name, data, dataName, model, recipe, runs, warnings } = contents
  const withData = data !== null && (await readKept(context, data, dataName))
  if (recipe) takeRecipe(context, recipe)
  const loaded = recipe !== null && model !== null && (await loadFor(context, recipe, model))
  if (recipe && !withData) context.change('runs', { brought: { recipe, examples: null } })
  context.change('runs', {
    project: {
      name,
      runs: runs.runs.length,
      dataName,
      withData,
      modelTitle: loaded ? (modelOf(context.get())?.title ?? null) : null,
      warnings,
    },
  })
}
