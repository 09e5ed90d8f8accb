/**
 * Chooses a backend: WebGPU, then WASM, then CPU; each must be there and pass the self-test. A software WebGPU adapter
 * is slower than WASM and is taken only when the person asks for it.
 */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import type { BackendReport } from '../../shared/domain/backend.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import type { BackendChoice, BackendId } from '../../shared/recipe/recipe.ts'
import { disagreement, proofTolerance, proofValues } from './selfTest.ts'
import { Unavailable } from './unavailable.ts'

/** A backend that could be chosen, once it is registered with tfjs. */
export interface Candidate {
  readonly adapter: string
  readonly software: boolean
  readonly threads: number
  /** Called once the backend is the one in use. */
  readonly proved?: () => void
}

/** Registers a backend with tfjs, or throws `Unavailable`, which says why it cannot be had, or what stood in its way. */
export type Opener = () => Promise<Candidate>

const order: readonly BackendId[] = ['webgpu', 'wasm', 'cpu']

/** Leaves tfjs on the chosen backend, or on the one before. @throws ThawError `backend-unavailable` naming every reason. */
export async function chooseBackend(choice: BackendChoice, openers: Record<BackendId, Opener>): Promise<BackendReport> {
  const before = tf.getBackend()
  const truth = await cpuTruth()
  const tried: { backend: BackendId; reason: Message }[] = []
  for (const backend of choice === 'auto' ? order : [choice]) {
    try {
      const { proved, ...candidate } = await openers[backend]()
      const { adapter, software } = candidate
      if (choice === 'auto' && software) throw new Unavailable(notice('graphicsAdapterSoftware', { adapter }))
      await prove(backend, truth)
      proved?.()
      return { backend, ...candidate, tried }
    } catch (error) {
      tried.push({ backend, reason: reasonOf(error) })
    }
  }
  if (before) await tf.setBackend(before)
  throw new ThawError('backend-unavailable', 'backendUnavailable', { tried })
}

function reasonOf(error: unknown): Message {
  if (error instanceof Unavailable) return error.said
  return notice('verbatim', { text: error instanceof Error ? error.message : String(error) })
}

async function cpuTruth(): Promise<Float32Array> {
  await tf.setBackend('cpu')
  return proofValues()
}

async function prove(backend: BackendId, truth: Float32Array): Promise<void> {
  if (!(await tf.setBackend(backend))) throw new Unavailable(notice('backendNotStarted'))
  await tf.ready()
  const error = disagreement(await proofValues(), truth)
  if (error > proofTolerance) throw new Unavailable(notice('backendSelfTestOff', { error }))
}
