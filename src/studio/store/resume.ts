/**
 * A kept run taken up: gone on with from where it was saved, trained again, changed, or opened to be looked at. What
 * it needs is brought first: its device, its data, its model. Data that were not kept are asked for, and the run waits.
 */

import { galleryRequest } from '../../shared/catalog/models.ts'
import type { RunRecord, RunSummary } from '../../shared/domain/record.ts'
import { fromWire, ThawError, toWire, type WireError } from '../../shared/messages/errors.ts'
import { type ActionContext, goTo } from './actionContext.ts'
import { adoptRecipe } from './adoptRecipe.ts'
import { noAnalysis } from './analysisState.ts'
import { readKept } from './dataActions.ts'
import { moveTo } from './deviceActions.ts'
import { keptAnswer, logOf } from './keptLog.ts'
import { load, originOf } from './modelActions.ts'
import { holdsRuns } from './occupied.ts'
import { trainOnce } from './runActions.ts'
import { newRunLog, type ShownRunLog } from './runLog.ts'
import { canContinue, knownOf, standingOf } from './runStanding.ts'
import { nothingAnswered, type RunState, type StudioState } from './state.ts'
import { modelOf, readDataOf } from './steps.ts'

/** Goes on from the checkpoint, on the device that the run was begun on. */
export async function resume(context: ActionContext, runId: string): Promise<void> {
  const run = taken(context, runId)
  if (!run || !canContinue(run, knownOf(context.get()))) return
  await takingUp(context, run, async () => {
    await onItsDevice(context, run)
    if (!(await withItsData(context, run, 'resume'))) return
    await itsModel(context, run)
    const record = await context.client.call('readRun', { runId })
    // What the run showed before it was cut is there at once.
    await train(context, logOf(record), true)
  })
}

/** The same recipe once more, with what was changed on the way, as a run of its own. */
export async function again(context: ActionContext, runId: string): Promise<void> {
  const run = taken(context, runId)
  if (!run) return
  await takingUp(context, run, async () => {
    await onItsDevice(context, run)
    if (!(await withItsData(context, run, 'again'))) return
    await itsModel(context, run)
    await train(context, newRunLog(crypto.randomUUID(), run.recipe, Date.now()), false)
  })
}

/** Its recipe in the form, with its data and model where they can be had: the person changes it and starts. */
export async function change(context: ActionContext, runId: string): Promise<void> {
  const run = taken(context, runId)
  if (!run) return
  await takingUp(context, run, async () => {
    if (!dataStand(context.get(), run)) await readItsKept(context, run)
    await itsModel(context, run)
    const plain = { ...run.recipe, history: [] }
    context.set((state) => ({ recipe: adoptRecipe(state.recipe, plain, readDataOf(state) !== null) }))
    const stand = dataStand(context.get(), run)
    if (!stand) context.change('runs', { brought: { recipe: plain, examples: null } })
    goTo(context, stand ? 'tune' : 'data')
  })
}

/** Its charts on Watch, its test on Evaluate, its weights on Use. What the data are needed for waits for them. */
export async function open(context: ActionContext, runId: string): Promise<void> {
  const run = taken(context, runId)
  if (!run) return
  await takingUp(context, run, async () => {
    if (!dataStand(context.get(), run)) await readItsKept(context, run)
    if (run.weights) await itsModel(context, run)
    const record = await context.client.call(run.weights ? 'openRun' : 'readRun', { runId })
    show(context, record)
    context.change('runs', { opened: runId })
    goTo(context, record.result ? 'evaluate' : 'watch')
  })
}

/**
 * Its weights answer in place of another run's. Where that one stands on the same model, nothing is loaded but what this
 * one learned, and the conversation stays.
 */
export async function answerBy(context: ActionContext, runId: string): Promise<void> {
  const run = taken(context, runId)
  if (!run?.weights) return
  await takingUp(context, run, async () => {
    await itsModel(context, run)
    show(context, await context.client.call('openRun', { runId }))
    context.change('runs', { opened: runId })
  })
}

/** The device, data and model of a kept run. False where its data have to be brought; Data then asks for them. */
export async function bringBack(context: ActionContext, run: RunSummary): Promise<boolean> {
  await takingUp(context, run, async () => {
    await onItsDevice(context, run)
    if (!dataStand(context.get(), run)) await readItsKept(context, run)
    await itsModel(context, run)
    if (dataStand(context.get(), run)) return
    context.change('runs', { brought: { recipe: { ...run.recipe, history: [] }, examples: null } })
    goTo(context, 'data')
  })
  return dataStand(context.get(), run)
}

