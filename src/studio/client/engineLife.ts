/**
 * One worker, supervised. Comlink's calls hang for ever when their worker dies, so every call is raced against the
 * worker's own error events and against silence: the engine sends a beat every second. A lost worker is terminated, and
 * its calls reject with `worker-lost`.
 */
import { type Endpoint, proxy, wrap } from 'comlink'
import { fromWire, ThawError } from '../../shared/messages/errors.ts'
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import type { Answer, CallName, EngineEndpoint, Parameters, Result } from '../../shared/wire/calls.ts'
import type { EngineEvent } from '../../shared/wire/events.ts'
import { handedAtOnce, takeFiles } from '../../shared/wire/handedFiles.ts'

export type EngineWorker = Endpoint & { terminate(): void }

const tickMs = 1000
/** Silence after which a worker counts as lost. */
const silenceMs = 15_000
/** The same while a device is proved, or shaders and weights are prepared. */
const patienceMs = 120_000

/** One worker from its start to its end. */
export interface Life {
  ask<Name extends CallName>(name: Name, parameters: Parameters<Name>): Promise<Result<Name>>
  end(error: ThawError): void
}

interface Pending {
  readonly name: CallName
  /** Set once training has made its first step, when everything is compiled. */
  warm: boolean
  reject(error: ThawError): void
}

export function startLife(
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
  const lose = (why: Message) => {
    if (ended) return
    const error = lostError(why)
    end(error)
    onLost(error)
  }
  // Silence is counted in ticks, not by the clock: a laptop that slept has not been waiting.
  const timer = setInterval(() => {
    silentMs += tickMs
    const allowed = allowedSilence(pending, longestSilenceMs)
    if (silentMs > allowed) lose(notice('engineSilent', { seconds: allowed / 1000 }))
  }, tickMs)
  worker.addEventListener('error', (event) => lose(reported(event)))
  worker.addEventListener('messageerror', () => lose(notice('engineMessageUnreadable')))
  void endpoint.connect(proxy(hear))
  const handing = handingOver(endpoint)

  const ask = <Name extends CallName>(name: Name, parameters: Parameters<Name>) =>
    new Promise<Result<Name>>((resolve, reject) => {
      const call: Pending = { name, warm: false, reject }
      pending.add(call)
      if (name === 'cancel') handing.cancel()
      handing
        .ask(name, parameters)
        .then((answer) => (answer.ok ? resolve(answer.value) : reject(fromWire(answer.error))))
        .catch(reject)
        .finally(() => {
          pending.delete(call)
          heard()
        })
    })
  return { ask, end }
}

/** Hands a call's many files over before it. What is cancelled meanwhile never reaches the engine. */
function handingOver(endpoint: EngineEndpoint) {
  let number = 0
  let under: { cancelled: boolean } | null = null
  return {
    cancel() {
      if (under) under.cancelled = true
    },
    async ask<Name extends CallName>(name: Name, parameters: Parameters<Name>): Promise<Answer<Name>> {
      const taken = takeFiles(parameters)
      if (!taken) return endpoint.call(name, parameters)
      const own = { number: ++number, cancelled: false }
      under = own
      for (let from = 0; from < taken.files.length; from += handedAtOnce) {
        await endpoint.hand(own.number, taken.files.slice(from, from + handedAtOnce))
        if (own.cancelled) throw new ThawError('cancelled', 'readingCancelled')
      }
      under = null
      return endpoint.call(name, taken.parameters, own.number)
    },
  }
}

/** A device that was slow before, and came back, may be as slow again. */
function allowedSilence(pending: ReadonlySet<Pending>, longestSilenceMs: number): number {
  for (const call of pending) if (isPatient(call)) return patienceMs
  return Math.min(patienceMs, Math.max(silenceMs, 2 * longestSilenceMs))
}

/** They may prepare shaders or weights before the first word. */
const patient: readonly CallName[] = [
  ...(['boot', 'loadModel', 'openRun', 'predict', 'generate', 'findRate', 'tryBatches'] as const),
  ...(['explain', 'compareFeatures', 'findLabelErrors', 'calibrate'] as const),
]

function isPatient({ name, warm }: Pending): boolean {
  return name === 'train' ? !warm : patient.includes(name)
}

export function lostError(why: Message): ThawError {
  return new ThawError('worker-lost', 'engineStopped', { why })
}

function reported(event: Event): Message {
  const { message } = event as Partial<ErrorEvent>
  return message ? notice('engineReported', { detail: message }) : notice('engineCrashed')
}
