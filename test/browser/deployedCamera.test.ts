/** The camera of a deployed page: it is answered live, and leaves no stream and no frame behind, however it ends. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { unwatched } from '../../src/engine/export/exportWatch.ts'
import { siteFiles } from '../../src/engine/export/page/exportSite.ts'
import { disposeTuned } from '../../src/engine/inference/tunedModel.ts'
import { pageLanguages } from '../../src/shared/catalog/pageWords.ts'
import { startBackend } from '../support/backends.ts'
import { type BareHost, bareHost } from '../support/bareHost.ts'
import { sharedBrowser } from '../support/browsers.ts'
import { askPicture, shownClasses } from '../support/deployedClasses.ts'
import { fakeCamera } from '../support/fakeCamera.ts'
import { type ReadyModel, readyPictures } from '../support/readyModels.ts'
import { distSite } from '../support/runtimeSite.ts'

let folder: string
let camera: string
let pictures: ReadyModel<Blob>
let host: BareHost
let context: BrowserContext
let page: Page

beforeAll(async () => {
  await startBackend('wasm')
  folder = await mkdtemp(join(tmpdir(), 'deployed-camera-'))
  camera = await fakeCamera(2)
  pictures = await readyPictures()
  for (const { name, blob } of await siteFiles(pictures.tuned, { site: distSite, wishes: {}, watch: unwatched })) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), new Uint8Array(await blob.arrayBuffer()))
  }
  host = await bareHost(folder)
})

beforeEach(async () => {
  context = await (await sharedBrowser({ camera })).newContext({ serviceWorkers: 'block' })
  await context.grantPermissions(['camera'])
  await context.addInitScript(watchCamera)
  page = await context.newPage()
  await page.goto(host.url)
  await page.locator('#thaw[data-state="ready"]').waitFor()
})

afterEach(() => context.close())

afterAll(async () => {
  disposeTuned(pictures.tuned)
  await host.close()
  await rm(folder, { recursive: true })
})

test('what it sees is answered, and once it is closed no stream runs and no frame is held', async () => {
  await page.locator('[data-action="camera"]').click()
  await page.waitForFunction(() => Reflect.get(window, 'frames_').length > 4)
  expect((await shownClasses(page)).length).toBe(pictures.tuned.labels.length)
  expect(await page.locator('.pace').textContent()).toMatch(/^[\d.,]+ pictures a second$/)
  // Of all that were taken, one may be under way.
  expect(await heldFrames(page)).toBeLessThanOrEqual(1)
  await page.locator('[data-action="close-camera"]').click()
  await untilFree(page, 1)
})

test('a class is named from the chosen probability on, by keyboard; what is chosen afterwards always is', async () => {
  await page.locator('[data-action="camera"]').press('Enter')
  await page.locator('.best[data-answer]').waitFor()
  const threshold = page.getByLabel(pageLanguages.en.words.onlyAbove)
  expect(await threshold.getAttribute('aria-valuetext')).toBe('0%')
  await threshold.press('End')
  expect(await threshold.getAttribute('aria-valuetext')).toBe('95%')
  const shown = await shownFor(page, cycle)
  expect(shown.filter(({ named, surest }) => named !== surest >= 0.95)).toEqual([])
  expect(shown.some(({ named }) => !named)).toBe(true)
  await page.locator('[data-action="close-camera"]').press('Enter')
  await askPicture(page, pictures.asked[0] as Blob)
  await page.locator('.best[data-answer]').waitFor()
})

test('answers lean on those before them, as much as is chosen', async () => {
  await page.locator('[data-action="camera"]').click()
  await page.locator('.best').waitFor()
  const smoothing = page.getByLabel(pageLanguages.en.words.smoothing)
  const spread = async () => {
    const shares = (await shownFor(page, cycle)).map(({ first }) => first)
    return Math.max(...shares) - Math.min(...shares)
  }
  await smoothing.press('Home')
  const jumping = await spread()
  await smoothing.press('End')
  expect(await smoothing.getAttribute('aria-valuetext')).toBe('90%')
  expect(await spread()).toBeLessThan(jumping)
})

test('a picture that is chosen while the camera is being asked for ends it', async () => {
  await page.evaluate(() => {
    Reflect.set(window, 'delay_', 1000)
  })
  await page.locator('[data-action="camera"]').click()
  await askPicture(page, pictures.asked[0] as Blob)
  await shownClasses(page)
  await untilFree(page, 1)
  expect(await page.locator('video').isVisible()).toBe(false)
  expect(await page.locator('.picture').first().isVisible()).toBe(true)
})

test('two presses open one camera', async () => {
  await page.locator('[data-action="camera"]').evaluate((button: HTMLElement) => {
    button.click()
    button.click()
  })
  await shownClasses(page)
  expect(await liveStreams(page)).toBe(1)
  await page.locator('[data-action="close-camera"]').click()
  await untilFree(page, 2)
})

test('a camera that is unplugged is said to be gone, and can be opened again', async () => {
  await page.locator('[data-action="camera"]').click()
  await shownClasses(page)
  await page.evaluate(() => {
    for (const track of Reflect.get(window, 'streams_')[0].getTracks()) {
      track.stop()
      track.dispatchEvent(new Event('ended'))
    }
  })
  await page.getByRole('alert').waitFor()
  expect(await page.getByRole('alert').textContent()).toBe(pageLanguages.en.words.noCamera)
  await untilFree(page, 1)
  await page.locator('[data-action="camera"]').click()
  await shownClasses(page)
  expect(await liveStreams(page)).toBe(1)
})

/** Milliseconds in which every scene is shown. */
const cycle = 7000

