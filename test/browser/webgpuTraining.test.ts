/** A run on each adapter in software, by every variant of the kernels; and adapters that have too little, or are lost. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Tuning, withBarriers, withoutBarriers } from '../../src/engine/backends/webgpu/tuning.ts'
import type { Job } from '../bench/work/job.ts'
import { makeRun } from '../bench/work/thawRun.ts'
import { type AdapterPage, adapters } from '../support/adapters.ts'
import { startBackend } from '../support/backends.ts'

/** As the bench's second case, but for its learning rate: large enough that ten steps move the loss. */
const job: Job = {
  network: 'bert-2x128',
  way: { kind: 'lora', rank: 8, blocks: 2 },
  batch: 2,
  batches: 3,
  learningRate: 2e-3,
  cached: false,
}
const steps = 10

let wasm: readonly number[]

beforeAll(async () => {
  await startBackend('wasm')
  const run = await makeRun(job)
  wasm = await run.steps(steps)
  run.dispose()
})

describe.each(adapters)('$name', ({ absent, half, open }) => {
  describe.skipIf(absent)('', () => {
    let page: AdapterPage
    let tuning: Tuning

    beforeAll(async () => {
      page = await open('./webgpuTrainingPage.ts', 'training')
      tuning = await page.evaluate('training.open()')
    })

    afterAll(() => page?.close())

    test('has subgroups, and half precision where it says so, that keep their word', () => {
      expect(tuning).toMatchObject({ subgroups: true, half })
    })

    test.each([
      ['no feature', withoutBarriers],
      ['barriers', withBarriers],
      ['subgroups', { ...withBarriers, subgroups: true }],
      ['all that the device has', { ...withBarriers, subgroups: true, half }],
    ] satisfies [string, Tuning][])(
      'with %s the first ten losses of LoRA are those on WASM, to 1e-3',
      async (_, by) => {
        const given = [job, steps, by].map((each) => JSON.stringify(each)).join()
        const losses = await page.evaluate<number[]>(`training.losses(${given})`)
        expect(wasm).toHaveLength(steps)
        // Adam divides by small numbers, which lets rounding grow from step to step.
        expect(Math.max(...losses.map((loss, step) => Math.abs(loss - (wasm[step] as number))))).toBeLessThan(1e-3)
        expect(losses).toHaveLength(steps)
        expect(new Set(losses).size).toBe(steps)
      },
    )

    interface Failure {
      readonly said: string
      readonly memory: boolean
      readonly after: number
    }

    test('a tensor that is larger than the adapter binds is refused in words, and computing goes on', async () => {
      const { said, memory, after } = await page.evaluate<Failure>('training.tooLarge()')
      expect(said).toMatch(/A buffer size of \d+ bytes exceeds the \d+ that this adapter binds/)
      expect({ memory, after }).toEqual({ memory: true, after: 2 })
    })

    test('a fault that the device reports meets whoever reads next, and computing goes on', async () => {
      const { said, memory, after } = await page.evaluate<Failure>('training.reported()')
      expect(said).toMatch(/buffer size .* exceeds/i)
      expect({ memory, after }).toEqual({ memory: true, after: 2 })
    })
  })
})

describe.skipIf(adapters[1]?.absent)('a process on lavapipe', () => {
  test('ends when its device is lost, as the engine’s worker does', async () => {
    const page = await (adapters[1] as (typeof adapters)[number]).open('./webgpuTrainingPage.ts', 'training')
    await page.evaluate('training.open()')
    await page.evaluate('training.lose()')
    const patience = 'new Promise((resolve) => setTimeout(resolve, 30000))'
    await expect(page.evaluate(patience)).rejects.toThrow(/The graphics device was lost/)
    await page.close()
  })
})
