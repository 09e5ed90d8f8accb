/** Waits for the newer service worker of a page: one that fetches its files, or one that has them all and waits. */
import type { Page } from 'playwright-core'

/** `waitForFunction` would not do: it takes the promise of an asynchronous function for a yes. */
export async function untilWorker(page: Page, state: 'installing' | 'waiting'): Promise<void> {
  await page.evaluate(async (wanted) => {
    const registration = await navigator.serviceWorker.ready
    while (!registration[wanted]) await new Promise(requestAnimationFrame)
  }, state)
}
