/**
 * Chooses a backend: WebGPU, then WASM, then CPU; each must be there and pass the self-test. A software WebGPU adapter
 * is slower than WASM and is taken only when the person asks for it.
 */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import type { BackendReport } from '../../shared/domain/backend.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import type { BackendChoice, BackendId } from '../../shared/recipe/recipe.ts'
import { disagreement, proofTolerance, proofValues } from './selfTest.ts'

/** A backend that could be chosen, once it is registered with tfjs. */
export interface Candidate {
  readonly adapter: string
  readonly software: boolean
  readonly threads: number
  /** Called once the backend is the one in use. */
  readonly proved?: () => void
}

/** Registers a backend with tfjs, or throws an Error whose message says why it cannot be had. */
export type Opener = () => Promise<Candidate>

const order: readonly BackendId[] = ['webgpu', 'wasm', 'cpu']

/** Leaves tfjs on the chosen backend, or on the one before. @throws ThawError `backend-unavailable` naming every reason. */
export async function chooseBackend(choice: BackendChoice, openers: Record<BackendId, Opener>): Promise<BackendReport> {
  const before = tf.getBackend()
  const truth = await cpuTruth()
  const tried: { backend: BackendId; ok: boolean; reason: string }[] = []
  for (const backend of choice === 'auto' ? order : [choice]) {
    try {
      const { proved, ...candidate } = await openers[backend]()
      if (choice === 'auto' && candidate.software) throw new Error(`${candidate.adapter} is software, slower than WASM`)
      await prove(backend, truth)
      proved?.()
      tried.push({ backend, ok: true, reason: '' })
      return { backend, ...candidate, tried }
    } catch (error) {
      tried.push({ backend, ok: false, reason: error instanceof Error ? error.message : String(error) })
    }
  }
  if (before) await tf.setBackend(before)
  const reasons = tried.map(({ backend, reason }) => `${backend}: ${reason}`).join('; ')
  throw new ThawError(
    'backend-unavailable',
    `No backend can compute here. ${reasons}.`,
    'Choose "auto", or update the browser.',
  )
}

async function cpuTruth(): Promise<Float32Array> {
  await tf.setBackend('cpu')
  return proofValues()
}

async function prove(backend: BackendId, truth: Float32Array): Promise<void> {
  if (!(await tf.setBackend(backend))) throw new Error('it could not be started')
  await tf.ready()
  const error = disagreement(await proofValues(), truth)
  if (error > proofTolerance) throw new Error(`its self-test was off by ${error.toPrecision(2)}`)
}
