/**
 * The page's line to the engine. Comlink's calls hang for ever when their worker dies, so every call is raced against
 * the worker's own error events and against silence: the engine sends a beat every second. A lost worker is
 * terminated, its calls reject with `worker-lost`, and a new one is started and told again what this client remembers:
 * the backend, the dataset and the model. Knows nothing of the store.
 */
import { type Endpoint, proxy, wrap } from 'comlink'
import { fromWire, ThawError, toWire, type WireError } from '../../shared/errors.ts'
import type { CallName, EngineEndpoint, EngineEvent, Parameters, Result } from '../../shared/protocol.ts'

export type EngineWorker = Endpoint & { terminate(): void }

/** What became of a restart: each part is what the new worker answered, or null where there was nothing to replay. */
export interface Restored {
  readonly boot: Replayed<'boot'>
  readonly readData: Replayed<'readData'> | null
  readonly loadModel: Replayed<'loadModel'> | null
  /** A fine-tuned model that was loaded back in; it stands beside the other. */
  readonly broughtModel: Replayed<'loadModel'> | null
}
export type Replayed<Name extends CallName> =
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

const tickMs = 1000
/** Silence after which a worker counts as lost. */
const silenceMs = 15_000
/** The same while a device is proved, or shaders and weights are prepared. */
const patienceMs = 120_000
/** Restarts in a row without one call of the page succeeding between them. */
const restartsInARow = 3

export function createEngineClient(createWorker: () => EngineWorker, listener: EngineListener): EngineClient {
  const remembered: Remembered = {}
  let life: Life | null = null
  let restoring: Promise<void> | null = null
  let restartsLeft = restartsInARow

  async function call<Name extends CallName>(name: Name, parameters: Parameters<Name>): Promise<Result<Name>> {
    if (!life && !restoring && remembered.boot && name !== 'boot') restart()
    if (restoring) await restoring
    life ??= begin()
    const result = await life.ask(name, parameters)
    remember(remembered, name, parameters)
    if (name === 'editData') rememberEdits(remembered, result as Result<'editData'>)
    restartsLeft = restartsInARow
    return result
  }

  function begin(): Life {
    const born = startLife(createWorker(), listener.event, (error) => {
      if (life !== born) return
      life = null
      const again = restoring === null && remembered.boot !== undefined && restartsLeft > 0
      listener.lost(error, again)
      if (again) restart()
    })
    return born
  }

  function restart(): void {
    restartsLeft -= 1
    restoring = replay()
      .then(listener.restored)
      .finally(() => {
        restoring = null
      })
  }

  async function replay(): Promise<Restored> {
    const boot = await tryAgain('boot', remembered.boot)
    if (!boot?.ok) return { boot: boot ?? nothingToBoot(), readData: null, loadModel: null, broughtModel: null }
    return {
      boot,
      readData: await tryAgain('readData', remembered.readData),
      loadModel: await tryAgain('loadModel', remembered.loadModel),
      broughtModel: await tryAgain('loadModel', remembered.broughtModel),
    }
  }

  async function tryAgain<Name extends CallName>(
    name: Name,
    parameters: Parameters<Name> | undefined,
  ): Promise<Replayed<Name> | null> {
    if (parameters === undefined) return null
    try {
      life ??= begin()
      return { ok: true, value: await life.ask(name, parameters) }
    } catch (thrown) {
      return { ok: false, error: toWire(thrown) }
    }
  }

  function terminate(): void {
    const dying = life
    life = null
    dying?.end(lostError('it was stopped'))
  }

  return { call, terminate }
}

interface Remembered {
  boot?: Parameters<'boot'>
  readData?: Parameters<'readData'>
  loadModel?: Parameters<'loadModel'>
  broughtModel?: Parameters<'loadModel'>
}

