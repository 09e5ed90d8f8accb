/** Finds by trial which variants of the kernels suit the adapter: two small shaders and a fraction of a second in software. */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import type { TensorInfo } from '@tensorflow/tfjs-core'
import { product } from './product.ts'
import { type Tuning, tune, withBarriers, withoutBarriers } from './tuning.ts'

export async function calibrate(backend: WebGPUBackend): Promise<Tuning> {
  const small = { m: 64, k: 64, n: 32, repeats: 64 }
  const [plain, tiled] = [await fastest(backend, withoutBarriers, small), await fastest(backend, withBarriers, small)]
  // A graphics card does either in the time of handing it in; in software each barrier switches between coroutines.
  if (tiled > dear * plain) return withoutBarriers
  const large = { m: 512, k: 512, n: 512, repeats: 4 }
  const unshared: Tuning = { ...withBarriers, product: 'plain' }
  return (await fastest(backend, unshared, large)) < (await fastest(backend, withBarriers, large))
    ? unshared
    : withBarriers
}

/** How many times longer a product may take that shares tiles between barriers, for barriers to be of use elsewhere. */
const dear = 2
const tries = 2

interface Trial {
  readonly m: number
  readonly k: number
  readonly n: number
  readonly repeats: number
}

/** Milliseconds of the trial's products; the first, which compiles, does not count. */
async function fastest(backend: WebGPUBackend, tuning: Tuning, { m, k, n, repeats }: Trial): Promise<number> {
  tune(backend, tuning)
  const [a, b] = [ones(backend, m, k), ones(backend, k, n)] as const
  await timed(backend, a, b, 1)
  let best = Number.POSITIVE_INFINITY
  for (let turn = 0; turn < tries; turn++) best = Math.min(best, await timed(backend, a, b, repeats))
  for (const { dataId } of [a, b]) backend.disposeData(dataId)
  return best
}

function ones(backend: WebGPUBackend, rows: number, columns: number): TensorInfo {
  return backend.makeTensorInfo([rows, columns], 'float32', new Float32Array(rows * columns).fill(1))
}

async function timed(backend: WebGPUBackend, a: TensorInfo, b: TensorInfo, times: number): Promise<number> {
  const start = performance.now()
  for (let turn = 0; turn < times; turn++) {
    const result = product(backend, [{ a, b }], { transposeA: false, transposeB: false })
    if (result) backend.disposeData(result.dataId)
  }
  backend.endComputePassEncoder()
  backend.submitQueue()
  await backend.queue.onSubmittedWorkDone()
  return performance.now() - start
}
