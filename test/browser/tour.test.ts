// The tour by keyboard alone: five chapters, each with real runs, from the first heading to the last; its figures after a
// reload; its runs in the table; what it asks before it replaces anything; and its notes on paper.
import type { Page } from 'playwright-core'
import { afterEach, expect, test } from 'vitest'
import * as drive from '../../src/commands/studioPage.ts'
import { axeFaults } from '../support/axe.ts'
import { type Keyboard, keyboardOf } from '../support/keyboard.ts'
import { type OpenStudio, openStudio } from '../support/studio.ts'

let studio: OpenStudio | null = null

afterEach(async () => {
  await studio?.close()
  studio = null
})

test('a person without a mouse goes through all five chapters, and each shows what she changed', async () => {
  const page = await openTour()
  const keys = keyboardOf(page)
  expect(await axeFaults(page)).toEqual([])

  await train(page, keys)
  expect(await closing(page)).toMatchObject({ done: 'false' })
  await train(page, keys)
  expect(await closing(page)).toMatchObject({ done: 'true', text: expect.stringContaining('transfer learning') })
  const shares = await bars(page, ['random', 'pretrained'])
  expect(shares[0]).toBeLessThan(0.5)
  expect(shares[1]).toBeGreaterThan(0.7)
  expect(await axeFaults(page)).toEqual([])

  await turn(page, keys, 'head')
  await train(page, keys)
  await train(page, keys)
  expect(await closing(page)).toMatchObject({
    done: 'true',
    text: expect.stringMatching(/From 2 of each kind.* from 10/),
  })

  await turn(page, keys, 'thawing')
  const line = '[data-thaw-line]'
  const before = await page.locator(line).getAttribute('aria-valuetext')
  await keys.press(line, 'ArrowDown')
  expect(await page.locator(line).getAttribute('aria-valuetext')).not.toBe(before)
  await train(page, keys)
  const thawed = (await closing(page)).text
  expect(thawed).toContain('You thawed 1 block: ')
  // The chart's key and the sentence say the same figure, that of the weights that are kept.
  const key = await page.locator('[data-key="1 block thawed"] b').textContent()
  expect(thawed).toContain(`gets ${key} of`)

  await turn(page, keys, 'rate', 'skip')
  await train(page, keys)
  await keys.press('input[data-choice^="tour-rate:"]:checked', 'ArrowRight')
  await train(page, keys)
  expect(await closing(page)).toMatchObject({ done: 'true', text: expect.stringContaining('forgetting') })
  const [careful = 1, large = 0] = await bars(page, ['0.0003', '0.1'])
  expect(large).toBeGreaterThan(2 * careful)
  // However long the figures beside it are, the button stays a button.
  expect((await page.locator('[data-action="tour-next"]').boundingBox())?.height).toBeLessThan(60)

  await turn(page, keys, 'test')
  expect(await page.locator('[data-bar="test"]').getAttribute('data-value')).toBe('0')
  await keys.press('input[data-choice^="tour-test:"]', 'Space')
  await keys.press('[data-action="tour-open-test"]')
  const [validation = 0, tested = 0] = await bars(page, ['validation', 'test'])
  expect(validation).toBeGreaterThan(0)
  expect(tested).toBeGreaterThan(0)
  expect((await closing(page)).text).toContain(`the test says ${Math.round(100 * tested)}`)
  expect(await axeFaults(page)).toEqual([])

  await turn(page, keys, 'end')
  await keys.press('[data-action="tour-runs"]', 'Enter')
  await page.locator('main h1:focus', { hasText: 'Runs' }).waitFor()
  await drive.untilShown(page, '[data-run]')
  const rows = await page.locator('[data-run]').allTextContents()
  expect(rows).toHaveLength(7)
  expect(rows.filter((row) => row.includes('tour'))).toHaveLength(7)
  expect(studio?.complaints).toEqual([])
})

test('Home leads to it, and Back leads to Home', async () => {
  studio = await openStudio({ home: true })
  const { page } = studio
  await keyboardOf(page).press('[data-action="tour"]', 'Enter')
  await page.locator('main h1:focus', { hasText: 'How does it work?' }).waitFor()
  expect(new URL(page.url()).hash).toBe('#tour')
  expect(await page.title()).toBe('How does it work? · Thaw')
  await page.goBack()
  await page.locator('[data-home]').waitFor()
})