function remember(memory: Remembered, name: CallName, parameters: Parameters<CallName>): void {
  if (name === 'boot') memory.boot = parameters as Parameters<'boot'>
  if (name === 'readData') memory.readData = parameters as Parameters<'readData'>
  if (name !== 'loadModel') return
  const load = parameters as Parameters<'loadModel'>
  memory[load.request.kind === 'files' ? 'broughtModel' : 'loadModel'] = load
}

/** What is read again after a restart is what stood before it. */
function rememberEdits(memory: Remembered, { edits }: Result<'editData'>): void {
  if (memory.readData) memory.readData = { ...memory.readData, edits }
}

function nothingToBoot(): Replayed<'boot'> {
  return { ok: false, error: toWire(lostError('it had not started yet')) }
}

/** One worker from its start to its end. */
interface Life {
  ask<Name extends CallName>(name: Name, parameters: Parameters<Name>): Promise<Result<Name>>
  end(error: ThawError): void
}

interface Pending {
  readonly name: CallName
  /** Set once training has made its first step, when everything is compiled. */
  warm: boolean
  reject(error: ThawError): void
}

function startLife(
  worker: EngineWorker,
  onEvent: (event: EngineEvent) => void,
  onLost: (error: ThawError) => void,
): Life {
  const endpoint = wrap<EngineEndpoint>(worker) as unknown as EngineEndpoint
  const pending = new Set<Pending>()
  let silentMs = 0
  let longestSilenceMs = 0
  let ended = false

  const hear = (event: EngineEvent) => {
    if (ended) return
    heard()
    if (event.type === 'steps') for (const call of pending) call.warm = true
    onEvent(event)
  }
  const heard = () => {
    longestSilenceMs = Math.max(longestSilenceMs, silentMs)
    silentMs = 0
  }
  const end = (error: ThawError) => {
    if (ended) return
    ended = true
    clearInterval(timer)
    worker.terminate()
    for (const call of pending) call.reject(error)
    pending.clear()
  }
  const lose = (why: string) => {
    if (ended) return
    const error = lostError(why)
    end(error)
    onLost(error)
  }
  // Silence is counted in ticks, not by the clock: a laptop that slept has not been waiting.
  const timer = setInterval(() => {
    silentMs += tickMs
    const allowed = allowedSilence(pending, longestSilenceMs)
    if (silentMs > allowed) lose(`it was silent for ${allowed / 1000} s`)
  }, tickMs)
  worker.addEventListener('error', (event) => lose(errorText(event)))
  worker.addEventListener('messageerror', () => lose('a message could not be read'))
  void endpoint.connect(proxy(hear))

  const ask = <Name extends CallName>(name: Name, parameters: Parameters<Name>) =>
    new Promise<Result<Name>>((resolve, reject) => {
      const call: Pending = { name, warm: false, reject }
      pending.add(call)
      endpoint
        .call(name, parameters)
        .then((answer) => (answer.ok ? resolve(answer.value) : reject(fromWire(answer.error))))
        .catch(reject)
        .finally(() => {
          pending.delete(call)
          heard()
        })
    })
  return { ask, end }
}

/** A device that was slow before, and came back, may be as slow again. */
function allowedSilence(pending: ReadonlySet<Pending>, longestSilenceMs: number): number {
  for (const call of pending) if (isPatient(call)) return patienceMs
  return Math.min(patienceMs, Math.max(silenceMs, 2 * longestSilenceMs))
}

/** They may prepare shaders or weights before the first word. */
const patient: readonly CallName[] = ['boot', 'loadModel', 'predict', 'generate', 'findRate', 'tryBatches', 'explain']

function isPatient({ name, warm }: Pending): boolean {
  return name === 'train' ? !warm : patient.includes(name)
}

function lostError(why: string): ThawError {
  return new ThawError(
    'worker-lost',
    `The engine stopped: ${why}.`,
    'Your data and model choices are kept. Start again; if it stops again, close other tabs or choose a smaller model.',
  )
}

function errorText(event: Event): string {
  const { message } = event as Partial<ErrorEvent>
  return message ? `it reported "${message}"` : 'it could not be started, or crashed'
}
