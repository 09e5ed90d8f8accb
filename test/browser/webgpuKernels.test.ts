/** Our kernels on WebGPU, on each adapter in software: each held to tfjs's operations on the CPU, with barriers and without. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Counts } from '../../src/engine/backends/webgpu/counts.ts'
import type { Tuning } from '../../src/engine/backends/webgpu/tuning.ts'
import type { BackendReport } from '../../src/shared/domain/backend.ts'
import { type AdapterPage, adapters } from '../support/adapters.ts'
import { kernelCases } from '../support/webgpuKernelsCases.ts'

describe.each(adapters)('$name', ({ absent, barriers, half, open }) => {
  describe.skipIf(absent)('', () => {
    let page: AdapterPage
    let opened: { report: BackendReport; tuning: Tuning; milliseconds: number }

    beforeAll(async () => {
      page = await open('./webgpuKernelsPage.ts', 'kernels')
      opened = await page.evaluate('kernels.open()')
    })

    afterAll(() => page?.close())

    test('the adapter is found to be software, and whether barriers serve it', () => {
      expect(opened.report).toMatchObject({ backend: 'webgpu', software: true })
      // SwiftShader switches between coroutines at each barrier; lavapipe's are compiled away.
      if (!barriers) expect(opened.tuning).toMatchObject({ product: 'plain', team: 1 })
    })

    test('subgroups of four or eight serve, and halves where the driver has them', () => {
      expect(opened.tuning).toMatchObject({ subgroups: true, half })
    })

    test.each(half ? ['withoutBarriers', 'withHalves'] : ['withoutBarriers'])(
      'infinite, largest and smallest halves are widened to the bit, %s',
      async (by) => {
        const halves = [0x7c00, 0xfc00, 0x7bff, 0x0400, 0x03ff, 0x8001, 0x0000, 0x3555]
        const given = `${JSON.stringify(halves)}, ${JSON.stringify(by)}`
        expect(await page.evaluate<number[]>(`kernels.widened(${given})`)).toEqual([
          ...[Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 65504],
          ...[2 ** -14, 1023 * 2 ** -24, -(2 ** -24), 0, 0x555 * 2 ** -12],
        ])
      },
    )

    const all = [
      ...kernelCases.map(({ name }) => [name, 'withoutBarriers'] as const),
      ...kernelCases.filter(({ team }) => team).map(({ name }) => [name, 'withBarriers'] as const),
      ...kernelCases.filter(({ team }) => team).map(({ name }) => [name, 'withSubgroups'] as const),
      ...kernelCases
        .filter(({ name }) => half && name.includes('16bit'))
        .map(({ name }) => [name, 'withHalves'] as const),
    ]

    test.each(all)('%s, %s, is what tfjs computes on the CPU', async (name, tuning) => {
      const given = `${JSON.stringify(name)}, ${JSON.stringify(tuning)}`
      const { errors, left } = await page.evaluate<{ errors: number[]; left: number }>(`kernels.errorsOf(${given})`)
      expect(left).toBe(0)
      // Single precision summed in another order; a GPU's exp and division may be a few units off.
      expect(Math.max(...errors), `errors ${errors}`).toBeLessThan(1e-4)
    })

    /**
     * Forward: 6 products, GELU, layer norm, attention, and 2 for the loss. Backward: 4 products and a sum for what passes
     * on, 7 products, 2 column sums, 3 of attention, 3 of layer norm and GELU. AdamW: 11 tensors.
     */
    const dispatchesOfAStep = 11 + 5 + 7 + 2 + 3 + 3 + 11

    test('a training step in our kernels is one submit of at most a quarter of the dispatches, and computes the same', async () => {
      const steps = 10
      const run = (kind: string) =>
        page.evaluate<{ counts: Counts; losses: number[] }>(`kernels.countSteps('${kind}', ${steps})`)
      const [ours, plain] = [await run('ours'), await run('plain')]
      expect(ours.counts).toMatchObject({ dispatches: dispatchesOfAStep * steps, submits: steps, readBacks: 0 })
      expect(ours.counts.dispatches / plain.counts.dispatches).toBeLessThan(0.25)
      // Sizes stay the same, so that only Adam's rates are written anew; the other write is that of tfjs's one sum.
      expect(ours.counts.writes).toBe(2 * steps)
      // Memory is used again within a step and from step to step; what is new are the uniforms of Adam's rates.
      expect(ours.counts.bytesAllocated).toBeLessThan(64 * steps)
      expect(ours.losses).toHaveLength(steps + 2)
      expect(ours.losses.at(-1)).toBeLessThan((ours.losses[0] as number) - 0.1)
      const apart = ours.losses.map((loss, at) => Math.abs(loss - (plain.losses[at] as number)))
      // Adam divides by small numbers, which lets rounding grow from step to step.
      expect(Math.max(...apart)).toBeLessThan(1e-3)
    })

    test('shaders are prepared at once, with progress, and are there when the work is done', async () => {
      const { progress, compiledLater, value } = await page.evaluate<{
        progress: [number, number][]
        compiledLater: number
        value: number
      }>('kernels.prepare()')
      const total = progress[0]?.[1] as number
      expect(total).toBeGreaterThan(1)
      expect(progress).toEqual(Array.from({ length: total + 1 }, (_, done) => [done, total]))
      expect(compiledLater).toBe(0)
      expect(value).toBe(2)
    })
  })
})
