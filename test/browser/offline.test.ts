// The studio on a host that sends no headers, in a folder of it: it has its threads, works with the host gone after one
// visit, and takes a newer build only when nothing is under way.
import { execFile } from 'node:child_process'
import { copyFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { keptIn } from '../../src/commands/kept.ts'
import * as drive from '../../src/commands/studioPage.ts'
import { sampleData } from '../../src/shared/catalog/sample.ts'
import type { FieldValue } from '../../src/shared/recipe/field.ts'
import { entriesOf } from '../support/archives.ts'
import { axeFaults } from '../support/axe.ts'
import { type BareHost, bareHost } from '../support/bareHost.ts'
import { sharedBrowser } from '../support/browsers.ts'
import { untilWorker } from '../support/newerWorker.ts'

const patience = 120_000
/** Low-rank pairs in every layer of few pictures: an epoch takes about a second. */
const recipe = new Map<string, FieldValue>([
  ['method.id', 'lora'],
  ['epochs', 6],
  ['maxTrain', 96],
  ['earlyStopping.patience', 0],
])

let host: BareHost
let context: BrowserContext
let complaints: string[]

async function begin(init = ''): Promise<void> {
  host = await bareHost('dist')
  context = await (await sharedBrowser()).newContext({
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
  })
  complaints = []
  context.on('weberror', (error) => complaints.push(error.error().message))
  if (init) await context.addInitScript(init)
}

afterEach(async () => {
  await context?.close()
  await host?.close()
})

test('after one visit the sample is trained to the end and used with the host gone, on two threads', async () => {
  await begin()
  const { page, loads } = await open({ reloads: true })
  await untilKept(page)
  expect(loads()).toBe(2)
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true)
  expect(await threads(page)).toBeGreaterThanOrEqual(2)
  expect(host.missing).toEqual([])
  await host.close()

  await page.reload()
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true)
  await drive.chooseBackend(page, 'wasm')
  expect(await threads(page)).toBeGreaterThanOrEqual(2)
  const { classes } = await drive.bringSample(page)
  await drive.chooseModel(page, 'thaw-vision')
  await drive.setFields(page, recipe)
  await start(page)
  await drive.untilShown(page, '[data-action="go-evaluate"]')
  const report = await drive.downloadReport(page)
  expect(report.epochs).toHaveLength(6)
  expect(report.test.loss).toBeLessThan(Math.log(classes)) // of an answer by chance
  const [entry] = await entriesOf(await readFile(`public/${sampleData.path}`))
  const answer = await drive.predict(page, { name: 'question.jpg', bytes: Buffer.from(entry?.bytes ?? []) })
  expect(sampleData.classes).toContain(answer)
  const licences = await page.evaluate(async () => (await fetch('./third-party-notices.txt')).text())
  expect(licences).toContain('workbox-precaching 7.')
  expect(complaints).toEqual([])
})

test('every file of the site but its picture for the README is kept, 30 MB at most', async () => {
  await begin()
  const { page } = await open()
  await untilKept(page)
  const kept = await page.evaluate(async () => {
    const names = await caches.keys()
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()))
    return requests.flat().map(({ url }) => decodeURIComponent(new URL(url).pathname))
  })
  const files = (await readdir('dist', { recursive: true, withFileTypes: true })).filter((each) => each.isFile())
  const paths = files.map(({ parentPath, name }) =>
    join(parentPath, name)
      .replace(/^dist./, '')
      .replaceAll('\\', '/'),
  )
  // The measurement of graphics cards is a page of its own, for whoever has a network.
  const expected = paths.filter(
    (path) => !/^(?:_headers|screenshot\.png|service-worker\.js|bench\.html|bench\/.*)$/.test(path),
  )
  expect(kept.map((path) => path.replace('/lesson/thaw/', '')).toSorted()).toEqual(expected.toSorted())
  const bytes = await Promise.all(expected.map(async (path) => (await stat(join('dist', path))).size))
  const sum = bytes.reduce((sum, each) => sum + each)
  expect(sum).toBeLessThan(30_000_000)
  // What the docs say of it is printed by a command.
  expect(await keptIn('dist')).toMatchObject({ files: expected.length, bytes: sum })
  const scope = await page.evaluate(async () => (await navigator.serviceWorker.ready).scope)
  expect(scope).toBe(host.url)
})

