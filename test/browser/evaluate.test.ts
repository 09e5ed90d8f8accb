// What Evaluate makes of a finished run: the examples behind a cell, why, calibration, a threshold, before and after, and
// a report that needs nothing but itself. By keyboard, and as axe sees it.
import { readFile } from 'node:fs/promises'
import type { Download, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as drive from '../../src/commands/studioPage.ts'
import type { FieldValue } from '../../src/shared/recipe/field.ts'
import { axeFaults } from '../support/axe.ts'
import { type OpenStudio, openStudio } from '../support/studio.ts'

const settings = new Map<string, FieldValue>([
  ['method.id', 'top-blocks'],
  ['thaw', 1],
  ['epochs', 2],
  ['augment.views', 0],
  ['split.test', 0.25],
])

let studio: OpenStudio
let page: Page

beforeAll(async () => {
  studio = await openStudio()
  page = studio.page
  await drive.chooseBackend(page, 'wasm')
  await drive.bringSample(page)
  await drive.chooseModel(page, 'thaw-vision')
  await drive.setFields(page, settings)
  for await (const _ of drive.train(page));
  await drive.goTo(page, 'evaluate')
  await page.locator('[data-ready="run"]').waitFor()
})

afterAll(async () => {
  await studio.close()
})

/** Presses a button by keyboard. */
async function press(action: string): Promise<void> {
  await page.locator(`[data-action="${action}"]`).first().focus()
  await page.keyboard.press('Enter')
}

test('every figure gets its interval, and the look is counted once', async () => {
  await page.locator('[data-metric="calibrationError"] [data-interval]:has-text("–")').waitFor()
  expect(await page.locator('[data-metric] [data-interval]:has-text("…")').count()).toBe(0)
  await page.locator('[data-looks="1"][data-runs="1"]').waitFor()
  expect(await axeFaults(page)).toEqual([])
})

test('a cell of the matrix opens its own examples, right ones too', async () => {
  const cell = page.locator('table button[aria-label*="answered correctly"]').first()
  const count = Number(await cell.textContent())
  await cell.focus()
  await page.keyboard.press('Enter')
  await page.locator('li[data-example] img').first().waitFor()
  expect(await page.locator('li[data-example]').count()).toBe(Math.min(12, count))
  expect(await page.locator('[data-mistake]').count()).toBe(0)
  await press('all-examples')
})

test('an example is looked at closely: every class, and why', async () => {
  await page.locator('[data-segment="typical"]').focus()
  await page.keyboard.press('Space')
  await page.locator('li[data-example] img').first().waitFor()
  await press('open-example')
  const dialog = page.locator('[data-dialog="example"]')
  await dialog.waitFor()
  expect(await dialog.locator('[data-bar]').count()).toBe(8)
  await press('explain')
  await dialog.locator('[data-explanation="image"] canvas').waitFor()
  expect(await dialog.locator('[data-explanation]').textContent()).toMatch(/What speaks most for .* lies in /)
  expect(await axeFaults(page)).toEqual([])
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
})

test('a threshold is moved by keyboard, and says what it answers', async () => {
  await press('show-threshold')
  const slider = page.locator('[data-field="threshold"]')
  const kept = async () => Number(await page.locator('[data-kept]').getAttribute('data-kept'))
  await slider.focus()
  await page.keyboard.press('Home')
  expect(await kept()).toBe(await tested())
  await page.keyboard.press('End')
  expect(await kept()).toBeLessThan(await tested())
})

test('a temperature is taken into use and back, fitted on what is not the test', async () => {
  await press('show-reliability')
  await press('temper')
  await page.locator('[data-temperature]:not([data-temperature="1"])').waitFor()
  await press('untemper')
  await page.locator('[data-temperature="1"]').waitFor()
})

test('the test is seen before and after tuning, and a mark opens its example', async () => {
  await press('show-features')
  await press('compare-features')
  const maps = page.locator('[data-features]')
  await maps.waitFor()
  expect(Number(await maps.getAttribute('data-features'))).toBe(await tested())
  expect(await page.locator('[data-bar="untouched"]').count()).toBe(1)
  await press('point-next')
  await press('open-point')
  await page.locator('[data-opened-example]').waitFor()
  await page.keyboard.press('Escape')
})

test('likely label errors are looked for, and nothing is changed unasked', async () => {
  await press('show-label-errors')
  await press('find-label-errors')
  await page.locator('[data-doubts]').waitFor()
  expect(await page.locator('[data-action="apply-edits"]').count()).toBe(0)
  expect(await axeFaults(page)).toEqual([])
})

describe('the report', () => {
  test('opens by itself, with the worst mistakes, and asks for nothing', async () => {
    const report = await textOf('html-report')
    expect(report).toMatch(/<img src="data:image\/|Worst mistakes<\/h2><p>None/)
    const reader = await studio.context.newPage()
    const asked: string[] = []
    const complaints: string[] = []
    reader.on('request', (request) => asked.push(request.url()))
    reader.on('console', (message) => complaints.push(message.text()))
    await reader.setContent(report)
    expect(await reader.locator('h1').textContent()).toContain('Thaw vision')
    expect(await reader.locator('svg').count()).toBe(5)
    expect(asked.filter((url) => !url.startsWith('data:'))).toEqual([])
    expect(complaints).toEqual([])
    await reader.close()
  })
  test('has a model card beside it', async () => {
    expect(await textOf('model-card')).toMatch(/^## Metrics$[\s\S]*\| Accuracy \| 0\.\d{3} \|/m)
  })
})

test('nothing went wrong unheard', () => {
  expect(studio.complaints).toEqual([])
})

async function tested(): Promise<number> {
  const words = await page.locator('[data-kept]').textContent()
  return Number(/of (\d+) pictures/.exec(words ?? '')?.[1])
}

async function textOf(action: string): Promise<string> {
  const saved: Promise<Download> = page.waitForEvent('download')
  await press(action)
  return readFile(await (await saved).path(), 'utf8')
}
