/**
 * The page that is a folder of files, on a host that sends no headers and below its root: it answers as the model that it
 * was made of, is isolated after one reload, opens with the host gone, takes a newer version over, and says which of its
 * files is incomplete.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { unwatched } from '../../src/engine/export/exportWatch.ts'
import { siteFiles } from '../../src/engine/export/page/exportSite.ts'
import { disposeTuned, type TunedModel } from '../../src/engine/inference/tunedModel.ts'
import { pageLanguages } from '../../src/shared/catalog/pageWords.ts'
import type { PageWishes } from '../../src/shared/domain/deployedPage.ts'
import { axeFaults } from '../support/axe.ts'
import { startBackend } from '../support/backends.ts'
import { type BareHost, bareHost } from '../support/bareHost.ts'
import { sharedBrowser } from '../support/browsers.ts'
import {
  apart,
  askPicture,
  modelAmong,
  ofRounding,
  probabilities,
  same,
  shownClasses,
} from '../support/deployedClasses.ts'
import { untilWorker } from '../support/newerWorker.ts'
import { type ReadyModel, readyPictures, readyTexts } from '../support/readyModels.ts'
import { distSite } from '../support/runtimeSite.ts'
import { snippetIn } from '../support/snippets.ts'

let folder: string
let pictures: ReadyModel<Blob>
let texts: ReadyModel<string>
let first: Map<string, Uint8Array<ArrayBuffer>>
let host: BareHost
let context: BrowserContext
let complaints: string[]

beforeAll(async () => {
  await startBackend('wasm')
  folder = await mkdtemp(join(tmpdir(), 'deployed-site-'))
  pictures = await readyPictures()
  texts = await readyTexts()
  first = await made(pictures.tuned, { title: 'What is drawn?' })
})

afterEach(async () => {
  await context.close()
  await host.close()
})

afterAll(async () => {
  disposeTuned(pictures.tuned)
  disposeTuned(texts.tuned)
  await rm(folder, { recursive: true })
})

test('it answers 20 pictures as the model does, is isolated after one reload, and opens with the host gone', async () => {
  await serve(first)
  const { page, loads } = await open(2)
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true)
  expect(await page.title()).toBe('What is drawn?')
  const kept = await modelAmong(first)
  const rounded: number[] = []
  const answers: (typeof wanted)[] = []
  let wanted = await probabilities(kept, { kind: 'image', image: pictures.asked[0] as Blob })
  for (const image of pictures.asked) {
    await askPicture(page, image)
    const shown = await shownClasses(page)
    wanted = await probabilities(kept, { kind: 'image', image })
    expect(apart(shown, wanted)).toBeLessThan(same)
    rounded.push(apart(shown, await probabilities(pictures.tuned, { kind: 'image', image })))
    answers.push(shown)
  }
  disposeTuned(kept)
  expect(rounded).toHaveLength(20)
  expect(Math.max(...rounded)).toBeLessThan(ofRounding)
  await page.locator('[data-kept]').waitFor()
  expect(await page.locator('[data-kept]').textContent()).toBe(pageLanguages.en.words.kept)
  expect(host.missing).toEqual([])
  expect(loads()).toBe(2)
  await host.close()

  const { page: again, loads: later } = await open(1, '?from=a-link#top')
  expect(await again.evaluate(() => crossOriginIsolated)).toBe(true)
  await askPicture(again, pictures.asked[19] as Blob)
  expect(apart(await shownClasses(again), answers[19] ?? [])).toBe(0)
  expect(later()).toBe(1)
  expect(complaints).toEqual([])
})

test('by keyboard it answers 20 texts as the model does', async () => {
  const files = await made(texts.tuned, { language: 'de' })
  await serve(files)
  const { page } = await open(2)
  const kept = await modelAmong(files)
  const field = page.getByLabel('Dein Text')
  for (const text of texts.asked) {
    await field.fill(text)
    await field.press('Control+Enter')
    expect(apart(await shownClasses(page), await probabilities(kept, { kind: 'text', text }))).toBeLessThan(same)
    expect(apart(await shownClasses(page), await probabilities(texts.tuned, { kind: 'text', text }))).toBeLessThan(
      ofRounding,
    )
  }
  disposeTuned(kept)
  expect(texts.asked).toHaveLength(20)
  expect(complaints).toEqual([])
})

test('a host that sends the headers of the folder has an isolated page at once', async () => {
  await serve(first)
  host.headers = Object.fromEntries(
    textOf(first, '_headers')
      .split('\n')
      .flatMap((line) => (line.startsWith('  ') ? [line.trim().split(': ') as [string, string]] : [])),
  )
  const { page, loads } = await open(1)
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true)
  await page.locator('[data-kept]').waitFor()
  await host.close()
  await page.reload()
  await page.locator('#thaw[data-state="ready"]').waitFor()
  expect(loads()).toBe(2) // the visit, and the reload above
  expect(complaints).toEqual([])
})

test('a browser that cannot be isolated is reloaded once, and never again', async () => {
  await serve(first, 'Object.defineProperty(globalThis, "crossOriginIsolated", { value: false })')
  const { page, loads } = await open(2)
  await page.reload()
  await page.locator('#thaw[data-state="ready"]').waitFor()
  await page.locator('[data-kept]').waitFor()
  expect(loads()).toBe(3) // the visit, the try, and the reload above
})

test('without a place to remember that it tried, it is never reloaded', async () => {
  await serve(first, 'Object.defineProperty(globalThis, "sessionStorage", { get() { throw new Error("blocked") } })')
  const { page, loads } = await open(1)
  await page.locator('[data-kept]').waitFor()
  expect(loads()).toBe(1)
})

test('without a service worker it answers all the same', async () => {
  await serve(first)
  await context.close()
  context = await (await sharedBrowser()).newContext({ serviceWorkers: 'block' })
  const { page, loads } = await open(1)
  await askPicture(page, pictures.asked[0] as Blob)
  await shownClasses(page)
  expect(loads()).toBe(1)
})

describe('a file of which half came', () => {
  test.each(['model/model.safetensors', 'model/config.json', 'tfjs-backend-wasm-simd.wasm', 'page.json', 'page.js'])(
    '%s is named, with what to do, and is not kept',
    async (name) => {
      const whole = first.get(name) as Uint8Array<ArrayBuffer>
      const at = await serve(first)
      await writeFile(join(at, name), whole.subarray(0, whole.length / 2))
      const { page } = await open(2, '', '[role="alert"]')
      const said = (await page.getByRole('alert').textContent()) ?? ''
      const sizes = name === 'page.js' ? '' : `, ${Math.floor(whole.length / 2)} / ${whole.length} B`
      expect(said).toContain(`A file of this page is missing or incomplete: ${name}${sizes}. Load the page again.`)
      await writeFile(join(at, name), whole)
      await page.reload()
      await page.locator('#thaw[data-state="ready"]').waitFor()
      await page.locator('[data-kept]').waitFor()
    },
  )

  test('one that is absent, or of another upload, too', async () => {
    const at = await serve(first)
    const weights = (first.get('model/model.safetensors') as Uint8Array<ArrayBuffer>).slice()
    weights[weights.length - 5] = (weights[weights.length - 5] ?? 0) ^ 1
    await writeFile(join(at, 'model/model.safetensors'), weights)
    const { page } = await open(2, '', '[role="alert"]')
    expect(await page.getByRole('alert').textContent()).toContain('incomplete: model/model.safetensors. Load')
    await rm(join(at, 'model/model.safetensors'))
    await page.reload()
    await page.getByRole('alert').waitFor()
    expect(await page.getByRole('alert').textContent()).toContain(`model/model.safetensors, 0 / ${weights.length} B.`)
  })
})

test('a newer version takes over with the second load, whole, and files that stayed are not fetched again', async () => {
  await serve(first)
  const { page, loads } = await open(2)
  await page.locator('[data-kept]').waitFor()
  const newer = await made(pictures.tuned, { title: 'A newer one' })
  host.folder = await written(newer)
  const asked: string[] = []
  host.before = async (path) => void asked.push(path.split('/').slice(3).join('/'))
  await page.reload()
  await page.locator('#thaw[data-state="ready"]').waitFor()
  expect(await page.title()).toBe('What is drawn?')
  await page.evaluate(async () => (await navigator.serviceWorker.ready).update())
  await untilWorker(page, 'waiting')
  expect(asked).not.toContain('model/model.safetensors')
  const renew = async (title: string) => {
    const before = loads()
    const renewed = page.waitForFunction((wanted) => document.title === wanted, title)
    await page.reload()
    await renewed
    await page.locator('#thaw[data-state="ready"]').waitFor()
    expect(loads() - before).toBe(2) // the reload above, and the page's own
  }
  await renew('A newer one')
  // In the same tab, which has loaded itself again before.
  host.folder = await written(await made(pictures.tuned, { title: 'The newest' }))
  await page.evaluate(async () => (await navigator.serviceWorker.ready).update())
  await untilWorker(page, 'waiting')
  await renew('The newest')
  await page.locator('[data-kept]').waitFor()
  await host.close()
  await page.reload()
  await page.locator('#thaw[data-state="ready"]').waitFor()
  expect(await page.title()).toBe('The newest')
  expect(complaints).toEqual([])
})

test('a newer version that does not take over holds nothing up: the page opens, and says how the newer one is come to', async () => {
  const deaf = `const post = ServiceWorker.prototype.postMessage
    ServiceWorker.prototype.postMessage = function (said) { if (said !== 'take-over') post.call(this, said) }`
  await serve(first, deaf)
  const { page, loads } = await open(2)
  await page.locator('[data-kept]').waitFor()
  expect(await page.locator('[data-newer]').count()).toBe(0)
  host.folder = await written(await made(pictures.tuned, { title: 'A newer one' }))
  await page.evaluate(async () => (await navigator.serviceWorker.ready).update())
  await untilWorker(page, 'waiting')
  const before = loads()
  for (const _ of ['waited for', 'waited for before']) {
    await page.reload()
    await page.locator('#thaw[data-state="ready"]').waitFor()
    expect(await page.title()).toBe('What is drawn?')
    expect(await page.locator('footer [data-newer]').textContent()).toBe(pageLanguages.en.words.newer)
  }
  expect(loads() - before).toBe(2)
})

test('a browser that is not isolated does not wait for a newer version that is still being fetched', async () => {
  await serve(first, 'Object.defineProperty(globalThis, "crossOriginIsolated", { value: false })')
  const { page } = await open(2)
  await page.locator('[data-kept]').waitFor()
  host.folder = await written(await made(texts.tuned, { title: 'A newer one' }))
  // It never comes.
  host.before = async (path) => (path.endsWith('model.safetensors') ? new Promise(() => {}) : undefined)
  await page.evaluate(async () => (await navigator.serviceWorker.ready).update())
  await untilWorker(page, 'installing')
  await page.reload()
  await page.locator('#thaw[data-state="ready"]').waitFor()
})

test('other pages below it stay as their host sends them', async () => {
  const at = await serve(first)
  await writeFile(join(at, 'other.html'), '<title>Other</title>')
  const { page } = await open(2)
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true)
  await page.goto(`${host.url}other.html`)
  expect(await page.title()).toBe('Other')
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false)
})

test('a device without room for it is not told that the page is kept, until there is some', async () => {
  await serve(first)
  const { page } = await open(2, '', '[data-kept]')
  const devices = await context.newCDPSession(page)
  const { origin } = new URL(host.url)
  const room = (most?: number) =>
    devices.send('Storage.overrideQuotaForOrigin', { origin, ...(most !== undefined && { quotaSize: most }) })
  await page.evaluate(async () => {
    for (const name of await caches.keys()) await caches.delete(name)
  })
  await room(1000)
  /** What the worker says to that; null where it says nothing for so long. */
  const reply = (patience: number) =>
    page.evaluate(async (most) => {
      const told = new Promise((resolve) =>
        navigator.serviceWorker.addEventListener('message', ({ data }) => resolve(data), { once: true }),
      )
      const { active } = await navigator.serviceWorker.ready
      active?.postMessage('keep')
      return Promise.race([told, new Promise((resolve) => setTimeout(() => resolve(null), most))])
    }, patience)
  expect(await reply(3000)).toBe(null)
  await room()
  expect(await reply(60_000)).toBe('keeps')
})

