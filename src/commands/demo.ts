/**
 * `npm run demo`: the studio without a screen. Serves the built page, opens headless Chromium, drives the page's own
 * controls and prints what the page reports. By this command the project is measured from outside; its options and its
 * report stay as they are.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Page } from 'playwright-core'
import { ThawError } from '../shared/errors.ts'
import type { EpochMetrics } from '../shared/protocol.ts'
import type { Report } from '../shared/report.ts'
import { ensureBuilt } from './buildStudio.ts'
import { launchChromium } from './chromium.ts'
import { firstPicture, unpack } from './demoFiles.ts'
import { type DemoOptions, parseDemoOptions, usage } from './demoOptions.ts'
import { answerFromFolder } from './hubFolder.ts'
import { serveStudio } from './serve.ts'
import * as studio from './studioPage.ts'

export async function main(words: string[]): Promise<number> {
  try {
    const options = await parseDemoOptions(words)
    if (options === 'help') console.log(usage)
    else await demonstrate(options)
    return 0
  } catch (error) {
    console.error(explain(error))
    return 1
  }
}

async function demonstrate(options: DemoOptions): Promise<void> {
  await ensureBuilt()
  const served = await serveStudio()
  const browser = await launchChromium({ webgpu: options.backend === 'webgpu' })
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 1000 } })
    if (options.hub) await answerFromFolder(context, options.hub)
    const page = await context.newPage()
    page.on('pageerror', (error) => console.error(`The page threw: ${error.message}`))
    await page.goto(served.url)
    await walk(page, options)
  } finally {
    await browser.close()
    await served.close()
  }
}

/** Through the six screens, in their order. */
async function walk(page: Page, options: DemoOptions): Promise<void> {
  const shoot = camera(page, options.screenshots)
  const device = await studio.chooseBackend(page, options.backend)
  console.log(`backend ${device.backend}: ${device.adapter}`)
  const data = await studio.bringData(page, options.data)
  console.log(`data ${data.examples} pictures in ${data.classes} classes`)
  await shoot('data')
  await studio.chooseModel(page, options.model)
  console.log(`model ${options.model}`)
  await shoot('model')
  await studio.setFields(page, options.fields)
  await shoot('tune')
  let epochs = 0
  for await (const epoch of studio.train(page)) {
    console.log(epochLine(epoch))
    if (++epochs === 1) await shoot('watch')
  }
  await finish(page, { options, shoot, printed: epochs })
}

type Shoot = (step: studio.Step) => Promise<void>

interface Ending {
  readonly options: DemoOptions
  readonly shoot: Shoot
  /** Epochs printed so far: the page may leave Watch before its table shows the last ones. */
  readonly printed: number
}

async function finish(page: Page, { options, shoot, printed }: Ending): Promise<void> {
  const report = await studio.downloadReport(page)
  for (const epoch of report.epochs.slice(printed)) console.log(epochLine(epoch))
  await shoot('evaluate')
  console.log(testLine(report))
  if (options.json) await writeJson(options.json, report)
  if (options.export) await unpack(await studio.downloadModel(page), options.export)
  if (!options.screenshots) return
  const picture = await firstPicture(options.data)
  if (picture) await studio.predict(page, picture)
  await shoot('use')
}

/** Takes one PNG per screen, when a folder for them was named. */
function camera(page: Page, folder: string | undefined): Shoot {
  return async (step) => {
    if (!folder) return
    await mkdir(folder, { recursive: true })
    await studio.goTo(page, step)
    await page.evaluate(() => document.fonts.ready)
    await page.screenshot({ path: join(folder, `${step}.png`), animations: 'disabled' })
  }
}

async function writeJson(file: string, report: Report): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, `${JSON.stringify(report, null, 2)}\n`)
}

function epochLine({
  epoch,
  trainLoss,
  validationLoss,
  validationAccuracy,
  learningRate,
  seconds,
}: EpochMetrics): string {
  const losses = `train loss ${trainLoss.toFixed(4)}  validation loss ${validationLoss.toFixed(4)}`
  const rate = `learning rate ${learningRate.toPrecision(3)}`
  return `epoch ${epoch}  ${losses}  validation accuracy ${validationAccuracy.toFixed(4)}  ${rate}  ${seconds.toFixed(2)} s`
}

function testLine({ test, bestEpoch, seconds }: Report): string {
  const score = `test accuracy ${test.accuracy.toFixed(4)} on ${test.n}, loss ${test.loss.toFixed(4)}`
  return `${score}, best epoch ${bestEpoch}, ${seconds.total.toFixed(1)} s in all`
}

/** What the person reads: the page's own words where they are the page's, a trace where the fault is ours. */
function explain(error: unknown): string {
  if (error instanceof studio.StudioRefusal || error instanceof ThawError) return `${error.message}\n${error.advice}`
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