test('a browser that cannot be isolated is reloaded once, and never again', async () => {
  await begin('Object.defineProperty(globalThis, "crossOriginIsolated", { value: false })')
  const { page, loads } = await open({ reloads: true })
  await untilKept(page)
  await page.reload()
  await untilKept(page)
  expect(loads()).toBe(3) // the visit, the try, and the reload above
  expect(await page.locator('[data-update]').count()).toBe(0)
})

test('the worker that only adds headers isolates the studio and its workers, and leaves other pages as they are', async () => {
  await begin()
  const folder = await mkdtemp(join(tmpdir(), 'thaw-headers-'))
  await copyFile('dist/service-worker.js', join(folder, 'service-worker.js'))
  await writeFile(join(folder, 'index.html'), '<title>Studio</title>')
  await writeFile(join(folder, 'other.html'), '<title>Other</title>')
  await writeFile(join(folder, 'worker.js'), 'postMessage(crossOriginIsolated)')
  host.folder = folder
  const page = await context.newPage()
  const told = () =>
    page.evaluate(async () => {
      const worker = new Worker('./worker.js')
      const ofWorker = await new Promise((resolve) => {
        worker.onmessage = ({ data }) => resolve(data)
        worker.onerror = () => resolve('refused')
      })
      return [document.title, crossOriginIsolated, ofWorker]
    })
  await page.goto(host.url)
  expect(await told()).toEqual(['Studio', false, false])
  await page.evaluate(async () => {
    await navigator.serviceWorker.register('./service-worker.js?headers')
    await navigator.serviceWorker.ready
  })
  for (const address of ['', '?from=a-link#data', 'index.html']) {
    await page.goto(host.url + address)
    expect(await told()).toEqual(['Studio', true, true])
  }
  await page.goto(`${host.url}other.html`)
  expect(await told()).toEqual(['Other', false, false])
  await rm(folder, { recursive: true })
})

test('whoever has begun before the worker is there is asked, and loses nothing', async () => {
  await begin()
  let release = () => {}
  const gate = new Promise<void>((resolve) => {
    release = resolve
  })
  host.before = async (path) => (path.endsWith('service-worker.js') ? gate : undefined)
  const { page, loads } = await open()
  await drive.bringSample(page, 'text-classification')
  release()
  await page.locator('[data-update="threads"]').waitFor()
  expect(await axeFaults(page)).toEqual([])
  expect(loads()).toBe(1)
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false)
  await page.locator('[data-action="update-now"]').click()
  await page.waitForFunction(() => crossOriginIsolated)
  await page.locator('[data-step="data"]', { hasText: '4 classes' }).waitFor()
  expect(loads()).toBe(2)
  expect(complaints).toEqual([])
})