test('lines that a host adds to the page do not keep it from being kept', async () => {
  const at = await serve(first)
  const index = textOf(first, 'index.html')
  await writeFile(join(at, 'index.html'), index.replace('</body>', '<script>window.host = 1</script></body>'))
  const { page } = await open(2)
  await page.locator('[data-kept]').waitFor()
  await host.close()
  await page.reload()
  await page.locator('#thaw[data-state="ready"]').waitFor()
  expect(await page.evaluate(() => 'host' in window)).toBe(false)
})

test('names and words that would be markup are shown as they are', async () => {
  const evil = '</script><img src=x onerror="document.title=1">'
  const labels = pictures.tuned.labels.map((label, index) => (index < 4 ? `${evil}${index}` : label))
  const files = await made(
    { ...pictures.tuned, labels },
    {
      ...{ title: evil, intro: evil, card: `# ${evil}\n\n| ${evil} |` },
      example: { kind: 'image', image: pictures.asked[0] as Blob },
    },
  )
  await serve(files)
  const { page } = await open(2)
  await page.locator('[data-action="example"]').click()
  const shown = await shownClasses(page)
  expect(await page.title()).toBe(evil)
  expect(await page.locator('h1').textContent()).toBe(evil)
  expect(await page.locator('img[src="x"]').count()).toBe(0)
  expect(shown.some(([name]) => name.startsWith(evil))).toBe(true)
  for (const name of ['index.html', 'service-worker.js']) expect(textOf(files, name)).not.toContain('<img')
  const [, header = '', body = ''] = textOf(files, 'README.md').split(/^---$/m)
  expect(header).toContain(`title: ${JSON.stringify(evil)}\n`)
  expect(body.replaceAll(/`[^`]*`/g, '')).not.toMatch(/(?<!\\)<img/)
  expect(complaints).toEqual([])
})

test('a page of another site shows it in a frame, by the lines of its README', async () => {
  await serve(first)
  const code = snippetIn(textOf(first, 'README.md'), 'In a page of yours')
  const other = await bareHost(await written(new Map([['index.html', bytesOf(code.replace('ADDRESS', host.url))]])))
  const page = await context.newPage()
  await page.goto(other.url.replace('localhost', '127.0.0.1'))
  const frame = page.frameLocator('iframe')
  await frame.locator('#thaw[data-state="ready"]').waitFor()
  await other.close()
})

test.each(['light', 'dark'] as const)(
  'axe finds nothing in %s, at a phone’s width, nor in a complaint',
  async (scheme) => {
    const at = await serve(first)
    await context.close()
    context = await (await sharedBrowser()).newContext({ colorScheme: scheme, viewport: { width: 390, height: 844 } })
    const { page } = await open(2)
    await page.locator('[data-kept]').waitFor()
    expect(await axeFaults(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    await context.close()
    context = await (await sharedBrowser()).newContext({ colorScheme: scheme, viewport: { width: 390, height: 844 } })
    await writeFile(join(at, 'page.json'), '{')
    const { page: damaged } = await open(2, '', '[role="alert"]')
    expect(await axeFaults(damaged)).toEqual([])
    expect(await damaged.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  },
)

async function made(tuned: TunedModel, wishes: PageWishes): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  const files = await siteFiles(tuned, { site: distSite, wishes, watch: unwatched })
  const read = files.map(async ({ name, blob }) => [name, new Uint8Array(await blob.arrayBuffer())] as const)
  return new Map(await Promise.all(read))
}

let count = 0

async function written(files: ReadonlyMap<string, Uint8Array>): Promise<string> {
  const at = join(folder, String(++count))
  for (const [name, bytes] of files) {
    await mkdir(dirname(join(at, name)), { recursive: true })
    await writeFile(join(at, name), bytes)
  }
  return at
}

/** Ready to be visited. Gives where its files lie. */
async function serve(files: ReadonlyMap<string, Uint8Array>, init = ''): Promise<string> {
  const at = await written(files)
  host = await bareHost(at, '/pupils/drawn/')
  context = await (await sharedBrowser()).newContext()
  complaints = []
  context.on('weberror', (error) => complaints.push(error.error().message))
  context.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  if (init) await context.addInitScript(init)
  return at
}

/** A visit, once the page has been loaded so often and shows what is waited for. */
async function open(
  times: number,
  end = '',
  until = '#thaw[data-state="ready"]',
): Promise<{ page: Page; loads: () => number }> {
  const page = await context.newPage()
  let loads = 0
  const often = new Promise<void>((resolve) => {
    page.on('request', (request) => {
      if (request.isNavigationRequest() && request.frame() === page.mainFrame() && ++loads === times) resolve()
    })
  })
  await page.goto(`${host.url}${end}`)
  await often
  await page.locator(until).waitFor()
  return { page, loads: () => loads }
}

function textOf(files: ReadonlyMap<string, Uint8Array>, name: string): string {
  return new TextDecoder().decode(files.get(name))
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text)
}
