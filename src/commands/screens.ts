/**
 * `npm run screens -- DIR`: a picture of every screen, with what a small run leaves on it. Each is taken Simple and
 * Expert, 1440, 1024 and 390 pixels wide, in light and in dark, for whoever looks at the page as a whole. It prints what
 * reaches over the right edge, and where the action that counts is out of sight.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import { en } from '../shared/messages/en.ts'
import { speak } from '../shared/messages/say.ts'
import { ensureBuilt } from './buildStudio.ts'
import { launchChromium } from './chromium.ts'
import { type Display, displays } from './screens/displays.ts'
import { faultsOf } from './screens/faultsOf.ts'
import { type Shoot, walks } from './screens/walks.ts'
import { serveStudio } from './serve.ts'

const usage = `npm run screens -- DIR [--only ${walks.map(({ name }) => name).join(',')}]
                      [--displays ${displays.map(({ name }) => name).join(',')}]`

const text = { type: 'string' } as const
const options = { only: text, displays: text, help: { type: 'boolean', default: false } } as const

export async function main(words: string[]): Promise<number> {
  speak(en)
  const { values, positionals } = parseArgs({ args: words, options, allowPositionals: true })
  const [folder] = positionals
  const only = values.only?.split(',')
  const asked = values.displays?.split(',')
  const shown = displays.filter(({ name }) => asked?.includes(name) ?? true)
  if (values.help || folder === undefined) {
    console.error(usage)
    return values.help ? 0 : 1
  }
  await ensureBuilt()
  await mkdir(folder, { recursive: true })
  const served = await serveStudio()
  const browser = await launchChromium()
  try {
    for (const { name, walk } of walks.filter((each) => only?.includes(each.name) ?? true)) {
      const page = await openPage(browser, served.url)
      await walk(page, cameraFor(page, { folder, walk: name, shown }))
      await page.context().close()
    }
    return 0
  } finally {
    await browser.close()
    await served.close()
  }
}

async function openPage(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({ ...displays[0], reducedMotion: 'reduce', serviceWorkers: 'block' })
  const page = await context.newPage()
  page.setDefaultTimeout(240_000)
  page.on('pageerror', ({ message }) => console.error(`The page threw: ${message}`))
  await page.goto(url)
  await page.locator('[data-device="ready"]').waitFor()
  return page
}

interface CameraOptions {
  readonly folder: string
  readonly walk: string
  readonly shown: readonly Display[]
}

/** Takes what is shown in the displays asked for; where the page offers Simple and Expert, in both. */
function cameraFor(page: Page, { folder, walk, shown }: CameraOptions): Shoot {
  return async (name, { details = ['simple', 'expert'] } = {}) => {
    for (const detail of details) {
      const choice = page.getByRole('radio', { name: detail === 'simple' ? 'Simple' : 'Expert', exact: true })
      const offered = details.length > 1 && (await choice.count()) > 0
      if (offered) await choice.first().check({ force: true })
      for (const display of shown) {
        const file = [walk, name, offered && detail, display.name].filter(Boolean).join('-')
        await page.setViewportSize(display.viewport)
        await page.emulateMedia({ colorScheme: display.colorScheme })
        // What is measured by the window is drawn anew one frame later, and what is far below once it is near.
        await seeAll(page)
        await page.waitForTimeout(settleMs)
        await page.screenshot({ path: join(folder, `${file}.png`), fullPage: true })
        for (const fault of await faultsOf(page)) console.log(`${file}: ${fault}`)
      }
      await page.setViewportSize(displays[0].viewport)
      await page.emulateMedia({ colorScheme: displays[0].colorScheme })
      if (!offered) return
    }
  }
}

/** Once through the page and back: a chart is drawn when it comes into sight. */
async function seeAll(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const scrolled = document.scrollingElement
    for (let at = 0; scrolled && at < scrolled.scrollHeight; at += innerHeight) {
      scrollTo(0, at)
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    }
    scrollTo(0, 0)
  })
}

const settleMs = 250
