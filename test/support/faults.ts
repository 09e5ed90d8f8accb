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

/** From now on the origin may keep no more than so many bytes; answers with what lifts the limit. */
export async function limitStorage(page: Page, bytes: number): Promise<() => Promise<void>> {
  const session = await page.context().newCDPSession(page)
  const origin = new URL(page.url()).origin
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: bytes })
  return () => session.detach() // the limit lasts as long as the session
}

/**
 * The engine's script is served with a few lines at its end that remember every WebGPU device and WebGL context it is given;
 * `loseDevice` then destroys them, which to the engine is a lost device.
 */
export async function watchDevices(context: BrowserContext): Promise<void> {
  await context.route(/\/assets\/worker-[^/]+\.js$/, async (route) => {
    const answer = await route.fetch()
    await route.fulfill({ response: answer, body: `${await answer.text()}\n${rememberDevices}` })
  })
}

const rememberDevices = `
const request = GPUAdapter.prototype.requestDevice
GPUAdapter.prototype.requestDevice = async function (...given) {
  const device = await request.apply(this, given)
  ;(globalThis.testDevices ??= []).push(device)
  return device
}
const contextOf = OffscreenCanvas.prototype.getContext
OffscreenCanvas.prototype.getContext = function (...given) {
  const context = contextOf.apply(this, given)
  if (given[0] === 'webgl2' && context) (globalThis.testContexts ??= []).push(context)
  return context
}`

export async function loseDevice(page: Page): Promise<void> {
  // Threads of the WASM backend, which are blobs, sleep without an ear for anyone.
  for (const worker of page.workers().filter((each) => !each.url().startsWith('blob:')))
    await worker.evaluate(destroyDevices).catch((error) => {
      // The page ends a worker that has lost its device, perhaps before it could answer.
      if (!String(error).includes('has been closed')) throw error
    })
}

interface Remembered {
  readonly testDevices?: GPUDevice[]
  readonly testContexts?: WebGL2RenderingContext[]
}

function destroyDevices(): void {
  const { testDevices = [], testContexts = [] } = globalThis as Remembered
  for (const device of testDevices) device.destroy()
  for (const context of testContexts) context.getExtension('WEBGL_lose_context')?.loseContext()
}