/** The run that waits for its data, once they stand and nothing else is under way; null otherwise. */
export function readyAwaited(state: StudioState): StudioState['runs']['awaiting'] {
  const { awaiting, runs } = state.runs
  const run = runs.find(({ id }) => id === awaiting?.runId)
  return run && dataStand(state, run) && !holdsRuns(state) ? awaiting : null
}

function taken({ get }: ActionContext, runId: string): RunSummary | null {
  if (holdsRuns(get())) return null
  return get().runs.runs.find(({ id }) => id === runId) ?? null
}

/** One at a time; what goes wrong on the way is said, and leaves what stood. */
async function takingUp({ change }: ActionContext, { id }: RunSummary, work: () => Promise<void>): Promise<void> {
  change('runs', { opening: id, awaiting: null, brought: null, offered: null, error: null })
  try {
    await work()
  } catch (thrown) {
    change('runs', { error: toWire(thrown) })
  } finally {
    change('runs', { opening: null })
  }
}

/** The same choice promises the same numbers; where it cannot be had, the device says so, and what is there computes. */
async function onItsDevice(context: ActionContext, { recipe }: RunSummary): Promise<void> {
  const { device } = context.get()
  if (device.choice !== recipe.backend) await moveTo(context, recipe.backend)
}

/** True when they stand. What was not kept is asked for on Data, and the run goes on once it is there. */
async function withItsData(context: ActionContext, run: RunSummary, to: 'resume' | 'again'): Promise<boolean> {
  if (dataStand(context.get(), run)) return true
  const kept = await readItsKept(context, run)
  if (kept && dataStand(context.get(), run)) return true
  context.change('runs', { awaiting: { runId: run.id, to } })
  goTo(context, 'data')
  return false
}

/** Where the same files are taken for another task by now, they are read for the run's own. */
async function readItsKept(context: ActionContext, run: RunSummary): Promise<boolean> {
  const { data, recipe } = run
  if (!data) return false
  const { task } = recipe
  const { name } = recipe.data
  const read = await readKept(context, data, name)
  if (!read || dataStand(context.get(), run) || readDataOf(context.get())?.summary.task === task) return read
  return readKept(context, { ...data, columns: { ...data.columns, task } }, name)
}

function dataStand(state: StudioState, { recipe }: Pick<RunSummary, 'recipe'>): boolean {
  return readDataOf(state)?.summary.fingerprint === recipe.data.fingerprint
}

/** @throws ThawError whatever kept the model from being loaded. */
async function itsModel(context: ActionContext, { recipe, model }: RunSummary): Promise<void> {
  const { id, revision } = recipe.model
  const standing = modelOf(context.get())
  if (standing?.id === id && standing.revision === revision) return
  const request = model.kind === 'catalog' ? galleryRequest(model.id, revision) : model
  if (await load(context, request, { id, from: originOf(model) })) return
  const now = context.get().model
  const error = 'error' in now ? now.error?.error : null
  throw error ? fromWire({ ...error, causes: [] }) : new ThawError('cancelled', 'modelNotLoaded')
}

async function train(context: ActionContext, log: ShownRunLog, resumes: boolean): Promise<void> {
  context.change('runs', { opening: null, opened: null })
  goTo(context, 'watch')
  await trainOnce(context, log, resumes ? { resume: true } : {})
}

/** Puts a kept run in the place of the run at hand. */
export function show(context: ActionContext, record: RunRecord): void {
  const { id: runId, temperature } = record
  context.set({ run: runOf(record, context.get()) })
  context.change('analysis', { ...noAnalysis, runId, temperature })
  const answering = keptAnswer(record)
  if (answering) context.change('use', { answering, ...nothingAnswered, error: null })
}

function runOf(record: RunRecord, state: StudioState): RunState {
  const log = logOf(record)
  if (record.result) return { status: 'finished', log, result: record.result }
  return { status: 'failed', log, error: record.error ?? cutShort(record, state) }
}

function cutShort(record: RunRecord, state: StudioState): WireError {
  const known = knownOf(state)
  const goesOn = canContinue(record, known)
  const stopped = standingOf(record, known) === 'stopped'
  return toWire(new ThawError('cancelled', stopped ? 'runStopped' : 'runInterrupted', { goesOn }))
}
