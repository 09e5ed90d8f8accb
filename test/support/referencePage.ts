/** The page's half of browser tests on a backend that only pages have, as the global `references`: networks and their originals. */
import '../../src/engine/backends/tfjs.ts'
import * as tf from '@tensorflow/tfjs-core'
import { chooseBackend, fasterBackend } from '../../src/engine/backends/choose.ts'
import { openers } from '../../src/engine/backends/openers.ts'
import type { BackendId } from '../../src/shared/catalog/backends.ts'
import type { BackendReport } from '../../src/shared/domain/backend.ts'
import { en } from '../../src/shared/messages/en.ts'
import { ThawError } from '../../src/shared/messages/errors.ts'
import { speak } from '../../src/shared/messages/say.ts'
import { type Training, trainingLosses } from './fixtureTraining.ts'
import { type Comparison, compareWithOriginal } from './referenceCheck.ts'

/** Opens and proves a backend as the engine's worker does. */
export async function open(backend: BackendId): Promise<BackendReport> {
  const report = await chooseBackend(backend, openers)
  // tfjs computes with small tensors on the CPU; real networks have large ones, and it is the GPU that is held here.
  if (backend === 'webgpu') tf.env().set('WEBGPU_CPU_FORWARD', false)
  if (backend === 'webgl') tf.env().set('WEBGL_CPU_FORWARD', false)
  return report
}

/** Holds the network whose files lie at these addresses to its original. */
export async function compare(addresses: readonly string[]): Promise<Comparison[]> {
  return compareWithOriginal(new Map(await Promise.all(addresses.map(fetched))))
}

/** The losses of a run on the network whose files lie at these addresses, on the backend in use. */
export async function train(addresses: readonly string[], training: Training): Promise<readonly number[]> {
  return trainingLosses(new Map(await Promise.all(addresses.map(fetched))), training)
}

/** The same on WebGL, which has taken over from WASM once the model was loaded there: by times that are made up. */
export async function trainTakenOver(addresses: readonly string[], training: Training): Promise<readonly number[]> {
  const usual = await chooseBackend('wasm', openers)
  const webgl = async () => ({ ...(await openers.webgl()), software: false })
  const loaded = async () => {
    const { backend } = await fasterBackend(usual, { ...openers, webgl }, async () =>
      tf.getBackend() === 'webgl' ? 1 : 2,
    )
    if (backend !== 'webgl' || tf.getBackend() !== 'webgl') throw new Error(`internal: ${backend} computes`)
  }
  return train(addresses, { ...training, loaded })
}

/** Why a backend is refused, in words; null where it is not. */
export async function refusal(backend: BackendId): Promise<string | null> {
  speak(en)
  try {
    await chooseBackend(backend, openers)
    return null
  } catch (error) {
    if (error instanceof ThawError) return error.message
    throw error
  }
}

async function fetched(address: string): Promise<readonly [string, ArrayBuffer]> {
  const response = await fetch(address)
  if (!response.ok) throw new Error(`Expected a file at ${address}, received status ${response.status}.`)
  return [address.slice(address.lastIndexOf('/') + 1), await response.arrayBuffer()]
}
