// The page's start: how much JavaScript the first screen needs, what is fetched beside it, and what a person sees whose
// next screen is late, cannot be fetched, or is asked for without a network.
import { gzipSync } from 'node:zlib'
import type { BrowserContext, Page, Route } from 'playwright-core'
import { afterEach, expect, inject, test } from 'vitest'
import { axeFaults } from '../support/axe.ts'
import { sharedBrowser } from '../support/browsers.ts'
import { type OpenStudio, openStudio } from '../support/studio.ts'

/** Bytes of compressed JavaScript that the first screen may need. */
const budget = 150_000
const later = ['model', 'tune', 'watch', 'evaluate', 'use', 'deploy', 'compare', 'runs'] as const

let studio: OpenStudio | null = null

afterEach(async () => {
  await studio?.close()
  studio = null
})

test('the first screen works with the scripts that index.html names, less than 150 kB of them compressed', async () => {
  const named = await namedScripts()
  const lengths = await Promise.all(named.map(async (name) => gzipSync(await script(name)).length))
  const bytes = lengths.reduce((sum, length) => sum + length, 0)
  const page = await open((context) => onScripts(context, (name) => !named.includes(name), 'abort'))
  await page.locator('[data-device="ready"]').waitFor()
  await page.locator('[data-action="use-sample"][data-task="text-classification"]').click()
  await page.locator('[data-step="data"]', { hasText: '4 classes' }).waitFor()
  expect(named.length).toBeGreaterThan(1)
  expect(named.filter(isCatalogue)).toEqual([])
  expect(bytes).toBeGreaterThan(budget / 2) // React alone is more: else something was not counted
  expect(bytes).toBeLessThan(budget)
  expect(studio?.complaints).toEqual([])
})

test('the engine is asked for while the page’s own script is still on its way', async () => {
  const [first] = await namedScripts()
  const context = await (await sharedBrowser()).newContext()
  try {
    await onScripts(context, (name) => name !== first, 'hold')
    const page = await context.newPage()
    const asked = page.waitForRequest(/\/assets\/worker-/)
    await page.goto(inject('studioUrl'), { waitUntil: 'commit' })
    await asked
    expect(await page.locator('h1').count()).toBe(0)
  } finally {
    await context.close()
  }
})

test('a page left alone for a moment shows every screen without the network', async () => {
  const page = await open()
  await untilAllHere(page)
  await studio?.context.setOffline(true)
  for (const step of later) {
    await page.locator(`[data-step="${step}"]`).click()
    expect([step, await page.locator('[data-waiting]').count()]).toEqual([step, 0])
    expect((await page.locator('h1').textContent())?.toLowerCase()).toBe(step)
  }
  expect(studio?.complaints).toEqual([])
})

test('whoever is faster than the network waits under the step’s own heading, which keeps the focus', async () => {
  let release = () => {}
  const gate = new Promise<void>((resolve) => {
    release = resolve
  })
  const page = await open((context) => onScripts(context, isScreen('Model'), gate))
  await page.locator('[data-step="model"]').click()
  await page.locator('main h1:focus', { hasText: 'Model' }).waitFor()
  await page.locator('[data-waiting]').waitFor()
  expect(await axeFaults(page)).toEqual([])
  release()
  await page.locator('[data-model="thaw-vision"]').waitFor()
  expect(await page.locator('main h1:focus').textContent()).toBe('Model')
  expect(await page.locator('[data-waiting]').count()).toBe(0)
})

test('what goes wrong before the words of messages are here is said as soon as they are', async () => {
  let release = () => {}
  const gate = new Promise<void>((resolve) => {
    release = resolve
  })
  const page = await open((context) => onScripts(context, isCatalogue, gate))
  await page.locator('[data-device="ready"]').waitFor()
  const file = { name: 'photos.zip', mimeType: 'application/zip', buffer: Buffer.from('no zip at all') }
  await page.locator('[data-input="files"]').setInputFiles(file)
  const message = page.locator('[data-error-code] [data-message]')
  await message.waitFor()
  expect(await message.textContent()).toMatch(/^[a-z]+[A-Z][A-Za-z]+( · |$)/)
  release()
  await page.locator('[data-error-code] [data-message]', { hasText: '"photos.zip" is not a zip archive.' }).waitFor()
  expect(await page.locator('[data-error-code] [data-advice]').textContent()).toMatch(/^[A-Z].*\.$/)
  expect(await axeFaults(page)).toEqual([])
})

test('a screen that cannot be fetched says what to do, and comes when it is tried again', async () => {
  const page = await open((context) => onScripts(context, isScreen('Model'), 'abort'))
  await page.locator('[data-action="use-sample"][data-task="text-classification"]').click()
  const refusal = page.locator('[data-error-code="network-offline"]')
  await refusal.waitFor()
  expect(await page.locator('h1').textContent()).toBe('Model')
  expect(await refusal.locator('[data-advice]').textContent()).toContain('Check the connection and try again.')
  expect(await axeFaults(page)).toEqual([])
  await studio?.context.unrouteAll()
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.locator('[data-model]:enabled').first().waitFor()
  expect(await page.locator('main h1:focus').textContent()).toBe('Model')
  expect(await page.locator('[data-step="data"]').textContent()).toContain('4 classes')
  expect(studio?.complaints).toEqual([])
})

async function open(prepare?: (context: BrowserContext) => Promise<void>): Promise<Page> {
  studio = await openStudio(prepare ? { prepare } : {})
  return studio.page
}

/** The scripts of the page that index.html has fetched at once, the first one first, with all that they import. */
async function namedScripts(): Promise<readonly string[]> {
  const html = await (await fetch(inject('studioUrl'))).text()
  const names = [...html.matchAll(/(?:src|href)="\.\/assets\/([^"]+\.js)"/g)].map(([, name = '']) => name)
  return withImports(names)
}

/** With all that they import at once, and what that imports. */
async function withImports(names: readonly string[]): Promise<string[]> {
  const all = [...names]
  for (const name of all)
    for (const [, imported = ''] of (await script(name)).matchAll(/(?:from|import)\s*["'`]\.\/([^"'`]+\.js)["'`]/g))
      if (!all.includes(imported)) all.push(imported)
  return all
}

async function script(name: string): Promise<string> {
  return (await fetch(`${inject('studioUrl')}assets/${name}`)).text()
}

function isScreen(name: string): (script: string) => boolean {
  return (script) => script.startsWith(`${name}Screen-`)
}

/** The words of errors and notices. */
function isCatalogue(script: string): boolean {
  return script.startsWith('en-')
}

/** Refuses or holds those of the page's scripts; the engine's pass. */
async function onScripts(
  context: BrowserContext,
  which: (name: string) => boolean,
  what: 'abort' | 'hold' | Promise<void>,
): Promise<void> {
  const engine = new Set<string>()
  await context.route(/\/assets\/[^/]+\.js$/, async (route: Route) => {
    const name = route.request().url().split('/').at(-1) ?? ''
    if (/^(worker|storageWorker)-/.test(name)) for (const each of await withImports([name])) engine.add(each)
    if (engine.has(name) || !which(name)) return route.continue()
    if (what === 'abort') return route.abort()
    if (what === 'hold') return
    await what
    await route.continue()
  })
}

/** The table of runs is fetched last. */
async function untilAllHere(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    performance.getEntriesByType('resource').some(({ name }) => name.includes('/RunsScreen-')),
  )
}
