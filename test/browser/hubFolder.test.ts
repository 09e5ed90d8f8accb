import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { answerFromFolder } from '../../src/commands/hubFolder.ts'
import { type Served, serveStudio } from '../../src/commands/serve.ts'
import { sharedBrowser } from '../support/browsers.ts'

let folder = ''
let served: Served
let context: BrowserContext
let page: Page

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-hub-'))
  await mkdir(join(folder, 'hub/huggingface.co/pets'), { recursive: true })
  await mkdir(join(folder, 'site'))
  await writeFile(join(folder, 'hub/huggingface.co/pets/weights.bin'), '0123456789')
  await writeFile(join(folder, 'site/index.html'), '<title>A page with a worker</title>')
  await writeFile(join(folder, 'site/worker.js'), workerScript)
  served = await serveStudio({ folder: join(folder, 'site') })
  context = await (await sharedBrowser()).newContext()
  await answerFromFolder(context, join(folder, 'hub'))
  page = await context.newPage()
  await page.goto(served.url)
})

afterAll(async () => {
  await context.close()
  await served.close()
  await rm(folder, { recursive: true })
})

test('a worker is answered from the folder, whole or in part', async () => {
  const address = 'https://huggingface.co/pets/weights.bin'
  expect(await fetchInWorker(address)).toMatchObject({ status: 200, text: '0123456789' })
  expect(await fetchInWorker(address, 'bytes=4-')).toMatchObject({ status: 206, text: '456789', range: 'bytes 4-9/10' })
  expect(await fetchInWorker(address, 'bytes=2-3')).toMatchObject({ status: 206, text: '23' })
  expect(await fetchInWorker(address, 'bytes=10-')).toMatchObject({ status: 416 })
})

test('what the folder lacks is not found, and no path leads out of it', async () => {
  expect(await fetchInWorker('https://huggingface.co/other')).toMatchObject({ status: 404 })
  expect(await fetchInWorker('https://huggingface.co/..%2f..%2fsite%2findex.html')).toMatchObject({ status: 404 })
})

const workerScript = `
onmessage = async ({ data: [address, range] }) => {
  const response = await fetch(address, range ? { headers: { Range: range } } : {})
  postMessage({ status: response.status, text: await response.text(), range: response.headers.get('Content-Range') })
}`

function fetchInWorker(address: string, range?: string): Promise<unknown> {
  return page.evaluate(
    (message) =>
      new Promise((resolve, reject) => {
        const worker = new Worker('worker.js', { type: 'module' })
        worker.onmessage = ({ data }) => resolve(data)
        worker.onerror = reject
        worker.postMessage(message)
      }),
    [address, range],
  )
}