describe('a newer build', () => {
  let newer = ''

  beforeAll(async () => {
    newer = await mkdtemp(join(tmpdir(), 'thaw-newer-'))
    // Each script has another address, so that a page of the build before finds none of its own on the host.
    const words = ['build', '--logLevel', 'error', '--outDir', newer, '--emptyOutDir', '--assetsDir', 'parts']
    const env = { ...process.env, NODE_ENV: 'production', THAW_COMMIT: 'newer' }
    await promisify(execFile)(process.execPath, ['node_modules/vite/bin/vite.js', ...words], { env })
  })
  afterAll(() => rm(newer, { recursive: true, force: true }))

  test('waits while something trains, is offered then, and leaves the run where it was', async () => {
    await begin()
    const { page } = await open()
    await untilKept(page)
    const before = await versionOf(page)
    expect(before).toMatch(/^\d+\.\d+\.\d+/)
    await drive.bringSample(page)
    await drive.chooseModel(page, 'thaw-vision')
    await drive.setFields(page, recipe)
    await start(page)
    await page.locator('[data-epoch="1"]').waitFor()
    host.folder = newer
    await checkForUpdate(page)
    // The run is still going on, the newer worker is ready, and nothing is said.
    expect(await page.locator('[data-action="go-evaluate"]').count()).toBe(0)
    expect(await page.locator('[data-update]').count()).toBe(0)
    await drive.untilShown(page, '[data-action="go-evaluate"]')
    expect((await drive.downloadReport(page)).epochs).toHaveLength(6)
    await page.locator('[data-update="update"]').waitFor()
    expect(await versionOf(page)).toBe(before)
    // The host has no longer a script of this page; screens that were never open come from what is kept.
    await drive.goTo(page, 'evaluate')
    await drive.goTo(page, 'compare')
    expect(host.missing).toEqual([])

    const data = await page.locator('[data-step="data"]').textContent()
    await page.locator('[data-action="update-now"]').click()
    await page.locator('[data-version*="newer"]').waitFor()
    expect(await page.evaluate(() => document.querySelector('script')?.src)).toContain('/parts/')
    await drive.goTo(page, 'runs')
    await page.locator('[data-run][data-status="finished"]').waitFor()
    await page.locator('[data-step="data"]', { hasText: / classes/ }).waitFor()
    expect(await page.locator('[data-step="data"]').textContent()).toBe(data)
    expect(await page.locator('[data-update]').count()).toBe(0)
    expect(complaints).toEqual([])
  })

  test('is refused while another tab is at work, and told to the tabs that stand open', async () => {
    await begin()
    const { page } = await open()
    await untilKept(page)
    const { page: other } = await open()
    await drive.bringSample(other)
    await drive.chooseModel(other, 'thaw-vision')
    await drive.setFields(other, new Map([...recipe, ['epochs', 500]]))
    await start(other)
    await other.locator('[data-epoch="1"]').waitFor()
    host.folder = newer
    await checkForUpdate(page)
    await page.locator('[data-action="update-now"]').click()
    await page.locator('[data-update]', { hasText: 'at work in another tab' }).waitFor()
    expect(await versionOf(page)).not.toContain('newer')
    expect(await other.locator('[data-update]').count()).toBe(0)
    await drive.goTo(other, 'watch')
    await other.locator('[data-action="stop"]').click()
    await other.locator('[data-update="update"]').waitFor()
    await page.locator('[data-action="update-now"]').click()
    await page.locator('[data-version*="newer"]').waitFor()
    await other.locator('[data-update="reload"]').waitFor()
    expect(await versionOf(other)).not.toContain('newer')
    await other.locator('[data-action="update-now"]').click()
    await other.locator('[data-version*="newer"]').waitFor()
    expect(complaints).toEqual([])
  })
})

/**
 * On a first visit's Data screen, as soon as it stands.
 * @param reloads waits for the page's own reload first: what the driver asks a page counts as a person's press.
 */
async function open({ reloads = false } = {}): Promise<{ page: Page; loads: () => number }> {
  const page = await context.newPage()
  page.setDefaultTimeout(patience)
  let count = 0
  page.on('request', (request) => {
    if (request.isNavigationRequest()) count++
  })
  const reloaded = reloads ? page.waitForEvent('request', { predicate: () => count === 2 }) : null
  await page.goto(`${host.url}#data`)
  await reloaded
  await page.locator('[data-step="data"]').waitFor()
  return { page, loads: () => count }
}

async function untilKept(page: Page): Promise<void> {
  await page.locator('[data-offline="kept"]').waitFor()
  await page.locator('[data-device="ready"]').waitFor()
}

async function threads(page: Page): Promise<number> {
  const adapter = await page.locator('[data-device="ready"]').getAttribute('data-adapter')
  return Number.parseInt(adapter ?? '', 10)
}

async function start(page: Page): Promise<void> {
  await drive.goTo(page, 'tune')
  await page.locator('[data-action="start"]').click()
}

/** As the browser does by itself on a visit, and the page once an hour. Ends when the newer build is here, waiting. */
async function checkForUpdate(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready
    await registration.update()
  })
  await untilWorker(page, 'waiting')
}

async function versionOf(page: Page): Promise<string> {
  return (await page.locator('[data-version]').getAttribute('data-version')) ?? ''
}
