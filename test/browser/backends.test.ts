import { expect, test } from 'vitest'
import * as drive from '../../src/commands/studioPage.ts'
import type { BackendId } from '../../src/shared/catalog/backends.ts'
import type { FieldValue } from '../../src/shared/recipe/field.ts'
import { openStudio } from '../support/studio.ts'

const settings = new Map<string, FieldValue>([
  ['method.id', 'top-blocks'],
  ['thaw', 1],
  ['maxTrain', 10],
  ['split.validation', 0.02],
  ['split.test', 0.02],
  ['batch', 1],
  ['epochs', 1],
])

/** A software GPU takes half a second for a picture; families of pictures are held to the CPU in references.test.ts. */
const cases = [
  [
    'wasm',
    { task: 'image-classification', model: 'thaw-vision', fields: new Map([...settings, ['augment.views', 0]]) },
  ],
  ['webgpu', { task: 'text-classification', model: 'thaw-text', fields: settings }],
  ['webgl', { task: 'text-classification', model: 'thaw-text', fields: settings }],
] as const

test.each(cases)('the first ten losses on %s are those on the CPU, to 1e-3', async (backend, on) => {
  const [losses, cpu] = [await firstLosses(backend, on), await firstLosses('cpu', on)]
  expect(cpu).toHaveLength(10)
  // Single precision, summed in another order.
  const apart = losses.map((loss, step) => Math.abs(loss - (cpu[step] ?? Number.NaN)))
  expect(Math.max(...apart), `${backend}: ${losses}\ncpu: ${cpu}`).toBeLessThan(1e-3)
})

async function firstLosses(backend: BackendId, { task, model, fields }: (typeof cases)[number][1]): Promise<number[]> {
  const studio = await openStudio({ webgpu: backend === 'webgpu', webgl: backend === 'webgl' })
  const { page } = studio
  try {
    expect((await drive.chooseBackend(page, backend)).backend).toBe(backend)
    await drive.bringSample(page, task)
    await drive.chooseModel(page, model)
    await drive.setFields(page, fields)
    for await (const _ of drive.train(page));
    const steps = (await page.locator('[data-steps]').getAttribute('data-steps')) ?? '[]'
    return (JSON.parse(steps) as { loss: number }[]).slice(0, 10).map(({ loss }) => loss)
  } finally {
    await studio.close()
  }
}
