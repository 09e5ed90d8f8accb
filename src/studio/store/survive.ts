/**
 * A run outlives its engine: where the worker dies or the device is lost, the client starts another and brings data
 * and model back, and the run goes on from where it was saved. What dies twice on one backend goes on with the next.
 */
import { type ErrorCode, toWire } from '../../shared/errors.ts'
import type { RunResult } from '../../shared/protocol.ts'
import type { BackendId } from '../../shared/recipe.ts'
import type { Desk } from './desk.ts'
import type { TrainHow } from './runActions.ts'
import { newRunLog, type RunLog } from './state.ts'

const livesOnOneBackend = 2

/** @throws ThawError whatever the engine threw when it did not die, or died too often. */
export async function callUntilOver(desk: Desk, { runId, recipe }: RunLog, how: TrainHow): Promise<RunResult> {
  let given = how
  for (let deaths = 0; ; deaths++) {
    try {
      return await desk.client.call('train', { runId, recipe, ...given })
    } catch (thrown) {
      if (!isDeath(toWire(thrown).code) || !(await broughtBack(desk, runId, deaths + 1))) throw thrown
      given = { ...how, resume: savedLog(desk, runId)?.saved !== null }
    }
  }
}

function isDeath(code: ErrorCode): boolean {
  return code === 'worker-lost' || code === 'device-lost'
}

/** Shows that the run is on its way back; false where there is no engine to go on with. */
async function broughtBack(desk: Desk, runId: string, deaths: number): Promise<boolean> {
  const log = savedLog(desk, runId)
  if (!log) return false
  const stage = log.saved ? `Going on from step ${log.saved.step}` : 'Beginning again'
  const progress = { stage, done: 0, total: 0, unit: 'steps', since: Date.now() } as const
  desk.set({ run: { status: 'preparing', log, progress } })
  // The client's next call waits until the new engine stands, with data and model in it.
  const standing = await desk.client.call('storage', {}).then(
    () => true,
    () => false,
  )
  if (!standing || !(deaths < livesOnOneBackend || (await moveOn(desk)))) return false
  const begun = log.saved ? log : newRunLog(runId, log.recipe, log.startedAt)
  desk.set({ run: { status: 'preparing', log: begun, progress } })
  return true
}

/** To the next backend, which has to be told the model again. */
async function moveOn({ get, set, client, asked }: Desk): Promise<boolean> {
  const { device } = get()
  if (device.status !== 'ready' || !asked.model) return false
  const next = nextBackend(device.report.backend)
  if (!next) return false
  try {
    const report = await client.call('boot', { backend: next })
    await client.call('loadModel', { request: asked.model })
    set({ device: { ...device, report, choice: next } })
    return true
  } catch {
    return false
  }
}

function nextBackend(backend: BackendId): BackendId | null {
  if (backend === 'webgpu') return 'wasm'
  return backend === 'wasm' ? 'cpu' : null
}

function savedLog({ get }: Desk, runId: string): RunLog | null {
  const { run } = get()
  return run.status !== 'idle' && run.log.runId === runId ? run.log : null
}
