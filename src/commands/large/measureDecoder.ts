/** Loads a large language model's files on the page, tunes it by LoRA on a text, and watches what that takes of memory. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import type { PackingChoice } from '../../shared/catalog/packings.ts'
import { seeded } from '../../shared/random.ts'
import type { FieldValue } from '../../shared/recipe/field.ts'
import { bringData, chooseBackend, downloadReport, goTo, setFields, train, untilShown } from '../studioPage.ts'
import { type Watched, watched } from './measureLarge.ts'

export interface DecoderRun {
  /** Of the model. */
  readonly paths: readonly string[]
  /** Where the text may be written. */
  readonly folder: string
  readonly tokens: number
  readonly batch: number
  readonly quantise: PackingChoice
  /** Windows of the text, those to test on among them. */
  readonly windows: number
}

export interface DecoderCosts {
  /** The studio before anything is loaded, in MiB of the page's process. */
  readonly empty: number
  readonly loaded: Watched
  /** What Tune says that the run will need, in bytes. */
  readonly saidBytes: number
  readonly trained: Watched
  readonly steps: number
  /** Of tensors, as the run counted them at the most, in bytes. */
  readonly countedBytes: number
}

export async function measureDecoder(browser: Browser, url: string, run: DecoderRun): Promise<DecoderCosts> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, serviceWorkers: 'block' })
  const page = await context.newPage()
  page.setDefaultTimeout(0)
  try {
    await page.goto(url)
    await chooseBackend(page, 'wasm')
    const text = join(run.folder, `words-${run.tokens}-${run.windows}.txt`)
    await writeFile(text, wordsOf(run.windows * run.tokens))
    await bringData(page, text)
    const empty = await watched(browser, () => page.waitForTimeout(1000))
    await goTo(page, 'model')
    const loaded = await watched(browser, async () => {
      await page.locator('[data-input="model-files"]').setInputFiles([...run.paths])
      await untilShown(page, '[data-action="start"]')
    })
    await setFields(page, fieldsOf(run))
    const saidBytes = await saidOnTune(page)
    const trained = await watched(browser, async () => {
      for await (const _ of train(page));
    })
    const report = await downloadReport(page)
    const { memory, train: rows } = { ...report, ...report.data }
    const steps = Math.ceil(rows / run.batch)
    return { empty: empty.peak.page, loaded, saidBytes, trained, steps, countedBytes: memory.peakBytes }
  } finally {
    await context.close()
  }
}

const units = { kB: 1e3, MB: 1e6, GB: 1e9 } as const

/** The estimate's "≈ 440 MB". */
async function saidOnTune(page: Page): Promise<number> {
  const said = await page.locator('dt:has-text("Memory") + dd').textContent()
  const [, figure, unit] = /([\d.]+)\s*(kB|MB|GB)/.exec(said ?? '') ?? []
  if (figure === undefined) throw new Error(`Expected bytes beside "Memory" on Tune, received "${said}".`)
  return Number(figure) * units[unit as keyof typeof units]
}

function fieldsOf({ tokens, batch, quantise }: DecoderRun): ReadonlyMap<string, FieldValue> {
  return new Map<string, FieldValue>([
    ['method.id', 'lora'],
    ['method.rank', 8],
    ['method.targets', 'all'],
    ['epochs', 1],
    ['batch', batch],
    ['maxTokens', tokens],
    ['quantise', quantise],
    // The activations of one layer at a time are held, not those of all.
    ['recompute', true],
    ['sample.tokens', 4],
  ])
}

/** Words of a few letters, some two tokens each. */
function wordsOf(tokens: number): string {
  const random = seeded('words')
  const words = Array.from({ length: 400 }, () =>
    Array.from({ length: 2 + random.below(5) }, () => String.fromCharCode(97 + random.below(26))).join(''),
  )
  const lines = Array.from({ length: Math.ceil(tokens / 24) }, () =>
    Array.from({ length: 8 }, () => words[random.below(words.length)]).join(' '),
  )
  return lines.map((line) => `${line}.\n\n`).join('')
}
