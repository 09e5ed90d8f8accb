// Every screen as it is seen: after one run, in light and in dark, wide and as narrow as a phone, axe finds nothing and
// nothing spills over the edge. And the whole way from the sample to the table of runs and back, by keyboard alone.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as drive from '../../src/commands/studioPage.ts'
import type { FieldValue } from '../../src/shared/recipe/field.ts'
import { axeFaults } from '../support/axe.ts'
import { keyboardOf, takesFocus } from '../support/keyboard.ts'
import { type OpenStudio, openStudio } from '../support/studio.ts'

const steps = ['data', 'model', 'tune', 'watch', 'evaluate', 'use', 'deploy', 'compare', 'runs'] as const
const displays = [
  { scheme: 'light', width: 1280, height: 900 },
  { scheme: 'light', width: 390, height: 844 },
  { scheme: 'dark', width: 1280, height: 900 },
  { scheme: 'dark', width: 390, height: 844 },
] as const
const quick = new Map<string, FieldValue>([
  ['epochs', 2],
  ['augment.views', 0],
])

describe('after one run', () => {
  let studio: OpenStudio
  let page: Page

  beforeAll(async () => {
    studio = await openStudio()
    page = studio.page
    await drive.chooseBackend(page, 'wasm')
    await drive.bringSample(page)
    await drive.chooseModel(page, 'thaw-vision')
    await drive.setFields(page, quick)
    for await (const _ of drive.train(page));
    await unfold('watch', ['more-charts', 'first-steps'])
  })

  afterAll(async () => {
    expect(studio.complaints).toEqual([])
    await studio.close()
  })

  test.each(displays)('every screen in $scheme at $width px is free of faults and fits', async (display) => {
    const { scheme, width, height } = display
    await page.emulateMedia({ colorScheme: scheme })
    await page.setViewportSize({ width, height })
    for (const step of steps) {
      await show(step)
      expect([step, await axeFaults(page)]).toEqual([step, []])
      expect([step, await page.evaluate(spill)]).toEqual([step, 0])
      expect([step, await page.evaluate(cutWords)]).toEqual([step, []])
    }
  })

  test.each([
    { width: 1280, height: 900 },
    { width: 1280, height: 640 },
    { width: 390, height: 844 },
  ])('the action that counts is in sight in a window of $width × $height', async (viewport) => {
    await page.setViewportSize(viewport)
    for (const step of steps) {
      await show(step)
      expect([step, await page.evaluate(outOfSight)]).toEqual([step, []])
    }
    await show('data')
    await page.locator('[data-action="look-through"]').click()
    await page.locator('[data-example]').first().waitFor()
    expect(await page.evaluate(outOfSight)).toEqual([])
  })

  test('on a phone the advice, which stands below all charts, is one press away', async () => {
    await page.setViewportSize({ width: 390, height: 844 })
    await show('watch')
    await page.locator('[data-action="jump-advice"]').click()
    await page.locator('#watch-advice:focus').waitFor()
    const top = await page.locator('#watch-advice').evaluate((box) => box.getBoundingClientRect().top)
    expect(top).toBeGreaterThanOrEqual(0)
    expect(top).toBeLessThan(844)
    await page.setViewportSize({ width: 1280, height: 900 })
    expect(await page.locator('[data-action="jump-advice"]').isVisible()).toBe(false)
  })

  test('unfolded as far as it goes, Evaluate fits a phone too', async () => {
    await unfold('evaluate', ['about-figures', 'about-columns', 'show-curves', 'show-reliability', 'show-threshold'])
    await page.locator('[data-kept]').waitFor()
    expect(await page.evaluate(spill)).toBe(0)
    expect(await axeFaults(page)).toEqual([])
  })

  test('a dialog whose focused button is switched off still closes with Escape', async () => {
    await page.setViewportSize({ width: 1280, height: 900 })
    await show('evaluate')
    await page.locator('[data-segment="typical"]').click()
    await page.locator('[data-action="open-example"]').first().click()
    const explain = page.locator('[data-action="explain"]')
    // The dialog takes the focus as it opens; the button has it after that.
    await page.waitForFunction(() => document.activeElement?.closest('[data-dialog]') !== null)
    await explain.focus()
    await explain.evaluate((button: HTMLButtonElement) => {
      button.disabled = true
    })
    await page.waitForFunction(() => document.activeElement === document.body)
    await page.keyboard.press('Escape')
    await page.locator('[data-dialog="example"]').waitFor({ state: 'detached' })
  })

  test('a dialog that is closed right after its screen came gives the focus back to what opened it', async () => {
    await show('watch')
    await page.locator('[data-step="evaluate"]').click()
    const opener = page.locator('[data-action="open-example"]').first()
    await opener.focus()
    await page.keyboard.press('Enter')
    await page.locator('[data-dialog="example"]').waitFor()
    await page.keyboard.press('Escape')
    await page.locator('[data-dialog="example"]').waitFor({ state: 'detached' })
    await page.locator('[data-action="open-example"]:focus').waitFor()
  })

  /** The screen, with what it shows by itself a moment later. */
  async function show(step: (typeof steps)[number]): Promise<void> {
    await page.locator(`[data-step="${step}"]`).click()
    if (step === 'watch') {
      // A chart is drawn once it is near the window: on a phone the live examples stand above it.
      await page.locator('[data-chart="loss"]').scrollIntoViewIfNeeded()
      await page.locator('[data-chart="loss"] [data-trace="validation"]').waitFor({ state: 'attached' })
    }
    if (step === 'evaluate') await page.locator('[data-looks]:not([data-looks="0"])').waitFor()
    if (step === 'runs') await page.locator('[data-run]').waitFor()
    expect(await page.locator('h1').textContent()).toBe(step.charAt(0).toUpperCase() + step.slice(1))
  }

  async function unfold(step: (typeof steps)[number], actions: readonly string[]): Promise<void> {
    await show(step)
    for (const action of actions) {
      const button = page.locator(`[data-action="${action}"]`)
      await button.click()
      expect([action, await button.getAttribute('aria-expanded')]).toEqual([action, 'true'])
    }
  }
})

