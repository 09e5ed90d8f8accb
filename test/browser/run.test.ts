// One run from Tune to Use, on WASM: every screen as a person passes it.
import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { layYardstick, mainThreadTasks } from '../../src/commands/longTasks.ts'
import * as drive from '../../src/commands/studioPage.ts'
import { sampleData } from '../../src/shared/catalog/sample.ts'
import type { EpochMetrics } from '../../src/shared/domain/run.ts'
import type { FieldValue } from '../../src/shared/recipe/field.ts'
import { entriesOf, zipOf } from '../support/archives.ts'
import { axeFaults } from '../support/axe.ts'
import { shownProbabilities } from '../support/shownProbabilities.ts'
import { type OpenStudio, openStudio } from '../support/studio.ts'

const settings = new Map<string, FieldValue>([
  ['method.id', 'top-blocks'],
  ['thaw', 1],
  ['epochs', 4],
  ['augment.views', 0],
  ['split.test', 0.25],
])

let studio: OpenStudio
let page: Page
let exported: Buffer
let answer = ''
const picture = { name: 'question.jpg', bytes: Buffer.alloc(0) }

beforeAll(async () => {
  const [first] = await entriesOf(await readFile(`public/${sampleData.path}`))
  picture.bytes = Buffer.from(first?.bytes ?? [])
  studio = await openStudio()
  page = studio.page
  await drive.chooseBackend(page, 'wasm')
  await drive.bringSample(page)
  await drive.chooseModel(page, 'thaw-vision')
})

afterAll(async () => {
  await studio.close()
})

test('the thaw line moves by keyboard, and the method and the figures follow', async () => {
  await drive.goTo(page, 'tune')
  const line = page.locator('[data-thaw-line]')
  const blocks = Number(await line.getAttribute('aria-valuemax'))
  expect(await line.getAttribute('aria-valuenow')).toBe(String(blocks))
  await line.focus()
  await page.keyboard.press('ArrowDown')
  expect(await line.getAttribute('aria-valuenow')).toBe(String(blocks - 1))
  expect(await page.locator('select[data-field="method.id"]').inputValue()).toBe('top-blocks')
  const oneBlock = await line.getAttribute('aria-valuetext')
  await page.keyboard.press('Home')
  expect(await page.locator('select[data-field="method.id"]').inputValue()).toBe('full')
  expect(await line.getAttribute('aria-valuetext')).not.toBe(oneBlock)
  await page.keyboard.press('End')
  expect(await page.locator('select[data-field="method.id"]').inputValue()).toBe('head')
  expect(await axeFaults(page)).toEqual([])
})

test('while it trains on WASM, no task of the page computes for over 100 ms', async () => {
  await drive.setFields(page, settings)
  const epochs: EpochMetrics[] = []
  const { tasks, slower } = await mainThreadTasks(page, async () => {
    for await (const epoch of drive.train(page)) {
      epochs.push(epoch)
      if (epochs.length === 1) await layYardstick(page)
    }
  })
  // The table is paced: the last row may come after the run has ended.
  expect(epochs.map(({ epoch }) => epoch).slice(0, 3)).toEqual([1, 2, 3])
  expect(tasks.length).toBeGreaterThan(20)
  // Processor time, not wall time: on a machine that others share, a task of 7 ms has stood in a trace as 71 ms. So this
  // does not prove the bound as a person with a stop-watch would; the wall times are printed for a quiet machine.
  // The first showing of this screen needs 45 ms of a machine at rest.
  expect(tasks.filter(({ own }) => own > 100 * slower)).toEqual([])
  const longest = tasks.slice(0, 3).map(({ wall, own }) => `${wall.toFixed(0)} ms (${own.toFixed(0)} ms computing)`)
  console.log(`longest tasks of the page while training: ${longest.join(', ')}; slower ${slower.toFixed(1)} times`)
  expect(await axeFaults(page)).toEqual([])
})

test('the test is shown on pictures that were kept aside, and the report says what was asked for', async () => {
  const report = await drive.downloadReport(page)
  expect(report).toMatchObject({
    backend: 'wasm',
    model: 'thaw-vision',
    method: 'top-blocks',
    data: { examples: 480, classes: 8, skipped: [] },
    recipe: { epochs: 4, thaw: 1, split: { test: 0.25 } },
  })
  expect(report.test.n).toBe(report.data.test)
  expect(report.data.train + report.data.validation + report.data.test).toBe(480)
  expect(report.epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4])
  expect(report.parameters.trainable).toBeLessThan(report.parameters.total)
  expect(await axeFaults(page)).toEqual([])
})

test('the model names a picture, and can be taken away as six files', async () => {
  answer = await drive.predict(page, picture)
  expect(sampleData.classes).toContain(answer)
  exported = await drive.downloadModel(page)
  const names = (await entriesOf(exported)).map(({ path }) => path).sort()
  expect(names).toEqual([
    'MODEL_CARD.md',
    'README.md',
    'config.json',
    'labels.json',
    'model.safetensors',
    'preprocessor_config.json',
  ])
  expect(await axeFaults(page)).toEqual([])
})

test('a truncated model is refused, and the one before still answers', async () => {
  const entries = (await entriesOf(exported)).map(({ path, bytes }) => ({
    path,
    bytes: path === 'model.safetensors' ? bytes.subarray(0, bytes.length / 2) : bytes,
  }))
  await drive.goTo(page, 'use')
  await bringBack(await zipOf(entries))
  await page.locator('[role=alert][data-error-code]').waitFor()
  expect(await drive.shownRefusal(page)).toMatchObject({ code: 'weights-invalid' })
  await page.getByRole('button', { name: 'Dismiss' }).click()
  expect(await drive.predict(page, picture)).toBe(answer)
})

test('brought back into a fresh studio, the model gives the same answer to the digit', async () => {
  const shown = await shownProbabilities(page)
  const fresh = await openStudio()
  await drive.chooseBackend(fresh.page, 'wasm')
  await drive.goTo(fresh.page, 'use')
  await fresh.page.locator('[data-input="import-model"]').setInputFiles({
    name: 'model.zip',
    mimeType: 'application/zip',
    buffer: exported,
  })
  await drive.untilShown(fresh.page, '[data-input="predict"]')
  expect(await drive.predict(fresh.page, picture)).toBe(answer)
  expect(await shownProbabilities(fresh.page)).toEqual(shown)
  expect(shown).toHaveLength(8)
  expect(fresh.complaints).toEqual([])
  await fresh.close()
})

test('nothing was thrown and no policy was broken on the way', () => {
  expect(studio.complaints).toEqual([])
})

async function bringBack(archive: Buffer): Promise<void> {
  const file = { name: 'model.zip', mimeType: 'application/zip', buffer: archive }
  await page.locator('[data-input="import-model"]').setInputFiles(file)
}
