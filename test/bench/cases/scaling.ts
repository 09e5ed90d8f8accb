/** Case 6: cost grows as it should: with the examples, not with the epochs, and with the blocks above the thaw line. */
import type { Link } from '../link.ts'
import { median, type Setting } from '../measure.ts'
import type { Job } from '../work/job.ts'
import { bertShapes } from '../work/shapes.ts'
import type { PartAsked } from './case.ts'
import type { Finding } from './finding.ts'

export const scalingTitle = 'Cost grows as it should (BERT-shaped classifier, 64 tokens, batch 16)'

export async function runScaling(setting: Setting, { quick }: PartAsked): Promise<Finding[]> {
  const deep = quick || setting.backend !== 'wasm' ? 'bert-2x128' : 'bert-6x384'
  return [
    ...(await twiceTheExamples(setting, quick ? 8 : 24)),
    await flatMemory(setting, quick ? 4 : 8),
    await thawLine(setting, deep),
  ]
}

/** Each epoch anew, features computed and kept on the way, as a first epoch does; and again from what is kept. */
async function twiceTheExamples(setting: Setting, batches: number): Promise<Finding[]> {
  const job: Job = { network: 'bert-2x128', way: { kind: 'top-blocks', blocks: 1 }, batch: 16, batches, cached: true }
  const [first, later]: [number[], number[]] = [[], []]
  for (let turn = 0; turn < setting.turns; turn++) {
    const once = await epochs(setting, job)
    const twice = await epochs(setting, { ...job, batches: 2 * batches })
    first.push(twice.first / once.first)
    later.push(twice.later / once.later)
  }
  const bounds = { atLeast: 1.8, atMost: 2.2 }
  return [
    { what: 'time of a first epoch of twice the examples', value: median(first), ...bounds },
    { what: 'time of a later epoch of twice the examples', value: median(later), ...bounds },
  ]
}

/** Milliseconds; what is compiled and grown at first is behind it. */
async function epochs(setting: Setting, job: Job): Promise<{ first: number; later: number }> {
  return withThaw(setting, job, async (link) => {
    await link.call('run', 2)
    await link.call('prepare', job)
    const first = await link.call('run', job.batches)
    const later = await link.call('run', job.batches)
    return { first: first.ms, later: later.ms }
  })
}

async function flatMemory(setting: Setting, batches: number): Promise<Finding> {
  const job: Job = { network: 'bert-2x128', way: { kind: 'top-blocks', blocks: 1 }, batch: 16, batches, cached: true }
  return withThaw(setting, job, async (link) => {
    const held: number[] = []
    for (let epoch = 0; epoch < 8; epoch++) {
      await link.call('run', batches)
      const { wasmBytes, gpuPeakBytes, tensorBytes } = await link.call('memory')
      held.push(wasmBytes + gpuPeakBytes + (tensorBytes ?? 0))
    }
    const value = (held.at(-1) ?? Number.NaN) / (held[1] ?? Number.NaN)
    return { what: 'memory after eight epochs, of that after two', value, atMost: 1.02 }
  })
}

/** Kept features for all, so that a step is what stands above the line: a head's share, and so much for each block. */
async function thawLine(setting: Setting, network: 'bert-2x128' | 'bert-6x384'): Promise<Finding> {
  const { layers } = bertShapes[network]
  const half = layers / 2
  const job = (blocks: number): Job => ({
    network,
    way: blocks === 0 ? { kind: 'head' } : { kind: 'top-blocks', blocks },
    batch: 16,
    batches: 2,
    cached: true,
  })
  const [none, some, all] = await stepTimes(setting, [job(0), job(half), job(layers)])
  const value = ((some ?? 0) - (none ?? 0)) / ((all ?? 0) - (none ?? 0))
  const detail = `${half} of ${layers} blocks: ${(some ?? 0).toFixed(0)} of ${(all ?? 0).toFixed(0)} ms, head ${(none ?? 0).toFixed(1)} ms`
  const share = half / layers
  const what = `a thaw line at ${half} of ${layers} blocks costs, of all blocks`
  return { what, value, atLeast: 0.85 * share, atMost: 1.15 * share, detail }
}

/** Medians in milliseconds, the jobs taking turns. */
async function stepTimes(setting: Setting, jobs: readonly Job[]): Promise<number[]> {
  const links: Link[] = []
  try {
    for (const job of jobs) {
      const link = await opened(setting, job)
      links.push(link)
      await link.call('run', 3)
    }
    const times = jobs.map((): number[] => [])
    for (let turn = 0; turn < setting.turns; turn++)
      for (const [at, link] of links.entries()) {
        const { ms, steps } = await link.call('run', 4)
        times[at]?.push(ms / steps)
      }
    return times.map(median)
  } finally {
    for (const link of links) await link.stop()
  }
}

async function withThaw<T>(setting: Setting, job: Job, use: (link: Link) => Promise<T>): Promise<T> {
  const link = await opened(setting, job)
  try {
    return await use(link)
  } finally {
    await link.stop()
  }
}

async function opened(setting: Setting, job: Job): Promise<Link> {
  const link = await setting.link('thaw')
  if (!link) throw new Error('internal: the studio is always at hand')
  await link.call('open', setting.backend, setting.threads)
  await link.call('prepare', job)
  return link
}
