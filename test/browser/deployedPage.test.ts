/**
 * The page that is a single file, opened from a disk in Chromium without a network: it answers as the model that it was
 * made of, in every kind of answer, and says what is wrong when half of it is missing.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { namedPackages } from '../../src/commands/thirdPartyNotices.ts'
import { unwatched } from '../../src/engine/export/exportWatch.ts'
import { pageFile } from '../../src/engine/export/page/exportPage.ts'
import { disposeTuned, type TunedModel } from '../../src/engine/inference/tunedModel.ts'
import { unpackedFiles } from '../../src/shared/catalog/packedFiles.ts'
import { pageLanguages } from '../../src/shared/catalog/pageWords.ts'
import type { PageWishes } from '../../src/shared/domain/deployedPage.ts'
import { axeFaults } from '../support/axe.ts'
import { startBackend } from '../support/backends.ts'
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
import { takesFocus } from '../support/keyboard.ts'
import { largeNetwork } from '../support/largeNetwork.ts'
import { type ReadyModel, readyPictures, readyTexts } from '../support/readyModels.ts'
import { distSite } from '../support/runtimeSite.ts'

let folder: string
let pictures: ReadyModel<Blob>
let texts: ReadyModel<string>
const contexts: BrowserContext[] = []

beforeAll(async () => {
  await startBackend('wasm')
  folder = await mkdtemp(join(tmpdir(), 'deployed-'))
  pictures = await readyPictures()
  texts = await readyTexts()
})

afterAll(async () => {
  for (const context of contexts) await context.close()
  disposeTuned(pictures.tuned)
  disposeTuned(texts.tuned)
  await rm(folder, { recursive: true })
})

describe('pictures', () => {
  let html: string
  let page: Page
  const told: string[] = []

  beforeAll(async () => {
    const example = { kind: 'image' as const, image: pictures.asked[0] as Blob }
    // A run's card has lines of code that are wider than a phone.
    const card = `# The run\n\n\`\`\`json\n${'"a": 1, '.repeat(40)}\n\`\`\``
    const wishes = { title: 'What is drawn?', intro: 'Show it.', picture: pictures.asked[1] as Blob, card, example }
    html = await made(pictures.tuned, wishes)
    page = await opened(html, told)
  })

  test('the page is under 3.5 MB', () => {
    expect(html.length).toBeLessThan(3.5e6)
  })

  test('answers 20 as the model does, with the network off', async () => {
    const kept = await keptModel(html)
    const rounded: number[] = []
    for (const image of pictures.asked) {
      await askPicture(page, image)
      const shown = await shownClasses(page)
      const given = { kind: 'image' as const, image }
      expect(apart(shown, await probabilities(kept, given))).toBeLessThan(same)
      rounded.push(apart(shown, await probabilities(pictures.tuned, given)))
    }
    expect(pictures.asked).toHaveLength(20)
    expect(Math.max(...rounded)).toBeLessThan(ofRounding)
    disposeTuned(kept)
    expect(told).toEqual([])
  })

  test('the example answers at a press, and what is no picture is said to be none', async () => {
    await page.locator('[data-action="example"]').click()
    await page.locator('[data-state="answered"]').waitFor()
    expect(await page.locator('.picture').first().isVisible()).toBe(true)
    const buffer = Buffer.from('not a picture')
    await page.locator('#thaw-picture').setInputFiles({ name: 'one.png', mimeType: 'image/png', buffer })
    await page.getByRole('alert').waitFor()
    expect(await page.getByRole('alert').textContent()).toContain('This file is no picture that this browser can open.')
  })

  test('it can be dropped and pasted', async () => {
    const bytes = [...new Uint8Array(await (pictures.asked[3] as Blob).arrayBuffer())]
    const wanted = await probabilities(pictures.tuned, { kind: 'image', image: pictures.asked[3] as Blob })
    for (const kind of ['drop', 'paste'] as const) {
      await page.evaluate(
        ({ bytes, kind }) => {
          const data = new DataTransfer()
          data.items.add(new File([new Uint8Array(bytes)], 'a.png', { type: 'image/png' }))
          const event =
            kind === 'drop'
              ? new DragEvent('drop', { dataTransfer: data, bubbles: true })
              : new ClipboardEvent('paste', { clipboardData: data, bubbles: true })
          document.body.dispatchEvent(event)
        },
        { bytes, kind },
      )
      expect(apart(await shownClasses(page), wanted)).toBeLessThan(ofRounding)
    }
  })

  test('the person’s own picture stands above the title, and is no part of what is said', async () => {
    const own = page.locator('header img')
    await own.waitFor()
    expect(await own.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth > 0)).toBe(true)
    expect(await own.getAttribute('alt')).toBe('')
  })

  test('the licences of what it is made of can be read in it', async () => {
    await page.locator('[data-notices] summary').click()
    const notices = page.locator('[data-notices] pre')
    await notices.getByText('@tensorflow/tfjs-core').first().waitFor()
    const text = (await notices.textContent()) ?? ''
    expect(namedPackages(text)).toContain(await versionOf('@tensorflow/tfjs-core'))
    expect(namedPackages(text)).toContain(await versionOf('@tensorflow/tfjs-backend-wasm'))
    expect(namedPackages(text).filter((each) => /react|workbox/.test(each))).toEqual([])
    expect(text).toContain('END OF TERMS AND CONDITIONS')
    expect(text).toMatch(/Thaw \(MIT\)[\s\S]*Permission is hereby granted/)
    await page.locator('[data-notices] summary').click()
  })

  test('a camera that is not there is said not to be, once', async () => {
    await page.locator('[data-action="camera"]').press('Enter')
    await page.getByRole('alert').waitFor()
    expect(await page.getByRole('alert').textContent()).toBe(pageLanguages.en.words.noCamera)
    await takesFocus(page.locator('[data-action="camera"]'))
  })

  test('it gives itself away as it came', async () => {
    const begun = page.waitForEvent('download')
    await page.locator('[data-action="pass-on"]').click()
    const copy = await readFile(await (await begun).path(), 'utf8')
    const again = await opened(copy)
    await again.locator('[data-action="example"]').click()
    await again.locator('[data-state="answered"]').waitFor()
    expect(await again.title()).toBe('What is drawn?')
  })

  test('half a file says so', async () => {
    const half = await opened(html.slice(0, html.length / 2), [], false)
    await half.getByRole('alert').waitFor()
    expect(await half.getByRole('alert').textContent()).toContain('This page is damaged or incomplete.')
  })

  test('a file with one letter changed says so', async () => {
    const at = Math.floor(html.length / 2)
    const other = html[at] === 'A' ? 'B' : 'A'
    const changed = await opened(`${html.slice(0, at)}${other}${html.slice(at + 1)}`, [], false)
    await changed.getByRole('alert').waitFor()
    expect(await changed.getByRole('alert').textContent()).toContain('This page is damaged or incomplete.')
  })

  test.each(['light', 'dark'] as const)('axe finds nothing in %s, at a phone’s width', async (colorScheme) => {
    const narrow = await opened(html, [], true, { colorScheme, viewport: { width: 390, height: 844 } })
    await narrow.locator('[data-action="example"]').click()
    await narrow.locator('[data-state="answered"]').waitFor()
    for (const summary of await narrow.locator('summary').all()) await summary.click()
    await narrow.locator('[data-notices] pre').getByText('tfjs-core').first().waitFor()
    expect(await axeFaults(narrow)).toEqual([])
    expect(await narrow.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  })
})

describe('texts', () => {
  test('answers 20 as the model does, by keyboard, in another language', async () => {
    const wishes = { title: 'Wer hilft?', language: 'de', words: { ask: 'Frag!' } } as const
    const html = await made(texts.tuned, wishes)
    const told: string[] = []
    const page = await opened(html, told)
    const kept = await keptModel(html)
    await page.getByRole('button', { name: 'Frag!' }).click()
    await takesFocus(page.getByLabel('Dein Text'))
    expect(await page.getByLabel('Dein Text').getAttribute('dir')).toBe('auto')
    const rounded: number[] = []
    for (const text of texts.asked) {
      await page.getByLabel('Dein Text').fill(text)
      await page.getByLabel('Dein Text').press('Control+Enter')
      const shown = await shownClasses(page)
      expect(apart(shown, await probabilities(kept, { kind: 'text', text }))).toBeLessThan(same)
      rounded.push(apart(shown, await probabilities(texts.tuned, { kind: 'text', text })))
    }
    expect(texts.asked).toHaveLength(20)
    expect(Math.max(...rounded)).toBeLessThan(ofRounding)
    expect(await page.getByRole('button', { name: 'Frag!' }).isVisible()).toBe(true)
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('de')
    disposeTuned(kept)
    expect(told).toEqual([])
  })
})

test('a network of MiniLM’s shape becomes a page under 35 MB', async () => {
  const tuned = largeNetwork('MiniLM')
  const [file] = await pageFile(tuned, { site: distSite, wishes: { title: 'Which?', intro: '' }, watch: unwatched })
  expect(file?.blob.size).toBeGreaterThan(20e6) // a byte a weight, less what packing takes from evenly drawn ones
  expect(file?.blob.size).toBeLessThan(35e6)
  disposeTuned(tuned)
}, 120_000)

test('names and words that would be markup are shown as they are', async () => {
  const evil = '</script><img src=x onerror="document.title=1">'
  const labels = pictures.tuned.labels.map((label, index) => (index < 4 ? `${evil}${index}` : label))
  const html = await made(
    { ...pictures.tuned, labels },
    {
      title: evil,
      intro: evil,
      card: `# ${evil}\n\n| ${evil} |`,
      example: { kind: 'image', image: pictures.asked[0] as Blob },
    },
  )
  const told: string[] = []
  const page = await opened(html, told)
  await page.locator('[data-action="example"]').click()
  await page.locator('[data-state="answered"]').waitFor()
  expect(await page.title()).toBe(evil)
  expect(await page.locator('h1').textContent()).toBe(evil)
  expect(await page.locator('img[src="x"]').count()).toBe(0)
  expect((await shownClasses(page)).some(([name]) => name.startsWith(evil))).toBe(true)
  expect(html).not.toContain('<img')
  expect(told).toEqual([])
})

async function made(tuned: TunedModel, wishes: PageWishes): Promise<string> {
  const [file] = await pageFile(tuned, { site: distSite, wishes, watch: unwatched })
  return (file as { blob: Blob }).blob.text()
}

async function versionOf(name: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join('node_modules', name, 'package.json'), 'utf8'))
  return `${name} ${version}`
}

let count = 0

/** From a disk, with the network off; whatever the page complains of is told. */
async function opened(
  html: string,
  told: string[] = [],
  ready = true,
  look: Parameters<Awaited<ReturnType<typeof sharedBrowser>>['newContext']>[0] = {},
): Promise<Page> {
  const path = join(folder, `page-${++count}.html`)
  await writeFile(path, html)
  const context = await (await sharedBrowser()).newContext({ offline: true, ...look })
  contexts.push(context)
  const page = await context.newPage()
  page.on('pageerror', (error) => told.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') told.push(message.text())
  })
  page.on('request', (request) => {
    if (!/^(file|blob|data):/.test(request.url())) told.push(request.url())
  })
  await page.goto(pathToFileURL(path).href)
  if (ready) await page.locator('#thaw[data-state="ready"]').waitFor()
  return page
}

/** The model as the page holds it, in Node. */
async function keptModel(html: string): Promise<TunedModel> {
  const [, packed = ''] = /id="thaw-packed">\s*([^<]+)</.exec(html) ?? []
  const zipped = new Blob([new Uint8Array(Buffer.from(packed, 'base64'))])
  const plain = await new Response(zipped.stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer()
  return modelAmong(unpackedFiles(new Uint8Array(plain)))
}
