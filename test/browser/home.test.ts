// The first visit: Home, and the way from it to a verdict in one press. And what a reload, Back and a phone leave of it.
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest'
import * as drive from '../../src/commands/studioPage.ts'
import { axeFaults } from '../support/axe.ts'
import { type OpenStudio, openStudio } from '../support/studio.ts'

/** Milliseconds from the press to the verdict, on two cores. Alone it takes a third of that. */
const promised = 30_000
/** A page that loads beside other work takes longer than Playwright's 30 s. */
const patience = 120_000

let studio: OpenStudio

describe('a first visit', () => {
  let page: Page

  beforeAll(async () => {
    studio = await openStudio({ home: true })
    page = studio.page
    page.setDefaultTimeout(patience)
  })
  afterAll(async () => {
    expect(studio.complaints).toEqual([])
    await studio.close()
  })

  test('begins on Home, which says what this is, keeps still where asked to, and is free of faults', async () => {
    expect(await page.locator('h1').textContent()).toBe('Teach an AI model with your own pictures or texts')
    expect(new URL(page.url()).hash).toBe('#home')
    expect(await page.locator('[data-idea]').getAttribute('data-idea')).toBe('thawed')
    expect(await page.locator('[data-moving]').count()).toBe(0)
    await page.locator('[data-phase="frozen"]').click()
    expect(await page.locator('[data-idea]').getAttribute('data-idea')).toBe('frozen')
    for (const { colorScheme, width, height } of [
      { colorScheme: 'light', width: 390, height: 844 },
      { colorScheme: 'dark', width: 1280, height: 900 },
    ] as const) {
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height })
      expect(await axeFaults(page)).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
    }
    const notices = await page.locator('a[href$="third-party-notices.txt"]').getAttribute('href')
    expect((await page.request.get(new URL(notices ?? '', page.url()).href)).status()).toBe(200)
  })

  test('leads to a verdict on the test in one press and under 30 s', async () => {
    await countPresses(page)
    await drive.untilShown(page, '[data-device="ready"]')
    const before = await processorTime(page)
    const begun = performance.now()
    await page.locator('[data-action="watch-it-learn"]').click()
    await page.locator('[data-step="watch"][aria-current]').waitFor()
    await drive.untilShown(page, '[data-action="go-evaluate"], [data-ready="run"]')
    const took = performance.now() - begun
    expect(await presses(page)).toBe(1)
    // Where other work holds the cores, waiting for it says nothing of this path: then its own processor time counts,
    // of all threads together, which is more than the time that it takes alone.
    const worked = (await processorTime(page)) - before
    expect(worked).toBeGreaterThan(1000)
    expect(Math.min(took, worked)).toBeLessThan(promised)
    expect(await page.locator('[data-verdict-id]').first().getAttribute('data-verdict-id')).toBe('good')
    const epochs = await drive.shownEpochs(page)
    expect(epochs.at(-1)?.validationAccuracy).toBeGreaterThan(0.8)
  })

  test('outlives a reload: data, model, run and the open screen', async () => {
    await drive.goTo(page, 'evaluate')
    await page.locator('[data-ready="run"]').waitFor()
    const run = await page.locator('[data-ready="run"]').getAttribute('data-run')
    await page.reload()
    await page.locator(`[data-ready="run"][data-run="${run}"]`).waitFor()
    expect(await page.locator('h1').textContent()).toBe('Evaluate')
    expect(await page.locator('[data-step="data"]').textContent()).toContain('480 pictures')
    expect(await states(page)).toEqual(['done', 'done', 'done', 'done', 'done', 'open', 'open'])
    await drive.goTo(page, 'watch')
    await page.reload()
    await page.locator('[data-epoch]').first().waitFor()
    expect(await page.locator('h1').textContent()).toBe('Watch')
    // On a tablet the action that counts stands at the window's edge, beside the rail and not over it.
    await page.setViewportSize({ width: 1024, height: 768 })
    const [rail, action] = [page.locator('header:has(nav)'), page.locator('[data-action="go-evaluate"]')]
    const railEnd = await rail.evaluate((element) => element.getBoundingClientRect().right)
    const { left, bottom } = await action.evaluate((element) => element.getBoundingClientRect().toJSON())
    expect([left > railEnd, bottom <= 768]).toEqual([true, true])
  })

  test('is over: a later one begins on Data, with what stood', async () => {
    const later = await studio.context.newPage()
    later.setDefaultTimeout(patience)
    await later.goto(inject('studioUrl'))
    await later.locator('[data-ready="data"]').waitFor()
    expect(await later.locator('h1').textContent()).toBe('Data')
    expect(await later.locator('[data-home]').count()).toBe(0)
    await later.close()
  })
})

