/**
 * Opens the built studio in a browser context of its own, and listens to what it must never say: errors nobody caught
 * and breaches of the content security policy.
 */
import type { BrowserContext, Page } from 'playwright-core'
import { inject } from 'vitest'
import { answerFromFolder } from '../../src/commands/hubFolder.ts'
import { sharedBrowser } from './browsers.ts'

export interface OpenStudio {
  readonly page: Page
  readonly context: BrowserContext
  /** Uncaught errors and policy violations, in the page and its workers. */
  readonly complaints: readonly string[]
  close(): Promise<void>
}

export interface OpenOptions {
  readonly webgpu?: boolean
  readonly webgl?: boolean
  /** What its camera shows: a file of `fakeCamera.ts`. */
  readonly camera?: string
  /** Answers the hubs' addresses from this folder. */
  readonly hub?: string
  readonly viewport?: { readonly width: number; readonly height: number }
  readonly scheme?: 'light' | 'dark'
  /** The first screen of a first visit; absent, Data, as for whoever has been here. */
  readonly home?: boolean
  /** As narrow as a phone, without a mouse. */
  readonly phone?: boolean
  /** Done to the browser's context before a page is opened in it. */
  readonly prepare?: (context: BrowserContext) => Promise<void>
}

export async function openStudio(options: OpenOptions = {}): Promise<OpenStudio> {
  const { webgpu = false, webgl = false, camera, scheme = 'light', home = false, phone = false } = options
  const { viewport = phone ? { width: 390, height: 844 } : { width: 1280, height: 900 } } = options
  const browser = await sharedBrowser({ webgpu, webgl, ...(camera !== undefined && { camera }) })
  const context = await browser.newContext({
    viewport,
    colorScheme: scheme,
    reducedMotion: 'reduce',
    isMobile: phone,
    hasTouch: phone,
    // It would fetch 29 MB into each context, and hide the page's requests from the tests' routes. Its own tests allow it.
    serviceWorkers: 'block',
  })
  await options.prepare?.(context)
  if (options.hub) await answerFromFolder(context, options.hub)
  const page = await context.newPage()
  const complaints = listen(page)
  await page.goto(home ? inject('studioUrl') : `${inject('studioUrl')}#data`)
  await page.locator('[data-step="data"]').waitFor()
  await page.locator(home ? '[data-home]' : 'h1').waitFor()
  return { page, context, complaints, close: () => context.close() }
}

function listen(page: Page): readonly string[] {
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`))
  page.on('crash', () => complaints.push('the page crashed'))
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) complaints.push(message.text())
  })
  return complaints
}
