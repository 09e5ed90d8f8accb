// A comparison from its plan to the runs behind its numbers, with the real engine on WASM.
import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as drive from '../../src/commands/studioPage.ts'
import { parseRecipe } from '../../src/shared/recipe/recipe.ts'
import { axeFaults } from '../support/axe.ts'
import { takesFocus } from '../support/keyboard.ts'
import { type OpenStudio, openStudio } from '../support/studio.ts'

let studio: OpenStudio
let page: Page
let winner = ''

beforeAll(async () => {
  studio = await openStudio()
  page = studio.page
  await drive.chooseBackend(page, 'wasm')
  await drive.bringSample(page)
  await drive.chooseModel(page, 'thaw-vision')
  await drive.setFields(page, new Map([['epochs', 2]]))
})

afterAll(async () => {
  await studio.close()
})

test('Tune leads to the plan, which is chosen by keyboard', async () => {
  await page.locator('[data-action="go-compare"]').click()
  expect(await page.locator('h1').textContent()).toBe('Compare')
  expect(page.url()).toContain('#compare')
  await page.locator('[data-choice="seeds:3"]').focus()
  await page.keyboard.press('ArrowLeft')
  expect(await page.locator('[data-choice="seeds:1"]').isChecked()).toBe(true)
  expect(await page.locator('[data-choice^="contender:"]:checked').count()).toBe(3)
  await page.locator('[data-choice="contender:top-blocks"]').focus()
  await page.keyboard.press('Space')
  expect(await page.locator('[data-choice^="contender:"]:checked').count()).toBe(2)
  expect(await page.locator('[data-choice="contender:prompt"]').isDisabled()).toBe(true)
  expect(await axeFaults(page)).toEqual([])
})

test('its runs are made one after another, and each number has a run behind it', async () => {
  const start = page.locator('[data-action="start-comparison"]')
  expect(await start.textContent()).toMatch(/^Start 2 runs, (≈|<)\u00a0?/)
  await start.click()
  await page.locator('[data-comparing="1"]').waitFor()
  expect(await page.locator('select[data-field="backend"]').isDisabled()).toBe(true)
  expect(await axeFaults(page)).toEqual([])
  await drive.goTo(page, 'tune')
  expect(await page.locator('[data-action="start"]').isDisabled()).toBe(true)
  await drive.goTo(page, 'watch')
  await page.locator('[data-action="go-compare"]').click()
  await page.locator('[data-action="start-comparison"]').waitFor({ timeout: 240_000 })
  const scores = await page
    .locator('[data-entry]')
    .evaluateAll((rows) => rows.map((row) => [(row as HTMLElement).dataset.entry, (row as HTMLElement).dataset.score]))
  expect(scores.map(([id]) => id)).toEqual(['head', 'lora'])
  // Of eight classes: two epochs are well above one in eight.
  for (const [, score] of scores) expect(Number(score)).toBeGreaterThan(0.3)
  expect(await page.locator('[data-verdict]').textContent()).toMatch(/leads? by validation/)
  expect(await axeFaults(page)).toEqual([])
})

test('the test of the winner is opened when asked, and the others stay closed', async () => {
  winner = (await page.locator('[data-winner]').getAttribute('data-winner')) ?? ''
  expect(await page.locator('[data-winner-test]').count()).toBe(0)
  await page.locator('[data-action="open-test"]').click()
  const tested = page.locator('[data-winner-test]')
  // 96 pictures are tested.
  const score = 96 * Number(await tested.getAttribute('data-winner-test'))
  expect(score).toBeCloseTo(Math.round(score), 6)
  const other = page.locator(`[data-entry]:not([data-entry="${winner}"])`)
  await other.locator('button[aria-expanded]').click()
  await page.locator('[data-status="finished"] [data-action="open-trial"]').click()
  await page.locator('[data-dialog="trial"] [data-test-closed]').waitFor()
  expect(await page.locator('[data-dialog="trial"] [data-accuracy]').count()).toBe(0)
  await page.keyboard.press('Escape')
  await other.locator('button[aria-expanded]').click()
})

test('a run opens to its curves, its test and its recipe, and the focus goes back', async () => {
  const row = page.locator(`[data-entry="${winner}"]`)
  await row.locator('button[aria-expanded]').click()
  const open = page.locator('[data-status="finished"] [data-action="open-trial"]')
  await open.click()
  const dialog = page.locator('[data-dialog="trial"]')
  expect(await dialog.locator('[data-accuracy]').getAttribute('data-accuracy')).toBe(
    await page.locator('[data-winner-test]').getAttribute('data-winner-test'),
  )
  expect(await dialog.locator('[data-epoch]').count()).toBe(2)
  await dialog.locator('[data-action="show-recipe"]').click()
  const recipe = parseRecipe(JSON.parse((await dialog.locator('[data-recipe]').textContent()) ?? ''))
  expect(recipe).toMatchObject({ method: { id: winner }, epochs: 2, seed: 1, split: { seed: 1 } })
  expect(await axeFaults(page)).toEqual([])
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
  await takesFocus(open)
})

test('the table sorts, and all runs go out as CSV', async () => {
  const heading = page.locator('th:has([data-sort="trainable"])')
  await page.locator('[data-sort="trainable"]').click()
  expect(await heading.getAttribute('aria-sort')).toBe('ascending')
  await page.locator('[data-sort="trainable"]').click()
  expect(await heading.getAttribute('aria-sort')).toBe('descending')
  expect(await page.locator('[data-entry]').first().getAttribute('data-entry')).toBe('lora')
  const begun = page.waitForEvent('download')
  await page.locator('[data-action="download-csv"]').click()
  const lines = (await readFile(await (await begun).path(), 'utf8')).trim().split('\r\n')
  expect(lines).toHaveLength(3)
  const [names, head] = lines.map((line) => line.split(','))
  const at = (name: string) => head?.[names?.indexOf(name) ?? -1]
  expect([at('method'), at('status'), at('epochs'), at('drift'), at('backend')]).toEqual([
    ...['Head only', 'finished', '2', '0', 'wasm'],
  ])
})

test('stopping keeps what finished, and what was not made can be made up for', async () => {
  await page.locator('[data-choice="seeds:3"]').check()
  await page.locator('[data-action="start-comparison"]').click()
  await page.locator('[data-comparing="2"]').waitFor({ timeout: 120_000 })
  await page.locator('[data-action="stop-comparison"]').click()
  await page.locator('[data-action="start-comparison"]').waitFor({ timeout: 60_000 })
  expect(Number(await page.locator('[data-unfinished]').getAttribute('data-unfinished'))).toBe(5)
  expect(await page.locator('[data-entry="head"]').getAttribute('data-score')).not.toBeNull()
  expect(await page.locator('[data-action="finish-comparison"]').isEnabled()).toBe(true)
})

test('what was cleared can be brought back, and the screen fits a phone', async () => {
  await page.locator('[data-action="clear-comparison"]').click()
  await page.locator('[data-action="restore-comparison"]').click()
  await page.locator('[data-unfinished]').waitFor()
  await page.setViewportSize({ width: 390, height: 844 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  expect(await axeFaults(page)).toEqual([])
  expect(studio.complaints).toEqual([])
})
