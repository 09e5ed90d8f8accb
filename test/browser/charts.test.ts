// A long run on the Watch screen: twenty thousand steps of a head, on WASM, as fast as they come. The page must not be
// felt while they arrive, its memory must not grow with them, and every chart must be usable by keyboard.
import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { layYardstick, mainThreadTasks } from '../../src/commands/longTasks.ts'
import * as drive from '../../src/commands/studioPage.ts'
import type { FieldValue } from '../../src/shared/recipe/field.ts'
import { axeFaults } from '../support/axe.ts'
import { type OpenStudio, openStudio } from '../support/studio.ts'

const settings = new Map<string, FieldValue>([
  ['method.id', 'head'],
  ['batch', 1],
  ['epochs', 1000],
  ['augment.views', 0],
  ['split.validation', 0.05],
  ['split.test', 0.15],
  ['earlyStopping.patience', 0],
])
const early = 5_000
const late = 20_000
/** Far below what twenty thousand steps would take if each left but an object behind. */
const mostGrowth = 4 * 2 ** 20

let studio: OpenStudio
let page: Page

beforeAll(async () => {
  studio = await openStudio({ viewport: { width: 1280, height: 2400 } })
  page = studio.page
  await drive.chooseBackend(page, 'wasm')
  await drive.bringSample(page)
  await drive.chooseModel(page, 'thaw-vision')
  await drive.setFields(page, settings)
})

afterAll(async () => {
  await studio.close()
})

test('over 20,000 steps no task of the page computes for over 100 ms, and its memory stays flat', async () => {
  const heap: number[] = []
  await page.locator('[data-action="start"]').click()
  await untilStep(1)
  await page.locator('[data-action="more-charts"]').click()
  const first = await mainThreadTasks(page, async () => {
    await untilStep(early)
    await layYardstick(page)
  })
  heap.push(await usedHeap())
  const later = await mainThreadTasks(page, async () => {
    await untilStep(late)
  })
  heap.push(await usedHeap())
  const { slower } = first
  const all = [...first.tasks, ...later.tasks].sort((a, b) => b.own - a.own)
  expect(all.length).toBeGreaterThan(100)
  // Some 36 to 51 ms with nothing beside it, up to 86 ms beside two other tests.
  expect(all.filter(({ own }) => own > 100 * slower)).toEqual([])
  const [before = 0, after = 0] = heap
  expect(before).toBeGreaterThan(0)
  expect(after - before).toBeLessThan(mostGrowth)
  const longest = all.slice(0, 3).map(({ own, wall }) => `${own.toFixed(0)} ms (${wall.toFixed(0)} by the clock)`)
  console.log(
    `longest tasks: ${longest.join(', ')}; slower ${slower.toFixed(1)} times; heap ${inMb(before)} at ${early}, ${inMb(after)} at ${late} steps`,
  )
})

test('the run pauses, makes one step, and takes a change that its charts then mark', async () => {
  await page.locator('[data-action="pause"]').click()
  await page.locator('[data-pace="paused"]').waitFor()
  const paused = await shownStep()
  await page.locator('[data-action="step"]').click()
  await expect.poll(shownStep).toBe(paused + 1)
  await page.locator('[data-action="change-run"]').click()
  await page.locator('[data-field="live.dropout"]').fill('7')
  expect(await page.locator('[data-action="apply-changes"]').isDisabled()).toBe(true)
  await page.locator('[data-field="live.dropout"]').fill('0.35')
  await page.locator('[data-action="apply-changes"]').click()
  await page.locator('[data-awaited]').waitFor()
  await page.locator('#watch-settings:focus').waitFor() // its button is switched off: the focus stays near it
  expect(await page.locator('[data-field="live.dropout"]').inputValue()).toBe('0.35')
  await page.locator('[data-action="step"]').click()
  await page.locator(`[data-event="change"][data-event-step="${paused + 2}"]`).waitFor()
  expect(await page.locator('[data-event="change"]').textContent()).toContain('dropout')
  await page.locator('[data-awaited]').waitFor({ state: 'detached' })
  expect(await page.locator('[data-field="live.dropout"]').inputValue()).toBe('0.35')
  await expect.poll(() => page.locator('[data-chart] [data-flag="change"]').count()).toBe(7)
})

test('each chart is read and zoomed by keyboard, all together', async () => {
  const surface = page.locator('[data-chart="loss"] [role="slider"]')
  await surface.focus()
  await page.keyboard.press('Home')
  const first = await surface.getAttribute('aria-valuetext')
  await page.keyboard.press('End')
  expect(await surface.getAttribute('aria-valuetext')).not.toBe(first)
  expect(first).toMatch(/^Epoch 0: Each batch \d/)
  await expect.poll(() => page.locator('[data-crosshair]').count()).toBe(7)
  await page.keyboard.press('+')
  const memory = page.locator('[data-chart="memory"] [role="slider"]')
  await expect.poll(async () => Number(await memory.getAttribute('aria-valuemin'))).toBeGreaterThan(0)
  await page.keyboard.press('0')
  await expect.poll(() => memory.getAttribute('aria-valuemin')).toBe('0')
})

test('behind each chart is its table, and it is taken away as CSV and PNG', async () => {
  await page.locator('[data-action="table-loss"]').click()
  const table = page.getByRole('region', { name: 'Loss in numbers' })
  expect(await table.getByRole('row').count()).toBeGreaterThan(50)
  const rows = (await saved('csv-loss')).toString('utf8').trim().split('\r\n')
  expect(rows[0]).toBe('Step,Epoch,Seconds,Batch loss,Training loss,Validation loss')
  expect(rows.length).toBeGreaterThan(1000)
  await page.locator('[data-action="table-loss"]').click()
  await page.locator('[data-chart="loss"] [data-trace="validation"]').waitFor({ state: 'attached' })
  const picture = await saved('png-loss')
  expect(picture.subarray(1, 4).toString('latin1')).toBe('PNG')
  expect(picture.readUInt32BE(16)).toBeGreaterThan(800)
  expect(picture.length).toBeGreaterThan(10_000)
})

test('the screen has no fault that axe finds, and stopping keeps the best', async () => {
  expect(await axeFaults(page)).toEqual([])
  await page.locator('[data-action="stop"]').click()
  await drive.untilShown(page, '[data-action="go-evaluate"]')
  expect(studio.complaints).toEqual([])
})

async function shownStep(): Promise<number> {
  await page.getByText(/^Paused after step/).waitFor()
  return Number(await page.locator('[data-run-step]').getAttribute('data-run-step'))
}

/** As the progress card tells, a few times a second. */
async function untilStep(step: number): Promise<void> {
  await page.waitForFunction(
    (wanted) => Number(document.querySelector('[data-run-step]')?.getAttribute('data-run-step') ?? 0) >= wanted,
    step,
    { timeout: 0, polling: 250 },
  )
}

/** After everything that can be let go was. */
async function usedHeap(): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.enable')
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  await session.detach()
  return usedSize
}

async function saved(action: string): Promise<Buffer> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.locator(`[data-action="${action}"]`).click(),
  ])
  return readFile(await download.path())
}

function inMb(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MB`
}