test('from the sample to a finished run, its test, the runs table and back, by keyboard alone', async () => {
  const studio = await openStudio()
  const { page } = studio
  const keys = keyboardOf(page)
  await drive.untilShown(page, '[data-device="ready"]')
  await keys.press('[data-action="use-sample"][data-task="image-classification"]')
  await drive.untilShown(page, '[data-model]')
  await keys.press('[data-model="thaw-vision"]')
  await drive.untilShown(page, '[data-action="start"]')
  await keys.type('[data-field="epochs"]', '2')
  expect(await stopsToStart(page)).toBe(2)
  await page.keyboard.press('Enter')
  await drive.untilShown(page, '[data-action="go-evaluate"], [data-step="evaluate"][aria-current]')
  if (await page.locator('[data-action="go-evaluate"]').isVisible()) await keys.press('[data-action="go-evaluate"]')
  await page.locator('[data-ready="run"]').waitFor()
  // The button that led here is gone: the heading has the focus, not the page as a whole.
  await page.locator('main h1:focus', { hasText: 'Evaluate' }).waitFor()
  await keys.press('table button[aria-label*="answered correctly"]', 'Space')
  await page.locator('li[data-example] img').first().waitFor()
  await keys.press('[data-action="open-example"]')
  await page.locator('[data-dialog="example"]').waitFor()
  await keys.press('[data-action="explain"]')
  await page.locator('[data-explanation]').waitFor()
  await page.keyboard.press('Escape')
  await page.locator('[data-dialog="example"]').waitFor({ state: 'detached' })
  await takesFocus(page.locator('[data-action="open-example"]'))
  await keys.press('[data-step="runs"]', 'Enter', 'backwards')
  await page.locator('[data-run][data-status="finished"]').waitFor()
  await keys.press('[data-select]', 'Space')
  expect(await page.locator('[data-select]').isChecked()).toBe(true)
  await keys.press('[data-action="unfold-run"]')
  await page.locator('[data-action="train-again"]').waitFor()
  await keys.press('[data-action="open-run"]')
  await page.locator('[data-ready="run"]').waitFor()
  await keys.press('[data-step="data"]', 'Enter', 'backwards')
  expect(await page.locator('[data-ready="data"]').getAttribute('data-examples')).toBe('480')
  expect(studio.complaints).toEqual([])
  await studio.close()
})

/** How often somebody presses Tab, or Enter where it skips ahead, from the step's heading until Start has the focus. */
async function stopsToStart(page: Page): Promise<number> {
  await page.locator('main h1').focus()
  for (let pressed = 1; pressed < 50; pressed++) {
    const skips = await page.locator('[data-action="skip-to-action"]:focus').count()
    await page.keyboard.press(skips > 0 ? 'Enter' : 'Tab')
    if ((await page.locator('[data-action="start"]:focus').count()) > 0) return pressed
  }
  return Number.POSITIVE_INFINITY
}

/** Words of the step that are cut off with three dots, and stand whole in no title. */
function cutWords(): readonly string[] {
  // A file input lies unseen under the button that stands for it.
  return [...document.querySelectorAll<HTMLElement>('main :not([type="file"])')].flatMap((element) => {
    const cut = getComputedStyle(element).textOverflow === 'ellipsis' && element.scrollWidth > element.clientWidth + 1
    return cut && !element.closest('[title]') ? [element.textContent ?? ''] : []
  })
}

/** The primary actions beside the step that the window does not show whole. */
function outOfSight(): readonly string[] {
  return [...document.querySelectorAll('aside > [data-primary]')].flatMap((action) => {
    const { top, bottom } = action.getBoundingClientRect()
    return top >= 0 && bottom <= innerHeight ? [] : [action.textContent ?? '']
  })
}

/** How many pixels the page is wider than its window shows. */
function spill(): number {
  const { scrollWidth, clientWidth } = document.documentElement
  return Math.max(0, scrollWidth - clientWidth)
}
