/**
 * The page's line to the engine. A worker that is lost is followed by a new one, which is told again what this client
 * remembers: the backend, the dataset, the model, and the run that answered. Knows nothing of the store.
 */
import { fromWire, type ThawError, toWire, type WireError } from '../../shared/messages/errors.ts'
import { notice } from '../../shared/messages/say.ts'
import type { CallName, Parameters, Result } from '../../shared/wire/calls.ts'
import type { EngineEvent } from '../../shared/wire/events.ts'
import { type EngineWorker, type Life, lostError, startLife } from './engineLife.ts'

/** What became of a restart: each part is what the new worker answered, or null where there was nothing to replay. */
export interface Restored {
  readonly boot: Replayed<'boot'>
  readonly readData: Replayed<'readData'> | null
  readonly loadModel: Replayed<'loadModel'> | null
  /** A fine-tuned model that was loaded back in; it stands beside the other. */
  readonly broughtModel: Replayed<'loadModel'> | null
  /** The run that answered, as it was kept. */
  readonly openRun: Replayed<'openRun'> | null
}
type Replayed<Name extends CallName> =
  | { readonly ok: true; readonly value: Result<Name> }
  | { readonly ok: false; readonly error: WireError }

export interface EngineListener {
  event(event: EngineEvent): void
  /** The worker is gone; `restarting` says whether a new one is on its way. */
  lost(error: ThawError, restarting: boolean): void
  restored(restored: Restored): void
}

export interface EngineClient {
  /** @throws ThawError whatever the engine threw, or `worker-lost`. */
  call<Name extends CallName>(name: Name, parameters: Parameters<Name>): Promise<Result<Name>>
  /** Ends the worker for good; calls under way reject. The next call starts another. */
  terminate(): void
}

/** Restarts in a row without one call of the page succeeding between them. */
const restartsInARow = 3

export function createEngineClient(createWorker: () => EngineWorker, listener: EngineListener): EngineClient {
  const remembered: Remembered = {}
  let life: Life | null = null
  let restoring: Promise<Restored> | null = null
  let restartsLeft = restartsInARow
  /** Whether the worker at hand holds what is remembered: not after a restart that found no backend. */
  let whole = true

  async function call<Name extends CallName>(name: Name, parameters: Parameters<Name>): Promise<Result<Name>> {
    if (restoring) await restoring
    if (name === 'boot' && !whole) return (await bootWhole(parameters as Parameters<'boot'>)) as Result<Name>
    if (!life && remembered.boot) await restart()
    life ??= begin()
    const result = await life.ask(name, parameters)
    remember(remembered, name, parameters)
    if (name === 'editData' || name === 'setExamples') rememberEdits(remembered, result as Result<'editData'>)
    restartsLeft = restartsInARow
    return result
  }

  /** Boots a worker that follows a lost one, and tells it the rest as well. */
  async function bootWhole(parameters: Parameters<'boot'>): Promise<Result<'boot'>> {
    const before = remembered.boot
    remembered.boot = parameters
    const { boot } = await restart()
    if (boot.ok) {
      restartsLeft = restartsInARow
      return boot.value
    }
    if (before) remembered.boot = before
    throw fromWire(boot.error)
  }

  function begin(): Life {
    const born = startLife(createWorker(), listener.event, (error) => {
      if (life !== born) return
      life = null
      // A restart that has booted goes on without what ended the worker.
      const again = remembered.boot !== undefined && (restoring ? whole : restartsLeft > 0)
      whole = remembered.boot === undefined
      listener.lost(error, again)
      if (again && !restoring) void restart()
    })
    return born
  }

  function restart(): Promise<Restored> {
    restartsLeft -= 1
    restoring = replay()
      .then((restored) => {
        listener.restored(restored)
        return restored
      })
      .finally(() => {
        restoring = null
      })
    return restoring
  }

  /** What cannot be had again is forgotten; where it ended the worker, the rest is told to another one. */
  async function replay(): Promise<Restored> {
    let restored: Restored = { boot: nothingToBoot(), ...nothingReplayed }
    for (whole = false; !whole; ) {
      const boot = await bootAgain()
      restored = { ...restored, boot }
      if (!boot.ok) return restored
      whole = true
      for (const what of replayedParts) restored = { ...restored, ...(await tryAgain(what)) }
    }
    return restored
  }

  async function bootAgain(): Promise<Replayed<'boot'>> {
    if (!remembered.boot) return nothingToBoot()
    life ??= begin()
    return replayed(life.ask('boot', remembered.boot))
  }

  async function tryAgain(what: Part): Promise<Partial<Restored>> {
    const parameters = remembered[what]
    if (parameters === undefined || !life) return {}
    const answer = await replayed(life.ask(what === 'broughtModel' ? 'loadModel' : what, parameters))
    if (!answer.ok) delete remembered[what]
    return { [what]: answer }
  }

  function terminate(): void {
    const dying = life
    life = null
    whole = remembered.boot === undefined
    dying?.end(lostError(notice('engineWasStopped')))
  }

  return { call, terminate }
}

/** In the order in which they stand on each other. */
const replayedParts = ['readData', 'loadModel', 'broughtModel', 'openRun'] as const
type Part = (typeof replayedParts)[number]
const nothingReplayed = { readData: null, loadModel: null, broughtModel: null, openRun: null }

interface Remembered {
  boot?: Parameters<'boot'>
  readData?: Parameters<'readData'>
  loadModel?: Parameters<'loadModel'>
  broughtModel?: Parameters<'loadModel'>
  openRun?: Parameters<'openRun'>
}

function remember(memory: Remembered, name: CallName, parameters: Parameters<CallName>): void {
  if (name === 'boot') memory.boot = parameters as Parameters<'boot'>
  if (name === 'readData') memory.readData = parameters as Parameters<'readData'>
  if (name === 'train' || name === 'openRun') memory.openRun = { runId: (parameters as { runId: string }).runId }
  if (name !== 'loadModel') return
  const load = parameters as Parameters<'loadModel'>
  if (load.request.kind !== 'files') memory.loadModel = load
  else {
    memory.broughtModel = load
    delete memory.openRun // what was brought answers in its place
  }
}

async function replayed<Name extends CallName>(answer: Promise<Result<Name>>): Promise<Replayed<Name>> {
  try {
    return { ok: true, value: await answer }
  } catch (thrown) {
    return { ok: false, error: toWire(thrown) }
  }
}

/** What is read again after a restart is what stood before it. */
function rememberEdits(memory: Remembered, { edits }: Result<'editData'>): void {
  if (memory.readData) memory.readData = { ...memory.readData, edits }
}

function nothingToBoot(): Replayed<'boot'> {
  return { ok: false, error: toWire(lostError(notice('engineNotStartedYet'))) }
}