test('the place and the figures are there after a reload, and a chapter can be skipped', async () => {
  const page = await openTour()
  const keys = keyboardOf(page)
  await train(page, keys)
  const said = await closing(page)
  await turn(page, keys, 'head', 'skip')
  await page.reload()
  await page.locator('[data-heading="head"]').waitFor()
  await keys.press('[data-action="tour-back"]')
  await page.locator('[data-heading="features"]:focus').waitFor()
  expect(await closing(page)).toEqual(said)
  expect(await page.locator('[data-chapter="features"]').getAttribute('data-done')).toBe('false')
})

test('what a person works on is not replaced before she has agreed', async () => {
  const page = await openTour()
  const keys = keyboardOf(page)
  await page.locator('[data-step="data"]').click()
  await page.locator('[data-action="use-sample"][data-task="text-classification"]').click()
  await page.locator('[data-step="data"]', { hasText: '4 classes' }).waitFor()
  await page.goBack()
  await page.evaluate(() => {
    location.hash = '#tour'
  })
  await page.locator('[data-heading="features"]').waitFor()
  await keys.press('[data-action="tour-train"]')
  await page.locator('[data-asking]:focus').waitFor()
  expect(await page.locator('[data-asking]').textContent()).toContain('your data (“Questions”)')
  expect(await axeFaults(page)).toEqual([])
  await keys.press('[data-action="tour-keep"]')
  expect(await page.locator('[data-step="data"]').textContent()).toContain('4 classes')
  await keys.press('[data-action="tour-train"]')
  await keys.press('[data-action="tour-replace"]')
  await page.locator('[data-closing="features"] p').waitFor({ timeout: 0 })
  expect(await page.locator('[data-step="data"]').textContent()).toContain('8 classes')
})

test('the notes for teachers are a page of paper without the studio around them', async () => {
  const page = await openTour()
  const keys = keyboardOf(page)
  await keys.press('[data-action="teacher-notes"]')
  await page.locator('h1:focus', { hasText: 'Notes for teachers' }).waitFor()
  expect(await page.locator('[data-teacher-notes] section').count()).toBe(5)
  expect(await page.locator('[data-teacher-notes] dt').count()).toBe(15)
  expect(await axeFaults(page)).toEqual([])
  await page.emulateMedia({ media: 'print' })
  expect(await page.locator('[data-step="data"]').isVisible()).toBe(false)
  expect(await page.locator('[data-action="print-notes"]').isVisible()).toBe(false)
  expect(await page.locator('[data-teacher-notes] h2').last().isVisible()).toBe(true)
  await page.emulateMedia({ media: 'screen' })
  await keys.press('[data-action="notes-back"]')
  await page.locator('[data-heading="features"]:focus').waitFor()
})

test('nothing of the tour is wider than a phone', async () => {
  const page = await openTour({ width: 390, height: 800 })
  for (const chapter of ['features', 'head', 'thawing', 'rate', 'test']) {
    await page.locator(`[data-chapter="${chapter}"]`).click()
    await page.locator(`[data-heading="${chapter}"]`).waitFor()
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect([chapter, over]).toEqual([chapter, 0])
  }
  expect(await axeFaults(page)).toEqual([])
})

async function openTour(viewport = { width: 1280, height: 900 }): Promise<Page> {
  studio = await openStudio({ viewport })
  const { page } = studio
  await drive.chooseBackend(page, 'wasm')
  await page.evaluate(() => {
    location.hash = '#tour'
  })
  await page.locator('[data-heading="features"]').waitFor()
  return page
}

/** Presses the button that trains, and waits for what came of it. */
async function train(page: Page, keys: Keyboard): Promise<void> {
  const before = (await closing(page)).text
  await keys.press('[data-action="tour-train"]:enabled')
  await page.waitForFunction(
    (said) => {
      const text = document.querySelector('[data-closing] p')?.textContent ?? ''
      return text !== said && !document.querySelector('[data-under-way]')
    },
    before,
    { timeout: 0 },
  )
  expect(await drive.shownRefusal(page)).toBeUndefined()
}

async function closing(page: Page): Promise<{ done: string | null; text: string }> {
  const box = page.locator('[data-closing]')
  const text = (await box.locator('p').count()) > 0 ? ((await box.locator('p').textContent()) ?? '') : ''
  return { done: await box.getAttribute('data-done'), text }
}

async function bars(page: Page, keys: readonly string[]): Promise<number[]> {
  const values = keys.map((key) => page.locator(`[data-bar="${key}"]`).getAttribute('data-value'))
  return (await Promise.all(values)).map(Number)
}

/** The focus goes to the heading that was turned to. */
async function turn(page: Page, keys: Keyboard, to: string, how: 'next' | 'skip' = 'next'): Promise<void> {
  await keys.press(`[data-action="tour-${how}"]`)
  await page.locator(`[data-heading="${to}"]:focus`).waitFor()
}
