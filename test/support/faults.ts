/**
 * What can go wrong with a page that trains, done to it from outside: the product itself has no switch for any of it.
 */
import type { BrowserContext, Page } from 'playwright-core'

/** Throws in the engine's worker, outside any call. */
export async function killEngine(page: Page): Promise<void> {
  for (const worker of page
    .workers()
    .filter((each) => each.url().includes('worker') && !each.url().startsWith('blob:')))
    await worker
      .evaluate(() => {
        setTimeout(() => {
          throw new Error('The worker was killed by a test.')
        })
      })
      .catch(() => {}) // a worker of the worker goes with it
}

/** From now on the origin may keep no more than so many bytes; null lifts the limit. */
export async function limitStorage(page: Page, bytes: number | null): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const origin = new URL(page.url()).origin
  await session.send('Storage.overrideQuotaForOrigin', { origin, ...(bytes !== null && { quotaSize: bytes }) })
  await session.detach()
}

/**
 * Pages opened from here on run their engine in a worker that remembers every WebGPU device it is given; `loseDevice`
 * then destroys them, which to the engine is a lost device.
 */
export async function watchDevices(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const Plain = globalThis.Worker
    const spy = `
      const request = GPUAdapter.prototype.requestDevice
      GPUAdapter.prototype.requestDevice = async function (...given) {
        const device = await request.apply(this, given)
        ;(globalThis.testDevices ??= []).push(device)
        return device
      }`
    globalThis.Worker = class extends Plain {
      constructor(address: string | URL, options?: WorkerOptions) {
        const url = new URL(address, location.href).href
        if (!url.startsWith(location.origin) || !('gpu' in navigator)) {
          super(address, options)
          return
        }
        // Static imports run before a module's own lines, so that the spy is a module of its own.
        const spyUrl = URL.createObjectURL(new Blob([spy], { type: 'text/javascript' }))
        const source = `import ${JSON.stringify(spyUrl)}\nimport ${JSON.stringify(url)}`
        super(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })), options)
      }
    }
  })
}

export async function loseDevice(page: Page): Promise<void> {
  for (const worker of page.workers())
    await worker.evaluate(() => {
      for (const device of (globalThis as { testDevices?: GPUDevice[] }).testDevices ?? []) device.destroy()
    })
}
