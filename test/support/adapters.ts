/**
 * The graphics adapters in software that the WebGPU backend is held to: SwiftShader in Chromium (subgroups of four), and
 * Mesa's lavapipe in a process of Node (subgroups of eight, half precision), where `npm run gpu:drivers` prepared it.
 */
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { driverFolder, isPrepared } from '../../src/commands/drivers/driverFolder.ts'
import { openDriverPage } from '../../src/commands/drivers/driverPage.ts'
import { pageScript } from '../../src/commands/sample/pageScript.ts'
import { sharedBrowser } from './browsers.ts'
import { fixturePath } from './reference.ts'

export interface AdapterPage {
  /** With a slash at the end; under it lie the files of test/fixtures/reference. */
  readonly url: string
  evaluate<Value>(expression: string): Promise<Value>
  close(): Promise<void>
}

export interface Adapter {
  /** What the tests' names say. */
  readonly name: string
  readonly absent: boolean
  /** Whether a barrier within a workgroup costs little enough for kernels that have some to be chosen. */
  readonly barriers: boolean
  readonly half: boolean
  /** A page with what a module of this folder exports as a global. */
  open(module: string, global: string): Promise<AdapterPage>
}

export const adapters: readonly Adapter[] = [
  { name: 'SwiftShader in Chromium', absent: false, barriers: false, half: false, open: inChromium },
  {
    name: 'lavapipe in Node (npm run gpu:drivers)',
    absent: !isPrepared(driverFolder()),
    barriers: true,
    half: true,
    open: inNode,
  },
]

async function inChromium(module: string, global: string): Promise<AdapterPage> {
  const page = await (await sharedBrowser({ webgpu: true })).newPage()
  const files = await serveFixtures()
  await page.goto(files.url)
  await page.addScriptTag({ content: await scriptOf(module, global) })
  return besideFixtures(page, files)
}

async function inNode(module: string, global: string): Promise<AdapterPage> {
  const page = await openDriverPage()
  const files = await serveFixtures()
  await page.addScript(await scriptOf(module, global), global)
  return besideFixtures(page, files)
}

function besideFixtures(page: Pick<AdapterPage, 'evaluate' | 'close'>, files: Fixtures): AdapterPage {
  return {
    url: files.url,
    evaluate: (expression) => page.evaluate(expression),
    async close() {
      await page.close()
      files.close()
    },
  }
}

function scriptOf(module: string, global: string): Promise<string> {
  return pageScript(fileURLToPath(new URL(module, import.meta.url)), global)
}

interface Fixtures {
  readonly url: string
  close(): void
}

async function serveFixtures(): Promise<Fixtures> {
  const server = createServer(async ({ url = '' }, response) => {
    const path = new URL(url, 'http://localhost').pathname.slice(1)
    if (!path) return response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>adapter</title>')
    const bytes = await readFile(fixturePath(path)).catch(() => null)
    response.writeHead(bytes ? 200 : 404).end(bytes)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/`,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