interface Shown {
  readonly named: boolean
  readonly surest: number
  /** Of one class, always the same. */
  readonly first: number
}

/** Each answer as it comes, for a while. */
function shownFor(page: Page, milliseconds: number): Promise<readonly Shown[]> {
  return page.evaluate(async (most) => {
    const shown: Shown[] = []
    const area = document.querySelector('.answer') as HTMLElement
    const look = new MutationObserver(() => {
      const bars = [...area.querySelectorAll<HTMLElement>('[data-probability]')].map(({ dataset }) => dataset)
      const [name] = bars.map(({ name = '' }) => name).sort()
      const first = Number(bars.find((bar) => bar.name === name)?.probability)
      const surest = Math.max(...bars.map(({ probability }) => Number(probability)))
      shown.push({ named: area.querySelector('[data-unnamed]') === null, surest, first })
    })
    look.observe(area, { childList: true })
    await new Promise((resolve) => setTimeout(resolve, most))
    look.disconnect()
    return shown
  }, milliseconds)
}

/** Runs in the page before its own scripts: it keeps what the camera gave. */
function watchCamera(): void {
  const streams: MediaStream[] = []
  const frames: ImageBitmap[] = []
  Object.assign(window, { streams_: streams, frames_: frames, delay_: 0 })
  const { mediaDevices } = navigator
  const ask = mediaDevices.getUserMedia.bind(mediaDevices)
  mediaDevices.getUserMedia = async (wanted) => {
    const found = await ask(wanted)
    streams.push(found)
    await new Promise((resolve) => setTimeout(resolve, Reflect.get(window, 'delay_')))
    return found
  }
  const take = window.createImageBitmap.bind(window) as (source: ImageBitmapSource) => Promise<ImageBitmap>
  Object.assign(window, {
    createImageBitmap: async (source: ImageBitmapSource) => {
      const frame = await take(source)
      frames.push(frame)
      return frame
    },
  })
}

/** What was closed has no side. */
function heldFrames(page: Page): Promise<number> {
  return page.evaluate(() => Reflect.get(window, 'frames_').filter(({ width }: ImageBitmap) => width > 0).length)
}

function liveStreams(page: Page): Promise<number> {
  return page.evaluate(() => Reflect.get(window, 'streams_').filter(({ active }: MediaStream) => active).length)
}

async function untilFree(page: Page, opened: number): Promise<void> {
  const isFree = (opened: number) => {
    const streams: readonly MediaStream[] = Reflect.get(window, 'streams_')
    const frames: readonly ImageBitmap[] = Reflect.get(window, 'frames_')
    return streams.length === opened && !streams.some(({ active }) => active) && !frames.some(({ width }) => width > 0)
  }
  await page.waitForFunction(isFree, opened)
}
