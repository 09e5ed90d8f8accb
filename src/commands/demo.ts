/**
 * `npm run demo`: the studio without a screen. Serves the built page, opens headless Chromium, drives the page's own
 * controls and prints what the page reports. By this command the project is measured from outside; its options and its
 * report stay as they are.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Page } from 'playwright-core'
import { modelCard, modelCards } from '../shared/catalog/models.ts'
import type { EpochMetrics } from '../shared/domain/run.ts'
import { en } from '../shared/messages/en.ts'
import { ThawError } from '../shared/messages/errors.ts'
import { speak } from '../shared/messages/say.ts'
import type { FieldValue } from '../shared/recipe/field.ts'
import { isGenerationReport, type Report } from '../shared/report/report.ts'
import { taskCard } from '../tasks/cards.ts'
import type { TaskId } from '../tasks/ids.ts'
import { ensureBuilt } from './buildStudio.ts'
import { launchChromium } from './chromium.ts'
import { firstPicture, keep } from './demoFiles.ts'
import { type DemoOptions, parseDemoOptions, usage } from './demoOptions.ts'
import { answerFromFolder } from './hubFolder.ts'
import { serveStudio } from './serve.ts'
import * as studio from './studioPage.ts'

export async function main(words: string[]): Promise<number> {
  speak(en)
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
  const browser = await launchChromium({ webgpu: options.backend === 'webgpu', webgl: options.backend === 'webgl' })
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, serviceWorkers: 'block' })
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

/** Through the steps in their order, and with a camera past Compare and Runs. */
async function walk(page: Page, options: DemoOptions): Promise<void> {
  const shoot = camera(page, options.screenshots)
  const device = await studio.chooseBackend(page, options.backend)
  console.log(`backend ${device.backend}: ${device.adapter}`)
  const { data, model } = await bring(page, options)
  console.log(`data ${dataLine(data)}`)
  await shoot('data')
  if (!model.chosen) await studio.chooseModel(page, model.name)
  console.log(`model ${model.name}`)
  await shoot('model')
  await studio.setFields(page, fieldsForTune(options, data))
  for (const finding of await studio.findings(page)) console.log(`warning ${finding}`)
  await shoot('tune')
  let epochs = 0
  for await (const epoch of studio.train(page)) {
    console.log(epochLine(epoch))
    if (++epochs === 1) await shoot('watch')
  }
  await finish(page, { options, shoot, task: data.task, printed: epochs })
}

interface Brought {
  readonly data: studio.BroughtData
  readonly model: { readonly name: string; readonly chosen: boolean }
}

/** What was named, or the sample for what the model does; one of no gallery has to be loaded first to tell. */
async function bring(page: Page, options: DemoOptions): Promise<Brought> {
  const { data: path, dataset, task: wanted, model: name, fields, reading } = options
  if (path !== undefined || dataset) {
    const how = { ...columnsOf(fields), ...reading }
    const data = dataset
      ? await studio.bringDataset(page, dataset, how, wanted)
      : await studio.bringData(page, path ?? '', how, wanted)
    await refuseUnanswered(page, options)
    return { data, model: { name: name ?? embeddedModel(data.task), chosen: false } }
  }
  const card = modelCard(name ?? 'thaw-vision')
  const [task] = card ? card.tasks : await studio.chooseModel(page, name ?? '')
  return { data: await studio.bringSample(page, task), model: { name: name ?? 'thaw-vision', chosen: !card } }
}

/** A reading that the page is not sure of is no silent one: without an answer nothing is trained. */
async function refuseUnanswered(page: Page, { fields, reading, task }: DemoOptions): Promise<void> {
  const answered = new Set([...fields.keys(), ...Object.keys(reading), ...(task === undefined ? [] : ['task'])])
  const isOpen = ({ answers }: studio.AskedReading) =>
    !answers.some(({ settings }) => answered.has(settings.split('=', 1)[0] ?? ''))
  const [open] = (await studio.askedReadings(page)).filter(isOpen)
  if (!open) return
  const { ask, answers } = open
  throw new ThawError('data-unsupported', 'readingAsked', {
    ask,
    answers: answers.map(({ words }) => words),
    settings: answers.map(({ settings }) => settings),
  })
}

/** Columns are chosen where the data is brought in; for pictures, whose table the page does not list, in the form. */
function fieldsForTune({ fields }: DemoOptions, { task }: studio.BroughtData): Map<string, FieldValue> {
  const chosen = taskCard(task).input === 'image' ? [] : ['textColumn', 'labelColumn']
  return new Map([...fields].filter(([key]) => !chosen.includes(key)))
}

function columnsOf(fields: DemoOptions['fields']): studio.WantedColumns {
  const named = (['textColumn', 'labelColumn'] as const).filter((key) => fields.has(key))
  return Object.fromEntries(named.map((key) => [key, String(fields.get(key))]))
}

