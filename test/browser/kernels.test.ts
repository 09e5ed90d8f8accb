/** The WebAssembly kernels in a browser, on several threads and on one, under the studio's own content policy. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContext } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Served, serveStudio } from '../../src/commands/serve.ts'
import { sharedBrowser } from '../support/browsers.ts'
import type { KernelResults } from '../support/kernels/worker.ts'
import { relativeError } from '../support/relativeError.ts'

let folder: string
let served: Served
let browser: Browser

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kernels-'))
  await build({
    configFile: false,
    root: fileURLToPath(new URL('../support/kernels', import.meta.url)),
    base: './',
    logLevel: 'error',
    worker: { format: 'es' },
    build: {
      outDir: folder,
      target: 'es2023',
      assetsInlineLimit: 0,
      rollupOptions: { input: 'worker.ts', output: { entryFileNames: 'worker.js' } },
    },
  })
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Kernels</title>')
  served = await serveStudio({ folder })
  browser = await sharedBrowser()
})

afterAll(async () => {
  await served?.close()
  await rm(folder, { recursive: true, force: true })
})

test('kernels on several threads give what one thread gives, round after round', async () => {
  const many = await results(10, await browser.newContext())
  const alone = await browser.newContext()
  await withoutIsolation(alone)
  const one = await results(1, alone)
  expect(one).toMatchObject({ threads: 1, helped: 0 })
  expect(many.threads).toBeGreaterThan(1)
  expect(many.helped).toBeGreaterThan(0)
  expect(many.unsteady).toEqual([])
  // A product cut elsewhere adds its blocks up in another order.
  for (const [name, values] of Object.entries(many.values))
    expect(relativeError(values, one.values[name] as Float32Array), name).toBeLessThan(2e-6)
})

async function results(rounds: number, context: BrowserContext): Promise<KernelResults> {
  const page = await context.newPage()
  await page.goto(served.url)
  const { values, ...rest } = await page.evaluate(
    (count) =>
      new Promise<Omit<KernelResults, 'values'> & { values: [string, number[]][] }>((resolve, reject) => {
        const worker = new Worker('worker.js', { type: 'module' })
        worker.onmessage = ({ data }: MessageEvent<KernelResults>) =>
          resolve({ ...data, values: Object.entries(data.values).map(([name, all]) => [name, [...all]]) })
        worker.onerror = ({ message }) => reject(new Error(message))
        worker.postMessage(count)
      }),
    rounds,
  )
  await context.close()
  return { ...rest, values: Object.fromEntries(values.map(([name, all]) => [name, Float32Array.from(all)])) }
}

/** Without cross-origin isolation memory is not shared, and there is one thread. */
async function withoutIsolation(context: BrowserContext): Promise<void> {
  await context.route('**', async (route) => {
    const response = await route.fetch()
    const headers = { ...response.headers() }
    delete headers['cross-origin-opener-policy']
    delete headers['cross-origin-embedder-policy']
    await route.fulfill({ response, headers })
  })
}
