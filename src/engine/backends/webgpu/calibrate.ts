/** Finds by trial which variants of the kernels suit the adapter: two small shaders and a fraction of a second in software. */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import type { TensorInfo } from '@tensorflow/tfjs-core'
import { product } from './product.ts'
import { type Tuning, tune, withBarriers, withoutBarriers } from './tuning.ts'

export async function calibrate(backend: WebGPUBackend): Promise<Tuning> {
  const [plain, tiled] = await fastest(backend, [withoutBarriers, withBarriers], { m: 64, k: 256, n: 32, repeats: 2 })
  // A graphics card does either in the time of handing it in; in software each barrier switches between coroutines.
  if (tiled > dear * plain) return withoutBarriers
  const large = { m: 512, k: 512, n: 512, repeats: 4 }
  const unshared: Tuning = { ...withBarriers, product: 'plain' }
  const [alone, shared] = await fastest(backend, [unshared, withBarriers], large)
  return alone < shared ? unshared : withBarriers
}

/** How many times longer a product may take that shares tiles between barriers, for barriers to be of use elsewhere. */
const dear = 5
const tries = 3
/** Milliseconds after which a trial is tried no further: only software is so slow, and there the ratio is plain. */
const patience = 300

interface Trial {
  readonly m: number
  readonly k: number
  readonly n: number
  readonly repeats: number
}

/**
 * Milliseconds of the trial's products under each tuning. They are tried in turns, so that what else the machine does
 * slows both alike; the first of each, which compiles, does not count.
 */
async function fastest(
  backend: WebGPUBackend,
  tunings: readonly [Tuning, Tuning],
  { m, k, n, repeats }: Trial,
): Promise<[number, number]> {
  const [a, b] = [ones(backend, m, k), ones(backend, k, n)] as const
  const best: [number, number] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  let spent = 0
  for (let turn = 0; turn <= tries && spent < patience; turn++)
    for (const at of [0, 1] as const) {
      tune(backend, tunings[at])
      const took = await timed(backend, a, b, turn === 0 ? 1 : repeats)
      if (turn === 0) continue
      best[at] = Math.min(best[at], took)
      spent += took
    }
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