function embeddedModel(task: TaskId): string {
  const card = modelCards.find(
    ({ source, tasks }) => source.kind === 'site' && (tasks as readonly TaskId[]).includes(task),
  )
  if (card) return card.id
  const id = modelCards.find(({ tasks }) => (tasks as readonly TaskId[]).includes(task))?.id
  throw new ThawError('model-unsupported', 'noModelComesForData', { id: String(id) })
}

function dataLine({ task, examples, classes }: studio.BroughtData): string {
  const [, many] = taskCard(task).example
  const named = taskCard(task).words.classes
  return named ? `${examples} ${many} in ${classes} ${named[1]}` : `${examples} ${many}`
}

type Shoot = (step: studio.Step) => Promise<void>

interface Ending {
  readonly options: DemoOptions
  readonly shoot: Shoot
  readonly task: TaskId
  /** Epochs printed so far: the page may leave Watch before its table shows the last ones. */
  readonly printed: number
}

async function finish(page: Page, { options, shoot, task, printed }: Ending): Promise<void> {
  const report = await studio.downloadReport(page)
  for (const epoch of report.epochs.slice(printed)) console.log(epochLine(epoch))
  await shoot('evaluate')
  console.log(savingLine(await studio.savingCost(page)))
  console.log(testLine(report))
  if (options.json) await writeJson(options.json, report)
  await studio.showTargets(page)
  await shoot('deploy')
  if (options.export) await takeAway(page, options.deploy, options.export)
  if (!options.screenshots) return
  await tryOut(page, task, options.data)
  await shoot('use')
  await shoot('compare')
  await studio.showRuns(page)
  await shoot('runs')
}

async function takeAway(page: Page, target: DemoOptions['deploy'], folder: string): Promise<void> {
  const saved = await studio.downloadTarget(page, target)
  await keep(saved, folder)
  console.log(`saved ${saved.name}, ${(saved.bytes.length / 1e6).toFixed(1)} MB. ${await studio.proofLine(page)}`)
}

/** Something to see on the last screen. */
async function tryOut(page: Page, task: TaskId, data: string | undefined): Promise<void> {
  const { input, headed } = taskCard(task)
  if (!headed) await studio.generate(page)
  else if (input === 'pair') {
    const [first = '', second = ''] = (await studio.firstText(page)).split('\n')
    await studio.predictPair(page, first, second || first)
  } else if (input !== 'image') await studio.predictText(page, await studio.firstText(page))
  else {
    const picture = await firstPicture(data)
    if (picture) await studio.predict(page, picture)
  }
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

function epochLine(epoch: Report['epochs'][number] | EpochMetrics): string {
  const { trainLoss, validationLoss, learningRate, seconds } = epoch
  const losses = `train loss ${trainLoss.toFixed(4)}  validation loss ${validationLoss.toFixed(4)}`
  const rate = `learning rate ${learningRate.toPrecision(3)}`
  return `epoch ${epoch.epoch}  ${losses}  validation ${scoreWords(epoch)}  ${rate}  ${seconds.toFixed(2)} s`
}

type ScoredEpoch = Partial<Pick<EpochMetrics, 'validationAccuracy' | 'validationPerplexity' | 'validationScores'>>

function scoreWords(epoch: ScoredEpoch): string {
  const { validationAccuracy, validationPerplexity, validationScores } = epoch
  if (validationScores) return figuresLine(validationScores)
  if (typeof validationPerplexity === 'number') return `perplexity ${validationPerplexity.toFixed(3)}`
  return `accuracy ${(validationAccuracy ?? Number.NaN).toFixed(4)}`
}

function savingLine(cost: number | null): string {
  if (cost === null) return 'saving cost nothing: the run was over before its first checkpoint'
  return `saving cost ${(100 * cost).toFixed(1)} % of the training time`
}

function testLine(report: Report): string {
  const { bestEpoch, seconds } = report
  return `${testScore(report)}, best epoch ${bestEpoch}, ${seconds.total.toFixed(1)} s in all`
}

function testScore(report: Report): string {
  if (isGenerationReport(report)) {
    const { perplexity, bitsPerByte, n } = report.test
    const before = report.baseline.validationPerplexity.toFixed(3)
    return `test perplexity ${perplexity.toFixed(3)} on ${n} tokens, ${bitsPerByte.toFixed(3)} bits a byte, untouched network's validation perplexity ${before}`
  }
  const { n, loss, ...figures } = report.test
  return `test ${figuresLine(figures)} on ${n}, loss ${loss.toFixed(4)}`
}

/** "microF1 0.8123, macroF1 0.7012": what is a number among the figures. */
function figuresLine(figures: Readonly<Record<string, unknown>>): string {
  const numbers = Object.entries(figures).filter(([, value]) => typeof value === 'number')
  return numbers.map(([name, value]) => `${name} ${Number(value).toFixed(4)}`).join(', ')
}

/** What the person reads: the page's own words where they are the page's, a trace where the fault is ours. */
function explain(error: unknown): string {
  if (error instanceof studio.StudioRefusal || error instanceof ThawError) return `${error.message}\n${error.advice}`
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
