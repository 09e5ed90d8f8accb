/**
 * Chooses a backend: WebGPU, then WASM, then CPU; each must be there and pass the self-test. WebGL is taken only where
 * it is faster on the model at hand (`fasterBackend`). A software adapter is slower than WASM and is taken only when the
 * person asks for it.
 */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { type BackendChoice, type BackendId, backendCards, backendIds } from '../../shared/catalog/backends.ts'
import type { BackendReport } from '../../shared/domain/backend.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import { disagreement, proofTolerance, proofValues } from './selfTest.ts'
import { Unavailable } from './unavailable.ts'

/** A backend that could be chosen, once it is registered with tfjs. */
export interface Candidate {
  /** By its own name. */
  readonly adapter: string
  readonly software: boolean
  readonly threads: number
  /** What it has to show beside the self-test, once it is the one in use. @throws Unavailable */
  readonly check?: () => Promise<void>
  /** Called once the backend is the one in use. */
  readonly proved?: () => void
  /** Gives back what was opened for it, where it was not taken. */
  readonly release?: () => void
}

/** Registers a backend with tfjs, or throws `Unavailable`, which says why it cannot be had, or what stood in its way. */
export type Opener = () => Promise<Candidate>
export type Openers = Readonly<Record<BackendId, Opener>>

/** Leaves tfjs on the chosen backend, or on the one before. @throws ThawError `backend-unavailable` naming every reason. */
export async function chooseBackend(choice: BackendChoice, openers: Openers): Promise<BackendReport> {
  const before = tf.getBackend()
  const truth = await cpuTruth()
  const automatic = choice === 'auto'
  const tried: Tried[] = []
  for (const backend of automatic ? backendIds.filter((id) => backendCards[id].automatic === 'first') : [choice]) {
    try {
      const candidate = await openProved(backend, { opener: openers[backend], truth, automatic })
      candidate.proved?.()
      return reportOf(backend, candidate, tried)
    } catch (error) {
      tried.push({ backend, reason: reasonOf(error) })
    }
  }
  if (before) await tf.setBackend(before)
  throw new ThawError('backend-unavailable', 'backendUnavailable', { tried })
}

/** Another backend takes over only where it needs no more than this share of the time: a close race is decided by chance. */
const clearlyFaster = 0.8

/**
 * Where nobody chose: the backends on trial that stand before `current` are timed beside it, and the fastest is left in
 * use. `time` tells the milliseconds of some work on the backend in use.
 */
export async function fasterBackend(
  current: BackendReport,
  openers: Openers,
  time: () => Promise<number>,
): Promise<BackendReport> {
  let best: BackendReport = {
    ...current,
    tried: current.tried.filter(({ backend }) => backendCards[backend].automatic === 'first'),
  }
  for (const backend of onTrialBefore(current)) {
    let candidate: Candidate | null = null
    try {
      candidate = await openProved(backend, { opener: openers[backend], truth: await cpuTruth(), automatic: true })
      const times = (await time()) / (await timeOn(best, time))
      if (times > clearlyFaster)
        throw new Unavailable(notice('backendSlower', { times, than: backendCards[best.backend].name }))
      await tf.setBackend(backend)
      candidate.proved?.()
      best = reportOf(backend, candidate, best.tried)
    } catch (error) {
      await takeBackend(best)
      candidate?.release?.()
      best = { ...best, tried: [...best.tried, { backend, reason: reasonOf(error) }] }
    }
  }
  return best
}

/** Those that are taken only where they are faster on the model at hand, and stand before the one in use. */
export function onTrialBefore({ backend }: BackendReport): readonly BackendId[] {
  return backendIds.slice(0, backendIds.indexOf(backend)).filter((id) => backendCards[id].automatic === 'trial')
}

/** One that was chosen and proved before. */
export async function takeBackend({ backend }: BackendReport): Promise<void> {
  await tf.setBackend(backend)
}

async function timeOn(report: BackendReport, time: () => Promise<number>): Promise<number> {
  await takeBackend(report)
  return time()
}

type Tried = BackendReport['tried'][number]

function reportOf(
  backend: BackendId,
  { adapter, software, threads }: Candidate,
  tried: readonly Tried[],
): BackendReport {
  return { backend, adapter: software ? `${adapter} (software)` : adapter, software, threads, tried }
}

function reasonOf(error: unknown): Message {
  if (error instanceof Unavailable) return error.said
  return notice('verbatim', { text: error instanceof Error ? error.message : String(error) })
}

async function cpuTruth(): Promise<Float32Array> {
  await tf.setBackend('cpu')
  return proofValues()
}

interface Proving {
  readonly opener: Opener
  readonly truth: Float32Array
  /** Nobody asked for this one by name. */
  readonly automatic: boolean
}

/** Leaves tfjs on it. @throws Unavailable */
async function openProved(backend: BackendId, { opener, truth, automatic }: Proving): Promise<Candidate> {
  const candidate = await opener()
  try {
    const { adapter, software } = candidate
    if (automatic && software) throw new Unavailable(notice('graphicsAdapterSoftware', { adapter }))
    if (!(await tf.setBackend(backend))) throw new Unavailable(notice('backendNotStarted'))
    await tf.ready()
    await candidate.check?.()
    const error = disagreement(await proofValues(), truth)
    if (error > proofTolerance) throw new Unavailable(notice('backendSelfTestOff', { error }))
    return candidate
  } catch (error) {
    await tf.setBackend('cpu')
    candidate.release?.()
    throw error
  }
}
