/**
 * What a person can do with runs that are kept: look through them, describe, delete and bring back, open, go on, and
 * share them. The engine keeps them; every answer of it is the whole table anew.
 */
import type { RunListing } from '../../shared/domain/record.ts'
import { toWire } from '../../shared/messages/errors.ts'
import type { Recipe } from '../../shared/recipe/recipe.ts'
import { type ActionContext, goTo } from './actionContext.ts'
import { openProject, saveProject } from './projectActions.ts'
import { copyLink, followLink } from './recipeActions.ts'
import { again, answerBy, change, open, resume } from './resume.ts'
import { trainingId } from './runStanding.ts'
import { fetchRecords, list, showRuns } from './runsList.ts'

export function runsActions(context: ActionContext) {
  return {
    list: () => list(context),
    select: (runIds: readonly string[]) => select(context, runIds),
    pin: (baseline: string | null) => context.change('runs', { baseline }),
    describe: (runId: string, about: { readonly tags?: readonly string[]; readonly note?: string }) =>
      settled(context, () => context.client.call('describeRun', { runId, ...about })),
    remove: (runIds: readonly string[]) => remove(context, runIds),
    undoRemove: () => undoRemove(context),
    open: (runId: string) => open(context, runId),
    answerBy: (runId: string) => answerBy(context, runId),
    resume: (runId: string) => goOn(context, runId),
    again: (runId: string) => again(context, runId),
    change: (runId: string) => change(context, runId),
    dismissOffer: () => dismissOffer(context),
    stopAwaiting: () => context.change('runs', { awaiting: null, brought: null }),
    dismissProject: () => context.change('runs', { project: null }),
    takeOver: () => takeOver(context),
    forgetFeatures: () => forgetFeatures(context),
    saveProject: (runIds: readonly string[], withData: boolean) => saveProject(context, runIds, withData),
    openProject: (file: Blob) => openProject(context, file),
    copyLink: (recipe: Recipe) => copyLink(context, recipe),
    followLink: (hash: string) => followLink(context, hash),
  }
}

/** A run of a comparison goes on with the comparison: the runs that are still missing follow it. */
async function goOn(context: ActionContext, runId: string): Promise<void> {
  const id = context.get().runs.runs.find((run) => run.id === runId)?.comparison?.id
  if (!id || context.get().compare.pending?.id !== id) return resume(context, runId)
  const fetched = await import('./compareActions.ts').catch(() => null)
  if (!fetched) return resume(context, runId)
  const compare = fetched.compareActions(context)
  await compare.recall()
  compare.show(id)
  goTo(context, 'compare')
  await compare.finish(id)
}

/** Marks runs, and fetches the curves of those that have not come yet. */
async function select(context: ActionContext, runIds: readonly string[]): Promise<void> {
  const records = context.get().runs.records.filter(({ id }) => runIds.includes(id))
  context.change('runs', { selected: runIds, records })
  await fetchRecords(context)
}

/** The run under way stays: its weights are in use. */
async function remove(context: ActionContext, runIds: readonly string[]): Promise<void> {
  const training = trainingId(context.get())
  const going = runIds.filter((id) => id !== training)
  if (going.length === 0) return
  if (await settled(context, () => context.client.call('deleteRuns', { runIds: going })))
    context.change('runs', { deleted: [...context.get().runs.deleted, ...going] })
}

async function undoRemove(context: ActionContext): Promise<void> {
  const { deleted } = context.get().runs
  if (deleted.length === 0) return
  if (await settled(context, () => context.client.call('restoreRuns', { runIds: deleted })))
    context.change('runs', { deleted: context.get().runs.deleted.filter((id) => !deleted.includes(id)) })
}

/** Not now: the run stays in the table, from which it can go on at any time. */
function dismissOffer({ get, change }: ActionContext): void {
  const { offered, putAside } = get().runs
  if (offered !== null) change('runs', { offered: null, putAside: [...putAside, offered] })
}

async function takeOver(context: ActionContext): Promise<void> {
  try {
    context.set({ storage: await context.client.call('takeOver', {}) })
    await list(context)
  } catch (thrown) {
    context.change('runs', { error: toWire(thrown) })
    goTo(context, 'runs')
  }
}

async function forgetFeatures({ set, change, client }: ActionContext): Promise<void> {
  try {
    set({ featureBytes: await client.call('forgetFeatures', {}), storage: await client.call('storage', {}) })
  } catch (thrown) {
    change('runs', { error: toWire(thrown) })
  }
}

/** True when the engine did it; else the error is in the store, and the table as it was. */
async function settled(context: ActionContext, call: () => Promise<RunListing>): Promise<boolean> {
  try {
    showRuns(context, await call())
    return true
  } catch (thrown) {
    context.change('runs', { error: toWire(thrown) })
    return false
  }
}
