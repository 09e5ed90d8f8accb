/** The model card behind a deployed page: the run's own where it is known, with what the page adds to it. */
import { beforeAll, expect, test } from 'vitest'
import { exporters } from '../../../src/engine/export/exporters.ts'
import { unwatched } from '../../../src/engine/export/exportWatch.ts'
import type { TunedModel } from '../../../src/engine/inference/tunedModel.ts'
import { wholeOptions } from '../../../src/shared/catalog/exportOptions.ts'
import { exportCards } from '../../../src/shared/catalog/exports.ts'
import { startBackend } from '../../support/backends.ts'
import { builtSite } from '../../support/runtimeSite.ts'
import { tunedFixture } from '../../support/tunedFixture.ts'

beforeAll(() => startBackend('cpu'))

const card = '# Birds, by Thaw vision\n\n## Metrics\n\n| Accuracy | 0.750 |\n'

test('the run’s card stands in the page and beside the weights, word for word', async () => {
  const { page, weights } = await written(card)
  expect(page.card.startsWith(card.trimEnd())).toBe(true)
  expect(weights).toBe(card)
})

test('what its licence asks and what rounding does are said below it', async () => {
  const { page } = await written(card)
  expect(page.card.slice(card.length)).toContain('## Licence\n\n- Licence of that model: Apache-2.0')
  expect(page.card).toContain('The weights are rounded to 8 bits')
})

test('of a model that was brought, the page tells what the model tells, and no card lies beside its weights', async () => {
  const { page, weights } = await written(undefined)
  expect(page.card).toMatch(/^# Image classification\n\n- Tuned from: microsoft\/resnet\\?-50/)
  expect(page.card).toContain('- Licence of that model: Apache-2.0')
  expect(weights).toBeNull()
})

async function written(card: string | undefined) {
  const { tuned, dispose } = await tunedFixture({
    base: 'resnet-basic',
    method: 'lora',
    task: 'image-classification',
  })
  const model: TunedModel = { ...tuned, base: { id: 'microsoft/resnet-50', revision: '' } }
  const source = {
    ask: <T>(work: (tuned: TunedModel) => Promise<T>) => work(model),
    ...{ lastRun: null, model: null, site: builtSite, ...(card !== undefined && { card }) },
  }
  const site = await exporters.site.write(source, unwatched, wholeOptions(exportCards.site.options))
  const weights = await exporters.weights.write(source)
  dispose()
  const text = (files: typeof site, wanted: string) => files.find(({ name }) => name === wanted)?.blob.text()
  return {
    page: JSON.parse((await text(site, 'page.json')) ?? ''),
    weights: (await text(weights, 'MODEL_CARD.md')) ?? null,
  }
}
