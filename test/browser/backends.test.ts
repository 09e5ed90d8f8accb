import { beforeAll, expect, test } from 'vitest'
import * as drive from '../../src/commands/studioPage.ts'
import type { FieldValue } from '../../src/shared/recipe/field.ts'
import type { BackendId } from '../../src/shared/recipe/recipe.ts'
import { openStudio } from '../support/studio.ts'

/** Few pictures: a software GPU takes half a second for each. */
const settings = new Map<string, FieldValue>([
  ['method.id', 'top-blocks'],
  ['thaw', 1],
  ['augment.views', 0],
  ['maxTrain', 10],
  ['split.validation', 0.02],
  ['split.test', 0.02],
  ['batch', 1],
  ['epochs', 1],
])

let cpu: number[] = []

beforeAll(async () => {
  cpu = await firstLosses('cpu')
})

test.each(['wasm', 'webgpu'] as const)('the first ten losses on %s are those on the CPU, to 1e-3', async (backend) => {
  const losses = await firstLosses(backend)
  expect(cpu).toHaveLength(10)
  // Single precision, summed in another order.
  const apart = losses.map((loss, step) => Math.abs(loss - (cpu[step] ?? Number.NaN)))
  expect(Math.max(...apart), `${backend}: ${losses}\ncpu: ${cpu}`).toBeLessThan(1e-3)
})

async function firstLosses(backend: BackendId): Promise<number[]> {
  const studio = await openStudio({ webgpu: backend === 'webgpu' })
  const { page } = studio
  try {
    expect((await drive.chooseBackend(page, backend)).backend).toBe(backend)
    await drive.bringSample(page)
    await drive.chooseModel(page, 'thaw-vision')
    await drive.setFields(page, settings)
    for await (const _ of drive.train(page));
    const steps = (await page.locator('[data-steps]').getAttribute('data-steps')) ?? '[]'
    return (JSON.parse(steps) as { loss: number }[]).slice(0, 10).map(({ loss }) => loss)
  } finally {
    await studio.close()
  }
}
