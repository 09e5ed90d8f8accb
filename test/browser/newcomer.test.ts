// What people who came to the page for the first time stumbled over, each where it was seen.
import { decode } from 'fast-png'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as drive from '../../src/commands/studioPage.ts'
import type { FieldValue } from '../../src/shared/recipe/field.ts'
import { type OpenStudio, openStudio } from '../support/studio.ts'

/** A model of 12 MB is handed over beside other work. */
const patience = 120_000

let studio: OpenStudio
let page: Page

beforeAll(async () => {
  studio = await openStudio()
  page = studio.page
  page.setDefaultTimeout(patience)
  await drive.chooseBackend(page, 'wasm')
  await drive.bringSample(page, 'text-classification')
  await drive.chooseModel(page, 'thaw-text')
})

afterAll(async () => {
  expect(studio.complaints).toEqual([])
  await studio.close()
})

test('from Tune’s heading one key leads past its thirty controls to the start', async () => {
  await drive.goTo(page, 'tune')
  await page.locator('h1').focus()
  await page.keyboard.press('Tab')
  expect(await page.locator('[data-action="skip-to-action"]:focus').isVisible()).toBe(true)
  await page.keyboard.press('Enter')
  await page.locator('[data-action="start"]:focus').waitFor()
})

test('as many blocks thaw as the field says, also where more were asked for than there are', async () => {
  const field = page.locator('[data-field="thaw"]')
  for (const [asked, thawed] of [
    [2, 2],
    [9, 3],
  ]) {
    await drive.setFields(page, fields({ 'method.id': 'top-blocks', thaw: asked ?? 0 }))
    await field.blur()
    expect(await field.inputValue()).toBe(String(thawed))
    expect(await shownIn('main')).toContain(`${thawed} blocks and the head`)
  }
})

test('a dialog dims the whole window, the scrollbar’s gutter as well', async () => {
  await page.locator('[data-action="which-method"]').click()
  await page.locator('[data-dialog]').waitFor()
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 }
  const [beside, gutter] = [await redAt(page, width - 40, height - 8), await redAt(page, width - 4, height - 8)]
  expect(beside).toBeLessThan(200)
  // One is laid over the page, the other mixed: their roundings differ.
  expect(Math.abs(gutter - beside)).toBeLessThanOrEqual(1)
  await page.keyboard.press('Escape')
  await page.locator('[data-dialog]').waitFor({ state: 'detached' })
})

test('what Tune says will be trained is what Evaluate says was, and “See the test” leads a keyboard to its heading', async () => {
  await drive.setFields(page, fields({ 'method.id': 'lora', epochs: 2 }))
  const [trainable = '', share = ''] = await page
    .locator('aside dd')
    .evaluateAll((values) => values.slice(0, 2).map((value) => value.textContent ?? ''))
  for await (const _ of drive.train(page));
  const lead = await shownIn('h1 ~ p')
  await page.locator('[data-action="go-evaluate"]').press('Enter')
  await page.locator('[data-ready="run"]').waitFor()
  await page.locator('h1:focus', { hasText: 'Evaluate' }).waitFor()
  await page.getByRole('radio', { name: 'Expert', exact: true }).check({ force: true })
  const told = (await shownIn('main')).replaceAll('\u00a0', ' ')
  const trained = `${trainable.replace(/\s*of\s*/, ' of ')}, ${share}`
  expect(told).toContain(trained.replaceAll('\u00a0', ' '))
  const kept = /Best epoch\s+(\d+)/.exec(told)?.[1]
  expect(lead).toContain(`The weights of epoch ${kept} are kept`)
})

test('three ways to look at the examples stay in one row on a phone', async () => {
  await page.setViewportSize({ width: 390, height: 844 })
  const tops = await page
    .locator('fieldset:has([data-segment="typical"]) label')
    .evaluateAll((labels) => labels.map((label) => Math.round(label.getBoundingClientRect().top)))
  expect(tops).toHaveLength(3)
  expect(new Set(tops).size).toBe(1)
  await page.setViewportSize({ width: 1280, height: 900 })
})

test.each([
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
])('a name that is no model’s is refused in sight, in a window of $width × $height', async (viewport) => {
  await page.setViewportSize(viewport)
  await drive.goTo(page, 'model')
  await page.locator('[data-field="reference"]').fill('not a model')
  await page.locator('[data-action="load-reference"]').click()
  const refusal = page.locator('[role="alert"]')
  await refusal.waitFor()
  const { top, bottom } = await refusal.evaluate((box) => box.getBoundingClientRect().toJSON())
  expect(top).toBeGreaterThanOrEqual(0)
  expect(bottom).toBeLessThanOrEqual(viewport.height)
  await page.locator('[role="alert"]').getByLabel('Dismiss').click()
  await page.setViewportSize({ width: 1280, height: 900 })
})

test('a saved model among data is led to where it is opened; a file of no use is one; loose pictures are refused at once', async () => {
  await drive.goTo(page, 'deploy')
  await page.locator('[data-ready="targets"]').waitFor()
  const model = await drive.downloadModel(page)
  await drive.goTo(page, 'data')
  const refused = async (files: readonly (readonly [name: string, content: Buffer])[], words: RegExp) => {
    await page
      .locator('[data-input="files"]')
      .setInputFiles(files.map(([name, buffer]) => ({ name, mimeType: 'application/octet-stream', buffer })))
    await page.locator('[role="alert"]', { hasText: words }).waitFor({ timeout: patience })
  }
  await refused([['model.zip', model]], /is a file of a model, not data\.\s*Open a model under/)
  await refused([['tool.exe', Buffer.from([1, 2, 3, 0])]], /"tool\.exe" cannot be read\./)
  const drawn = await page.locator('h1').screenshot()
  const loose = ['a.png', 'b.png', 'c.png'].map((name) => [name, drawn] as const)
  await refused(loose, /None of the 3 files can be used\. a\.png: It is not in a class folder\./)
})

/** As it is read, with its line breaks. */
async function shownIn(selector: string): Promise<string> {
  return (await page.locator(selector).allInnerTexts()).join('\n')
}

function fields(values: Readonly<Record<string, FieldValue>>): ReadonlyMap<string, FieldValue> {
  return new Map(Object.entries(values))
}

async function redAt(of: Page, x: number, y: number): Promise<number> {
  return Number(decode(await of.screenshot({ clip: { x, y, width: 1, height: 1 } })).data[0])
}
