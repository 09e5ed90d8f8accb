/**
 * A run outlives its engine: where the worker dies or the device is lost, the client starts another and brings data
 * and model back, and the run goes on from where it was saved, with what was changed since. What dies twice on one
 * backend goes on with the next, for this visit: what the person chose stays what is tried first in the next one.
 */

import { type BackendId, backendCards } from '../../shared/catalog/backends.ts'
import type { RunAbout, RunResult } from '../../shared/domain/run.ts'
import { type ErrorCode, ThawError, toWire } from '../../shared/messages/errors.ts'
import { notice } from '../../shared/messages/say.ts'
import type { Order } from '../../shared/recipe/steering.ts'
import type { Parameters } from '../../shared/wire/calls.ts'
import { type ActionContext, quietly } from './actionContext.ts'
import { newRunLog, type ShownRunLog } from './runLog.ts'
import type { StudioState } from './state.ts'
import { modelOf, readDataOf } from './steps.ts'
import { answerAgain } from './useActions.ts'

/** How a run begins: anew, from the adapter that was brought, or from where it was saved; and what it is kept under. */
export interface TrainHow {
  readonly fromAdapter?: boolean
  readonly resume?: boolean
  readonly about?: RunAbout
}

const livesOnOneBackend = 2

/** @throws ThawError whatever the engine threw when it did not die, or died too often; `cancelled` where called off. */
export async function callUntilOver(
  context: ActionContext,
  { runId, recipe }: ShownRunLog,
  how: TrainHow,
): Promise<RunResult> {
  const { client } = context
  const deaths = new Map<BackendId, number>()
  let asked: Parameters<'train'> = { runId, recipe, ...how }
  let order: Order | null = null
  for (;;) {
    try {
      const training = client.call('train', asked)
      // Reaches the engine before the first step.
      if (order) void quietly(client.call('steer', { runId, order }))
      return await training
    } catch (thrown) {
      if (!isDeath(toWire(thrown).code)) throw thrown
      order = orderOf(context.get(), order)
      const log = await broughtBack(context, { runId, order, deaths })
      if (!log) throw thrown
      asked = { runId, recipe: log.recipe, ...how, resume: log.saved !== null }
    }
  }
}

function isDeath(code: ErrorCode): boolean {
  return code === 'worker-lost' || code === 'device-lost'
}

/** What the person had ordered when the engine died holds for the one that follows. */
function orderOf({ run }: StudioState, before: Order | null): Order | null {
  if (run.status !== 'training') return before
  if (run.stopping) return 'stop'
  return run.pace === 'running' ? null : 'pause'
}

interface Dead {
  readonly runId: string
  readonly order: Order | null
  readonly deaths: Map<BackendId, number>
}

/** Shows that the run is on its way back, from where it goes on; null where there is no engine to go on with. */
async function broughtBack(context: ActionContext, { runId, order, deaths }: Dead): Promise<ShownRunLog | null> {
  refuseCalledOff(context.get())
  const log = savedLog(context, runId)
  // To end at once and keep the best, there must be something that was kept.
  if (!log || (order === 'stop' && !log.saved)) return null
  const backend = await died(context, log)
  if (!backend) return null
  refuseCalledOff(context.get())
  const count = (deaths.get(backend) ?? 0) + 1
  deaths.set(backend, count)
  if (count >= livesOnOneBackend && !(await moveOn(context, backend))) return null
  refuseCalledOff(context.get())
  const begun = log.saved ? log : newRunLog(runId, log.recipe, log.startedAt)
  context.set({ run: { status: 'preparing', log: begun, progress: onItsWay(log) } })
  return begun
}

/** Waits for the engine that follows, with data and model in it: the backend on which it stands; null for none. */
async function died({ get, set, client }: ActionContext, log: ShownRunLog): Promise<BackendId | null> {
  set({ run: { status: 'preparing', log, progress: onItsWay(log) } })
  const answers = await client.call('storage', {}).then(
    () => true,
    () => false,
  )
  const { device } = get()
  const stands = answers && device.status === 'ready' && modelOf(get()) !== null && readDataOf(get()) !== null
  return stands ? device.report.backend : null
}

function onItsWay({ saved }: ShownRunLog) {
  const stage = saved ? notice('goingOnFromStep', { step: saved.step }) : notice('beginningAgain')
  return { stage, done: 0, total: 0, unit: 'steps', since: Date.now() } as const
}

function refuseCalledOff({ run, compare }: StudioState): void {
  const calledOff = (run.status === 'preparing' && run.calledOff) || compare.running?.stopping
  if (calledOff) throw new ThawError('cancelled', 'runCalledOff')
}

/** To the next backend, which has to be told the model again, and an adapter that was brought for it. */
async function moveOn(context: ActionContext, from: BackendId): Promise<boolean> {
  const { get, set, client, asked } = context
  const { next } = backendCards[from]
  if (!next || !asked.model) return false
  try {
    const report = await client.call('boot', { backend: next })
    set({ device: { status: 'ready', choice: next, report, error: toWire(movedOn(from, next)) } })
    const summary = await client.call('loadModel', { request: asked.model })
    if (get().model.status === 'ready') set({ model: { status: 'ready', summary, error: null } })
    if (asked.brought) await client.call('loadModel', { request: asked.brought })
    await answerAgain(context, get().use.answering)
    return true
  } catch {
    return false
  }
}

function movedOn(from: BackendId, next: BackendId): ThawError {
  return new ThawError('device-lost', 'engineMovedOn', { times: livesOnOneBackend, from, next })
}

function savedLog({ get }: ActionContext, runId: string): ShownRunLog | null {
  const { run } = get()
  return run.status !== 'idle' && run.log.runId === runId ? run.log : null
}
