/** Opens a large data set on the page as a person does, and watches what it costs. */
import type { Browser, Page } from 'playwright-core'
import { mainThreadTasks } from '../longTasks.ts'
import { untilShown } from '../studioPage.ts'
import { type PeakMemory, watchMemory } from './chromiumMemory.ts'

export interface Watched {
  readonly seconds: number
  readonly peak: PeakMemory
}

export interface Opened extends Watched {
  readonly examples: number
}

export interface Large {
  readonly name: string
  readonly path: string
  readonly input: 'files' | 'folder'
}

/** Until the Data screen shows what was read. */
export async function openLarge(
  browser: Browser,
  url: string,
  large: Large,
): Promise<{ readonly page: Page; readonly opened: Opened }> {
  const page = await freshPage(browser, url)
  const costs = await watched(browser, async () => {
    await bring(page, large)
    await untilShown(page, '[data-ready="data"]')
  })
  const examples = Number(await page.locator('[data-ready="data"]').getAttribute('data-examples'))
  return { page, opened: { examples, ...costs } }
}

async function bring(page: Page, { path, input }: Large): Promise<void> {
  await page.locator(`[data-input="${input}"]`).setInputFiles(path)
}

export async function watched(browser: Browser, work: () => Promise<void>): Promise<Watched> {
  const memory = await watchMemory(browser)
  const began = performance.now()
  await work()
  const seconds = (performance.now() - began) / 1000
  memory.stop()
  return { seconds, peak: memory.peak() }
}

export interface Cancelled {
  /** Milliseconds from a press on Cancel to the page's being ready for other data; null where reading ended first. */
  readonly latency: number | null
  /** Milliseconds that the longest task of the page's main thread took of a processor until then. */
  readonly longest: number
}

/** @param after seconds of reading. */
export async function cancelAfter(browser: Browser, url: string, large: Large, after: number): Promise<Cancelled> {
  const page = await freshPage(browser, url)
  let latency: number | null = null
  const { tasks } = await mainThreadTasks(page, async () => {
    await bring(page, large)
    await page.locator(cancelButton).waitFor()
    await page.waitForTimeout(1000 * after)
    latency = await pressUntilGone(page, cancelButton)
  })
  await page.context().close()
  return { latency, longest: longestOf(tasks) }
}

export function longestOf(tasks: readonly { readonly own: number }[]): number {
  return Math.max(0, ...tasks.map(({ own }) => own))
}

const cancelButton = '[data-action="cancel"]'

/** Milliseconds, by the page's clock; null where reading ended first. */
async function pressUntilGone(page: Page, cancel: string): Promise<number | null> {
  return page.evaluate(async (selector) => {
    const button = document.querySelector<HTMLElement>(selector)
    if (!button) return null
    const pressed = performance.now()
    button.click()
    while (document.querySelector(selector)) await new Promise((resolve) => requestAnimationFrame(resolve))
    return performance.now() - pressed
  }, cancel)
}

async function freshPage(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, serviceWorkers: 'block' })
  const page = await context.newPage()
  page.setDefaultTimeout(0)
  await page.goto(`${url}#data`)
  await untilShown(page, '[data-device="ready"]')
  return page
}