describe('addresses', () => {
  afterEach(() => studio.close())

  test('Back and Forward go where they say, from the first screen on', async () => {
    studio = await openStudio({ home: true })
    const { page } = studio
    page.setDefaultTimeout(patience)
    await page.locator('[data-step="runs"]').click()
    await page.locator('h1', { hasText: 'Runs' }).waitFor()
    await page.goBack()
    await page.locator('[data-home]').waitFor()
    await page.goForward()
    await page.locator('h1', { hasText: 'Runs' }).waitFor()
    expect(new URL(page.url()).hash).toBe('#runs')
  })

  test('a deep link is followed past Home, also to a step that has nothing to show yet', async () => {
    studio = await openStudio()
    const { page } = studio
    page.setDefaultTimeout(patience)
    expect(await page.locator('h1').textContent()).toBe('Data')
    await page.goto(`${inject('studioUrl')}#watch`)
    await page.reload()
    await page.locator('h1', { hasText: 'Watch' }).waitFor()
    expect(await page.locator('[data-step="watch"]').getAttribute('aria-current')).toBe('step')
  })

  test('files that were brought and never trained on are there after a reload', async () => {
    studio = await openStudio()
    const { page } = studio
    page.setDefaultTimeout(patience)
    await page.locator('[data-device="ready"]').waitFor()
    const rows = ['text,label', ...Array.from({ length: 24 }, (_, at) => `word ${at},${at % 2 ? 'odd' : 'even'}`)]
    const file = { name: 'numbers.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\n')) }
    await page.locator('[data-input="files"]').setInputFiles(file)
    await page.locator('[data-ready="data"][data-examples="24"]').waitFor()
    // Storing them is the engine's work beside the page: it is done when nothing grows any more.
    let before = ''
    await expect
      .poll(
        async () => {
          const last = before
          before = await page.evaluate(storedFiles)
          return before.split(' ').length >= 2 && before === last
        },
        { interval: 500, timeout: patience },
      )
      .toBe(true)
    await page.reload()
    await page.locator('[data-ready="data"][data-examples="24"]').waitFor()
    expect(await page.locator('[data-ready="data"]').getAttribute('data-task')).toBe('text-classification')
  })
})

describe('on a phone', () => {
  test('the action that counts stays in sight, and nothing asks for a mouse or a keyboard', async () => {
    studio = await openStudio({ phone: true })
    const { page } = studio
    page.setDefaultTimeout(patience)
    await drive.untilShown(page, '[data-device="ready"]')
    expect(await page.locator('main').textContent()).not.toMatch(/drop/i)
    await drive.bringSample(page)
    await drive.chooseModel(page, 'thaw-vision')
    expect(await page.locator('main').textContent()).not.toMatch(/\bdrop/i)
    for (const step of ['data', 'model', 'tune'] as const) {
      await drive.goTo(page, step)
      const box = await page.locator('aside [data-primary]').boundingBox()
      expect([step, box !== null && box.y >= 0 && box.y + box.height <= 844]).toEqual([step, true])
    }
    expect(await page.locator('main').textContent()).not.toMatch(/arrow keys/i)
    await studio.close()
  })
})

async function states(page: Page): Promise<readonly (string | null)[]> {
  const steps = await page.locator('nav ol > li').all()
  return Promise.all(steps.map((step) => step.getAttribute('data-state')))
}

async function countPresses(page: Page): Promise<void> {
  await page.evaluate(() => {
    document.documentElement.dataset.presses = '0'
    addEventListener(
      'click',
      () => {
        const { dataset } = document.documentElement
        dataset.presses = String(Number(dataset.presses) + 1)
      },
      true,
    )
  })
}

async function presses(page: Page): Promise<number> {
  return Number(await page.evaluate(() => document.documentElement.dataset.presses))
}

/** Milliseconds that the browser's processes have computed so far, over all their threads. */
async function processorTime(page: Page): Promise<number> {
  const browser = page.context().browser()
  if (!browser) throw new Error('The page has no browser to ask.')
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  await session.detach()
  return 1000 * processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0)
}

/** What lies in the store of runs and data: names with sizes, in their order. */
async function storedFiles(): Promise<string> {
  const found: string[] = []
  const walk = async (folder: FileSystemDirectoryHandle): Promise<void> => {
    const entries = (folder as unknown as { values(): AsyncIterable<FileSystemHandle> }).values()
    for await (const entry of entries) {
      if (entry.kind === 'directory') await walk(entry as FileSystemDirectoryHandle)
      else found.push(`${entry.name}:${(await (entry as FileSystemFileHandle).getFile()).size}`)
    }
  }
  const root = await navigator.storage.getDirectory()
  await walk(await root.getDirectoryHandle('thaw-runs', { create: true }))
  return found.sort().join(' ')
}
