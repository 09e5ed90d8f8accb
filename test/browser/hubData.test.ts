/** Data sets of the Hugging Face Hub on the page: looked up, read as far as asked for, kept, and deleted. */
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { answerFromFolder } from '../../src/commands/hubFolder.ts'
import { type Served, serveStudio } from '../../src/commands/serve.ts'
import { bringDataset, goTo, type StudioRefusal } from '../../src/commands/studioPage.ts'
import { sharedBrowser } from '../support/browsers.ts'
import { type DatasetHub, datasetHub } from '../support/datasetHub.ts'

let hub: DatasetHub
let served: Served
let context: BrowserContext
let page: Page
const abroad: string[] = []

beforeAll(async () => {
  hub = await datasetHub({
    'ada/reviews/default/train/0000.parquet': 'codec-zstd.parquet',
    'ada/reviews/default/test/0000.parquet': 'codec-gzip.parquet',
    'ada/reviews/more/train/0000.parquet': 'groups.parquet',
    'ada/shots/default/train/0000.parquet': 'pictures.parquet',
  })
  served = await serveStudio()
  context = await (await sharedBrowser()).newContext({ viewport: { width: 1280, height: 900 } })
  await answerFromFolder(context, hub.folder)
  page = await context.newPage()
  page.on('request', (request) => {
    if (request.url().startsWith('https:')) abroad.push(request.url())
  })
  await page.goto(`${served.url}#data`)
})

afterAll(async () => {
  await context.close()
  await served.close()
  await hub.close()
})

test('a data set is looked up and read, with its splits as parts', async () => {
  const brought = await bringDataset(page, { name: 'https://huggingface.co/datasets/ada/reviews' })
  expect(brought).toEqual({ task: 'text-classification', examples: 24, classes: 3 })
  expect(await page.locator('[data-dataset]').getAttribute('data-subset')).toBe('default')
  expect(await page.locator('select[data-field="subset"] option').allTextContents()).toEqual(['default', 'more'])
})

test('of another subset so many rows and such columns are read, and the limit is shown', async () => {
  const name = 'ada/reviews'
  const brought = await bringDataset(page, { name, subset: 'more', split: 'train', columns: 'text', rows: '20' })
  expect(brought).toMatchObject({ task: 'text-generation' })
  const told = await page.locator('[data-told]').allTextContents()
  expect(told.join(' ')).toContain('the first 20 of 30 rows of')
})

test('what was read stands after a reload, without a request to the hub', async () => {
  await bringDataset(page, { name: 'ada/shots' })
  await page.waitForFunction(() => document.querySelector('[data-ready="data"]') !== null)
  // What stands is noted soon after it stands.
  await expect
    .poll(() => page.evaluate(() => navigator.storage.estimate().then(({ usage = 0 }) => usage > 0)))
    .toBe(true)
  await page.waitForTimeout(1000)
  abroad.length = 0
  await page.reload()
  const ready = page.locator('[data-ready="data"]')
  await ready.waitFor()
  expect(await ready.getAttribute('data-task')).toBe('image-classification')
  expect(await ready.getAttribute('data-examples')).toBe('8')
  expect(abroad).toEqual([])
  expect(await page.locator('[data-action="hub-dataset"]').textContent()).toContain('ada/shots')
})

test.each([
  [{ name: 'ada/nothing' }, 'network-not-found', 'no data set'],
  [{ name: 'https://example.org/table.csv' }, 'data-unsupported', 'example.org'],
  [{ name: 'ada/reviews', subset: 'less' }, 'data-unsupported', 'less'],
  [{ name: 'ada/reviews', columns: 'stars' }, 'data-unsupported', 'stars'],
])('what is not there is told: %o', async (wanted, code, message) => {
  const refusal = (await bringDataset(page, wanted).catch((error: unknown) => error)) as StudioRefusal
  expect(refusal).toMatchObject({ code, message: expect.stringContaining(message) })
  const alert = page.locator('[role=alert][data-error-code]')
  if (await alert.isVisible()) await alert.getByRole('button', { name: 'Dismiss' }).click()
})

test('what is kept stands on Runs, and can be deleted there', async () => {
  await goTo(page, 'runs')
  const kept = page.locator('[data-kept-dataset]')
  await expect.poll(() => kept.count()).toBe(2)
  await page.locator('[data-kept-dataset="ada/reviews"] [data-action="forget-dataset"]').click()
  await expect.poll(() => kept.count()).toBe(1)
  expect(await kept.getAttribute('data-kept-dataset')).toBe('ada/shots')
})
