/**
 * `npm run bench:card`: opens `bench.html` of the built site in Chromium, on whatever adapter it has, and prints what it
 * finds; the bench's other libraries take the same trainings beside it, where they are installed.
 * Options: --small, --tiny, --json FILE, --alone (no other library).
 */
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import { build } from 'vite'
import { ensureBuilt } from '../../../src/commands/buildStudio.ts'
import { launchChromium } from '../../../src/commands/chromium.ts'
import { serveStudio } from '../../../src/commands/serve.ts'
import { linkToWorker } from '../link.ts'
import { type Entrant, isStarted, measureRow, type RowResult, type Setting } from '../measure.ts'
import { late } from './measureCard.ts'
import { plans } from './plan.ts'
import {
  type CardResult,
  driverWords,
  nameOf,
  productHead,
  productRow,
  type Size,
  trainedHead,
  trainedRow,
} from './result.ts'

const here = fileURLToPath(new URL('..', import.meta.url))
/** For everything, in seconds: what closes after it has ten more. */
const mostSeconds = 450

export async function main(words: string[]): Promise<number> {
  const { values } = parseArgs({
    args: words,
    options: {
      small: { type: 'boolean', default: false },
      tiny: { type: 'boolean', default: false },
      alone: { type: 'boolean', default: false },
      json: { type: 'string' },
    },
  })
  const size: Size = values.tiny ? 'tiny' : values.small ? 'small' : 'full'
  await ensureBuilt()
  const started = Date.now()
  const browser = await launchWithCard()
  try {
    const result = await measureInPage(browser, size)
    print(result)
    const left = mostSeconds - (Date.now() - started) / 1000
    const beside = values.alone ? [] : await measureBeside(browser, size, left)
    if (values.json) await writeFile(values.json, `${JSON.stringify({ ...result, beside }, null, 2)}\n`)
    return result.trained.length > 0 && result.trained.every(({ same }) => same) ? 0 : 1
  } finally {
    await browser.close()
  }
}

/** A card where Chromium finds one; else its own adapter in software. */
async function launchWithCard(): Promise<Browser> {
  const browser = await launchChromium({ card: true })
  if (await hasAdapter(browser)) return browser
  await browser.close()
  console.log('Chromium offers no graphics card here: its adapter in software is measured.')
  return launchChromium({ webgpu: true })
}

async function hasAdapter(browser: Browser): Promise<boolean> {
  const served = await serveStudio()
  const page = await browser.newPage()
  try {
    await page.goto(`${served.url}bench.html`)
    return await page.evaluate(async () => Boolean(await navigator.gpu?.requestAdapter()))
  } finally {
    await page.close()
    await served.close()
  }
}

async function measureInPage(browser: Browser, size: Size): Promise<CardResult> {
  const served = await serveStudio()
  const page = await browser.newPage()
  try {
    await page.goto(`${served.url}bench.html?size=${size}`)
    await page.locator('#start').click()
    const shown = setInterval(() => void tell(page), 5000)
    await page
      .locator('#copy:visible, #error:visible')
      .waitFor({ timeout: 1000 * mostSeconds })
      .finally(() => clearInterval(shown))
    const error = page.locator('#error')
    if (await error.isVisible()) throw new Error((await error.textContent()) ?? 'internal: an error without words')
    return await page.evaluate(() => (globalThis as unknown as { cardResult(): CardResult }).cardResult())
  } finally {
    await page.close()
    await served.close()
  }
}

async function tell(page: Page): Promise<void> {
  const text = await page
    .locator('#status')
    .textContent()
    .catch(() => null)
  if (text && process.stderr.isTTY) process.stderr.write(`\r\x1b[K  ${text}\r`)
}

