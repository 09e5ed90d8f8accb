/** Measures one backend in a worker of its own, since tfjs keeps one registry of kernels a realm. */
import '../../../src/engine/backends/tfjs.ts'
import { chooseBackend } from '../../../src/engine/backends/choose.ts'
import { openers } from '../../../src/engine/backends/openers.ts'
import { en } from '../../../src/shared/messages/en.ts'
import { speak } from '../../../src/shared/messages/say.ts'
import { seeded } from '../../../src/shared/random.ts'
import type { Job } from '../work/job.ts'
import { makeRun } from '../work/thawRun.ts'
import { measureProduct } from './products.ts'
import type { Adapter, Operand, Product } from './result.ts'

export interface CardCalls {
  /** Which adapter is asked, where the backend is one of a graphics device; how many threads else. */
  open: (backend: 'webgpu' | 'wasm') => Promise<{ readonly adapter: Adapter | null; readonly threads: number }>
  product: (asked: { readonly side: number; readonly operand: Operand; readonly productMs: number }) => Promise<Product>
  /** One step, and then others for so long. */
  train: (job: Job, steps: number, stepsMs: number) => Promise<StepTimes>
}

export interface StepTimes {
  readonly firstStepMs: number
  readonly stepMs: number
  readonly losses: readonly number[]
}

export type CardAnswer = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly why: string }

const calls: CardCalls = {
  async open(backend) {
    const { software, threads } = await chooseBackend(backend, openers)
    return { adapter: backend === 'webgpu' ? await describe(software) : null, threads }
  },
  product: (asked) => measureProduct(asked, seeded(`product/${asked.side}`)),
  async train(job, steps, stepsMs) {
    const run = await makeRun(job)
    try {
      const started = performance.now()
      const losses = [...(await run.steps(1))]
      const firstStepMs = performance.now() - started
      const times: number[] = []
      const began = performance.now()
      for (let step = 0; step < steps && (step < 2 || performance.now() - began < stepsMs); step++) {
        const start = performance.now()
        losses.push(...(await run.steps(1)))
        times.push(performance.now() - start)
      }
      return { firstStepMs, stepMs: median(times), losses }
    } finally {
      run.dispose()
    }
  },
}

speak(en)
self.addEventListener('message', ({ data }: MessageEvent<{ name: keyof CardCalls; values: never[] }>) => {
  const call = calls[data.name] as (...values: never[]) => Promise<unknown>
  call(...data.values).then(
    (value) => self.postMessage({ ok: true, value } satisfies CardAnswer),
    (error) =>
      self.postMessage({ ok: false, why: error instanceof Error ? error.message : String(error) } satisfies CardAnswer),
  )
})

/** Those that decide what a kernel may do. */
const limits = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupsPerDimension',
] as const

async function describe(software: boolean): Promise<Adapter> {
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' })
  if (!adapter) throw new Error('This browser offers no GPU.')
  const { vendor, architecture, device, description } = adapter.info
  return {
    ...{ vendor, architecture, device, description, software },
    limits: Object.fromEntries(limits.map((limit) => [limit, adapter.limits[limit]])),
    features: [...adapter.features].sort(),
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return ((sorted[(sorted.length - 1) >> 1] ?? Number.NaN) + (sorted[sorted.length >> 1] ?? Number.NaN)) / 2
}
