/** The page's half of browser/references.test.ts, as the global `references`: the checks on a backend that only pages have. */
import '../../src/engine/backends/tfjs.ts'
import * as tf from '@tensorflow/tfjs-core'
import { chooseBackend } from '../../src/engine/backends/choose.ts'
import { openers } from '../../src/engine/backends/openers.ts'
import type { BackendReport } from '../../src/shared/domain/backend.ts'
import type { BackendId } from '../../src/shared/recipe/recipe.ts'
import { type Comparison, compareWithOriginal } from './referenceCheck.ts'

/** Opens and proves a backend as the engine's worker does. */
export async function open(backend: BackendId): Promise<BackendReport> {
  const report = await chooseBackend(backend, openers)
  // tfjs computes with small tensors on the CPU; real networks have large ones, and it is the GPU that is held here.
  if (backend === 'webgpu') tf.env().set('WEBGPU_CPU_FORWARD', false)
  return report
}

/** Holds the network whose files lie at these addresses to its original. */
export async function compare(addresses: readonly string[]): Promise<Comparison[]> {
  return compareWithOriginal(new Map(await Promise.all(addresses.map(fetched))))
}

async function fetched(address: string): Promise<readonly [string, ArrayBuffer]> {
  const response = await fetch(address)
  if (!response.ok) throw new Error(`Expected a file at ${address}, received status ${response.status}.`)
  return [address.slice(address.lastIndexOf('/') + 1), await response.arrayBuffer()]
}