function print(result: CardResult): void {
  const { adapter, browser, threads, seconds, leftOut } = result
  console.log(
    `${nameOf(adapter)}; ${browser}; ${threads} threads on the processor; ${result.date}; ${seconds.toFixed(0)} s`,
  )
  console.log(driverWords(adapter))
  console.log(table(productHead, result.products.map(productRow)))
  console.log(table(trainedHead, result.trained.map(trainedRow)))
  for (const { name, why } of leftOut) console.log(`left out: ${name}: ${why}`)
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => (row[at] ?? '').length)))
  const line = (cells: readonly string[]) =>
    cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  ')
  return ['', line(head), ...rows.map(line)].join('\n')
}

/** Nobody is compared with where the bench's libraries are not installed, or the time is over. */
async function measureBeside(browser: Browser, size: Size, seconds: number): Promise<RowResult[]> {
  if (!existsSync(join(here, 'node_modules'))) {
    console.log('\nOther libraries are not installed (`npm ci --ignore-scripts` in test/bench): nothing is compared.')
    return []
  }
  const folder = await mkdtemp(join(tmpdir(), 'thaw-card-'))
  const until = Date.now() + 1000 * seconds
  try {
    await build({ configFile: join(here, 'vite.config.ts'), logLevel: 'error', build: { outDir: folder } })
    const served = await serveStudio({ folder })
    const page = await browser.newPage()
    try {
      await page.goto(served.url)
      return await rowsOf(page, size, until)
    } finally {
      await page.close()
      await served.close()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Row by row, each told as it is done; what takes longer than there is time is given up and told, too. */
async function rowsOf(page: Page, size: Size, until: number): Promise<RowResult[]> {
  const rows: RowResult[] = []
  for (const { name, job } of plans[size].jobs) {
    const peers = peersOf(job.network, job.way.kind)
    if (peers.length === 0) continue
    const entrants = [{ name: 'Thaw', id: 'thaw' } as const, ...peers]
    const row = { label: name, job, entrants, ...(size !== 'full' && { turnSteps: 1 }) }
    try {
      const result = await within(until, () => measureRow(row, settingOn(page)))
      console.log(besideLines(result).join('\n'))
      rows.push(result)
    } catch (error) {
      console.log(`\n${name} beside others was left out: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return rows
}

function settingOn(page: Page): Setting {
  const terms = { threads: 1, patience: mostSeconds }
  return {
    ...{ backend: 'webgpu', threads: 1, turns: 3, turnMs: 200 },
    tell: () => {},
    link: async (id) => (id === 'native' ? null : linkToWorker(page, id, terms)),
  }
}

/** @param until by `Date.now()`. What is given up ends with its page. */
async function within<T>(until: number, work: () => Promise<T>): Promise<T> {
  const left = until - Date.now()
  if (left <= 0) throw new Error(late)
  const under = work()
  under.catch(() => {}) // its page may be closed under it
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(late)), left)
  })
  return Promise.race([under, over]).finally(() => clearTimeout(timer))
}

/** What each of the others has: tfjs the layers of texts and, by tfjs-layers, of pictures; jax-js whole networks of texts. */
function peersOf(network: string, way: string): Entrant[] {
  if (network.startsWith('bert') || network.startsWith('gpt')) {
    const jax: Entrant[] = way === 'full' ? [{ name: 'jax-js', id: 'jax' }] : []
    return [{ name: 'tfjs', id: 'tfjs' }, ...jax]
  }
  return network.startsWith('resnet') ? [{ name: 'tfjs-layers', id: 'layers' }] : []
}

function besideLines({ label, entrants }: RowResult): string[] {
  const ours = entrants.find(isStarted)
  return [
    `\n${label}`,
    ...entrants.map((each) =>
      isStarted(each)
        ? `  ${each.name}: ${each.stepMs.toFixed(1)} ms a step, ${(each.stepMs / (ours?.stepMs ?? Number.NaN)).toFixed(2)} of Thaw's; first step ${each.firstStepMs.toFixed(0)} ms`
        : `  ${each.name}: left out: ${each.cannot}`,
    ),
  ]
}
