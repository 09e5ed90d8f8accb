/**
 * `npm run large`: what it costs to open ten thousand photographs, two hundred thousand rows and a Parquet file of a
 * gigabyte on the page, in Chromium. The inputs are made by script where they are not there. It prints the table that
 * stands in docs/benchmarks.md; with `--write` it puts it there.
 */
import { existsSync } from 'node:fs'
import { mkdir, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import { en } from '../shared/messages/en.ts'
import { speak } from '../shared/messages/say.ts'
import { ensureBuilt } from './buildStudio.ts'
import { launchChromium } from './chromium.ts'
import { makeCsv, makeParquet } from './large/bigTables.ts'
import { type LargeRow, largeTable } from './large/largeTable.ts'
import {
  type Cancelled,
  cancelAfter,
  type Large,
  longestOf,
  openLarge,
  type Watched,
  watched,
} from './large/measureLarge.ts'
import { makePhotographs, packPhotographs } from './large/photographs.ts'
import { mainThreadTasks } from './longTasks.ts'
import { serveStudio } from './serve.ts'
import { untilShown } from './studioPage.ts'
import { writeBetweenMarks } from './writeBetweenMarks.ts'

const usage = `npm run large -- [--folder DIR]         where the inputs are made, and kept: about 8 GB
                 [--only stored.zip,csv,…]      some of the inputs
                 [--photographs 10000] [--rows 200000] [--parquet-rows 230000]
                 [--cancels 0.2,0.6,0.95]     when reading is cancelled, as shares of the time it takes
                 [--write]                    the table goes into docs/benchmarks.md`

const text = { type: 'string' } as const
const options = {
  folder: { ...text, default: join(tmpdir(), 'thaw-large') },
  only: text,
  photographs: { ...text, default: '10000' },
  rows: { ...text, default: '200000' },
  'parquet-rows': { ...text, default: '230000' },
  cancels: { ...text, default: '0.2,0.6,0.95' },
  write: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const

export async function main(words: string[]): Promise<number> {
  const { values } = parseArgs({ args: words, options })
  if (values.help) {
    console.log(usage)
    return 0
  }
  speak(en)
  const inputs = inputsIn(values.folder, {
    photographs: Number(values.photographs),
    rows: Number(values.rows),
    parquetRows: Number(values['parquet-rows']),
  })
  const only = values.only?.split(',')
  const unknown = only?.find((name) => !inputs.some((input) => input.name === name))
  if (unknown !== undefined)
    throw new Error(`There is no input "${unknown}". There are: ${inputs.map(({ name }) => name).join(', ')}.`)
  await mkdir(values.folder, { recursive: true })
  await ensureBuilt()
  const wanted = inputs.filter(({ name }) => only?.includes(name) ?? true)
  for (const { path, make } of wanted) {
    if (existsSync(path)) continue
    console.error(`Making ${path} …`)
    await make()
  }
  const served = await serveStudio()
  const rows: LargeRow[] = []
  try {
    for (const input of wanted) {
      const row = await measured(input, served.url, values.cancels.split(',').map(Number))
      console.error(largeTable([row]).split('\n').at(-1))
      rows.push(row)
    }
  } finally {
    await served.close()
  }
  const table = largeTable(rows)
  console.log(table)
  if (values.write) await writeBetweenMarks('docs/benchmarks.md', 'large', table)
  return 0
}

interface Input extends Large {
  make(): Promise<void>
}

interface Sizes {
  readonly photographs: number
  readonly rows: number
  readonly parquetRows: number
}

function inputsIn(folder: string, { photographs, rows, parquetRows }: Sizes): readonly Input[] {
  const loose = join(folder, `photographs-${photographs}`)
  const draw = () => makePhotographs(loose, photographs)
  const packed = (packing: 'stored' | 'deflated'): Input => {
    const path = join(folder, `photographs-${photographs}-${packing}.zip`)
    const make = async () => {
      if (!existsSync(loose)) await draw()
      await packPhotographs(loose, path, packing)
    }
    return { name: `${packing}.zip`, path, input: 'files', make }
  }
  const csv = join(folder, `reviews-${rows}.csv`)
  const parquet = join(folder, `reviews-${parquetRows}.parquet`)
  return [
    packed('stored'),
    packed('deflated'),
    { name: 'folder', path: loose, input: 'folder', make: draw },
    { name: 'csv', path: csv, input: 'files', make: () => makeCsv(csv, rows) },
    { name: 'parquet', path: parquet, input: 'files', make: () => makeParquet(parquet, parquetRows) },
  ]
}

/** Each in a browser of its own, so that no peak is another's. */
async function measured(input: Large, url: string, cancels: readonly number[]): Promise<LargeRow> {
  const browser = await launchChromium()
  try {
    const { page, opened } = await openLarge(browser, url, input)
    const checked = await watched(browser, () => page.locator('[data-findings="done"]').waitFor({ state: 'attached' }))
    const changed = await changedOne(browser, page)
    await page.context().close()
    const cancelled: Cancelled[] = []
    for (const share of cancels) cancelled.push(await cancelAfter(browser, url, input, share * opened.seconds))
    const bytes = input.input === 'folder' ? null : (await stat(input.path)).size
    return { name: input.name, bytes, opened, checked, ...changed, cancelled }
  } finally {
    await browser.close()
  }
}

/** "Look through" is opened, and one example given another class by keyboard. */
async function changedOne(browser: Browser, page: Page) {
  const listed = await watched(browser, async () => {
    await page.locator('[data-action="look-through"]').click()
    await untilShown(page, '[role="option"]')
  })
  await page.locator('[role="listbox"]').focus()
  await page.keyboard.press('ArrowRight')
  let edited: Watched = listed
  const { tasks } = await mainThreadTasks(page, async () => {
    edited = await watched(browser, async () => {
      await page.keyboard.press('2')
      await page.locator('[data-saved="false"]').waitFor({ state: 'attached' })
      await page.locator('[data-saved="true"]').waitFor({ state: 'attached' })
    })
  })
  return { listed, edited, editTask: longestOf(tasks) }
}
