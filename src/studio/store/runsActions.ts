/**
 * What a person can do with runs that are kept: look through them, describe, delete and bring back, open, go on, and
 * share them. The engine keeps them; every answer of it is the whole table anew.
 */
import type { RunListing } from '../../shared/domain/record.ts'
import { toWire } from '../../shared/messages/errors.ts'
import type { Recipe } from '../../shared/recipe/recipe.ts'
import { type Desk, goTo } from './actionContext.ts'
import { openProject, saveProject } from './projectActions.ts'
import { copyLink, followLink } from './recipeActions.ts'
import { again, change, open, resume } from './resume.ts'
import { trainingId } from './runStanding.ts'
import { fetchRecords, list, showRuns } from './runsList.ts'

export function runsActions(desk: Desk) {
  return {
    list: () => list(desk),
    select: (runIds: readonly string[]) => select(desk, runIds),
    describe: (runId: string, about: { readonly tags?: readonly string[]; readonly note?: string }) =>
      settled(desk, () => desk.client.call('describeRun', { runId, ...about })),
    remove: (runIds: readonly string[]) => remove(desk, runIds),
    undoRemove: () => undoRemove(desk),
    open: (runId: string) => open(desk, runId),
    resume: (runId: string) => resume(desk, runId),
    again: (runId: string) => again(desk, runId),
    change: (runId: string) => change(desk, runId),
    dismissOffer: () => dismissOffer(desk),
    stopAwaiting: () => desk.change('runs', { awaiting: null, brought: null }),
    dismissProject: () => desk.change('runs', { project: null }),
    takeOver: () => takeOver(desk),
    forgetFeatures: () => forgetFeatures(desk),
    saveProject: (runIds: readonly string[], withData: boolean) => saveProject(desk, runIds, withData),
    openProject: (file: Blob) => openProject(desk, file),
    copyLink: (recipe: Recipe) => copyLink(desk, recipe),
    followLink: (hash: string) => followLink(desk, hash),
  }
}

/** Marks runs, and fetches the curves of those that have not come yet. */
async function select(desk: Desk, runIds: readonly string[]): Promise<void> {
  const records = desk.get().runs.records.filter(({ id }) => runIds.includes(id))
  desk.change('runs', { selected: runIds, records })
  await fetchRecords(desk)
}

/** The run under way stays: its weights are in use. */
async function remove(desk: Desk, runIds: readonly string[]): Promise<void> {
  const training = trainingId(desk.get())
  const going = runIds.filter((id) => id !== training)
  if (going.length === 0) return
  if (await settled(desk, () => desk.client.call('deleteRuns', { runIds: going })))
    desk.change('runs', { deleted: [...desk.get().runs.deleted, ...going] })
}

async function undoRemove(desk: Desk): Promise<void> {
  const { deleted } = desk.get().runs
  if (deleted.length === 0) return
  if (await settled(desk, () => desk.client.call('restoreRuns', { runIds: deleted })))
    desk.change('runs', { deleted: desk.get().runs.deleted.filter((id) => !deleted.includes(id)) })
}

/** Not now: the run stays in the table, from which it can go on at any time. */
function dismissOffer({ get, change }: Desk): void {
  const { offered, putAside } = get().runs
  if (offered !== null) change('runs', { offered: null, putAside: [...putAside, offered] })
}

async function takeOver(desk: Desk): Promise<void> {
  try {
    desk.set({ storage: await desk.client.call('takeOver', {}) })
    await list(desk)
  } catch (thrown) {
    desk.change('runs', { error: toWire(thrown) })
    goTo(desk, 'runs')
  }
}

async function forgetFeatures({ set, change, client }: Desk): Promise<void> {
  try {
    set({ featureBytes: await client.call('forgetFeatures', {}), storage: await client.call('storage', {}) })
  } catch (thrown) {
    change('runs', { error: toWire(thrown) })
  }
}

/** True when the engine did it; else the error is in the store, and the table as it was. */
async function settled(desk: Desk, call: () => Promise<RunListing>): Promise<boolean> {
  try {
    showRuns(desk, await call())
    return true
  } catch (thrown) {
    desk.change('runs', { error: toWire(thrown) })
    return false
  }
}
