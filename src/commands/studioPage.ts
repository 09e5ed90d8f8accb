/**
 * Drives the studio as a person does, by its visible controls alone: the hooks are attributes on buttons and inputs.
 * Whatever the page says in an alert comes back as a `StudioRefusal`. For `npm run demo` and the browser tests.
 */

import { readFile, stat } from 'node:fs/promises'
import type { Download, Locator, Page } from 'playwright-core'
import type { BackendChoice } from '../shared/catalog/backends.ts'
import { exportCards, type ModelExportId } from '../shared/catalog/exports.ts'
import { samples } from '../shared/catalog/sample.ts'
import type { Columns } from '../shared/domain/data.ts'
import type { EpochMetrics } from '../shared/domain/run.ts'
import type { FieldValue } from '../shared/recipe/field.ts'
import { recipeFields } from '../shared/recipe/fields.ts'
import { fileEncoding } from '../shared/recipe/fileEncodings.ts'
import { parseReport, type Report } from '../shared/report/report.ts'
import type { TaskId } from '../tasks/ids.ts'

export type Step = 'data' | 'model' | 'tune' | 'watch' | 'evaluate' | 'use' | 'deploy' | 'compare' | 'runs'

/** What the page said when it could not do what was asked. */
export class StudioRefusal extends Error {
  override readonly name = 'StudioRefusal'
  readonly code: string
  readonly advice: string

  constructor({ code, message, advice }: { code: string; message: string; advice: string }) {
    super(message)
    this.code = code
    this.advice = advice
  }
}

const alertHook = '[role=alert][data-error-code]'

/** Resolves when one of the selectors shows; training and downloads take their time, so there is no limit. */
export async function untilShown(page: Page, selector: string): Promise<void> {
  await page.locator(selector).or(page.locator(alertHook)).first().waitFor({ timeout: 0 })
  const refusal = await shownRefusal(page)
  if (refusal) throw refusal
}

/** The error on the screen, if there is one. */
export async function shownRefusal(page: Page): Promise<StudioRefusal | undefined> {
  const alert = page.locator(alertHook).first()
  if (!(await alert.isVisible())) return undefined
  const code = (await alert.getAttribute('data-error-code')) ?? ''
  const message = (await alert.locator('[data-message]').textContent()) ?? ''
  const advice = (await alert.locator('[data-advice]').textContent()) ?? ''
  return new StudioRefusal({ code, message, advice })
}

/** Ends when the step's screen has been fetched, which it mostly has been before. */
export async function goTo(page: Page, step: Step): Promise<void> {
  await page.locator(`[data-step="${step}"]`).click()
  await page.locator('[data-waiting]').waitFor({ state: 'detached' })
}

/** The table of all that was trained, with the run that has just ended in it. */
export async function showRuns(page: Page): Promise<void> {
  await goTo(page, 'runs')
  await untilShown(page, '[data-run]:not([data-status="training"])')
}

/** Waits for the device, after choosing it where a choice is given. */
export async function chooseBackend(page: Page, backend: BackendChoice): Promise<{ backend: string; adapter: string }> {
  await untilShown(page, '[data-device="ready"]')
  const picker = page.locator('select[data-field="backend"]')
  if ((await picker.inputValue()) !== backend) await picker.selectOption(backend)
  await untilShown(page, '[data-device="ready"]')
  const device = page.locator('[data-device="ready"]')
  return {
    backend: (await device.getAttribute('data-backend')) ?? '',
    adapter: (await device.getAttribute('data-adapter')) ?? '',
  }
}

export interface BroughtData {
  readonly task: TaskId
  readonly examples: number
  readonly classes: number
}

/** How data are to be read; what is absent is left to the page's guess. */
export type WantedColumns = Partial<Omit<Columns, 'task'>>

/** Brings a file or folder in; ends on the Data screen. A table is read by the columns wanted, where the page offers them. */
export async function bringData(
  page: Page,
  path: string,
  columns: WantedColumns = {},
  task?: TaskId,
): Promise<BroughtData> {
  await goTo(page, 'data')
  const input = (await stat(path)).isDirectory() ? 'folder' : 'files'
  await page.locator(`[data-input="${input}"]`).setInputFiles(path)
  return broughtAs(page, columns, task)
}

/** What of a data set of the hub is wanted, as it is typed; absent ones are left to the page. */
export interface TypedDataset {
  readonly name: string
  readonly subset?: string
  /** Names with commas between them. */
  readonly split?: string
  readonly columns?: string
  readonly rows?: string
}

/** Looks a data set of the hub up, chooses what of it is read, and reads it. */
export async function bringDataset(
  page: Page,
  { name, subset, split, columns, rows }: TypedDataset,
  wanted: WantedColumns = {},
  task?: TaskId,
): Promise<BroughtData> {
  await goTo(page, 'data')
  const shown = page.locator('[data-field="dataset"]')
  const open = page.locator('[data-action="hub-dataset"]')
  await open.waitFor()
  if (!(await shown.isVisible())) await open.click()
  await shown.fill(name)
  await page.locator('[data-action="look-up-dataset"]').click()
  await untilShown(page, '[data-dataset]')
  if (subset !== undefined) {
    const subsets = page.locator('select[data-field="subset"]')
    if ((await subsets.count()) > 0) await chooseSubset(page, subset)
    else if (subset !== (await page.locator('[data-dataset]').getAttribute('data-subset')))
      throw notListed('subset', subset)
  }
  if (split !== undefined) await checkOnly(page, 'split', split)
  if (columns !== undefined) {
    const all = page.locator('[data-action="dataset-columns"][aria-expanded="false"]')
    if (await all.isVisible()) await all.click()
    await checkOnly(page, 'column', columns)
  }
  if (rows !== undefined) await page.locator('[data-field="rows"]').fill(rows)
  await page.locator('[data-action="use-dataset"]').click()
  return broughtAs(page, wanted, task)
}

async function chooseSubset(page: Page, subset: string): Promise<void> {
  const select = page.locator('select[data-field="subset"]')
  const known = await select
    .locator('option')
    .evaluateAll((all) => all.map((each) => (each as HTMLOptionElement).value))
  if (!known.includes(subset)) throw notListed('subset', subset)
  await select.selectOption(subset)
  await untilShown(page, `[data-dataset][data-subset="${subset}"]`)
}

/** Of a list of choices those that are named, and no other. */
async function checkOnly(page: Page, list: 'split' | 'column', typed: string): Promise<void> {
  const names = typed.split(',').map((name) => name.trim())
  const choices = page.locator(`[data-choice^="${list}:"]`)
  const known = await choices.evaluateAll((all) => all.map((each) => each.dataset.choice?.split(':')[1] ?? ''))
  const unknown = names.find((name) => !known.includes(name))
  if (unknown !== undefined) throw notListed(list, unknown)
  for (const [at, name] of known.entries()) await choices.nth(at).setChecked(names.includes(name))
}

function notListed(what: string, name: string): StudioRefusal {
  return new StudioRefusal({
    code: 'data-unsupported',
    message: `The data set has no ${what} "${name}".`,
    advice: 'Leave it out, or look at the data set’s page for the names.',
  })
}

async function broughtAs(page: Page, columns: WantedColumns, task: TaskId | undefined): Promise<BroughtData> {
  if (Object.keys(columns).length > 0) await chooseReading(page, columns)
  await untilShown(page, readyData)
  if (task !== undefined) await chooseTask(page, task)
  return shownData(page)
}

/** Among the tasks that the page offers for these data. */
async function chooseTask(page: Page, task: TaskId): Promise<void> {
  if ((await shownData(page)).task === task) return
  const offered = page.locator(`[data-choice="task:${task}"]`)
  if (!(await offered.isVisible()) && (await dropLabel(page))) return chooseTask(page, task)
  if (!(await offered.isVisible()))
    throw new StudioRefusal({
      code: 'data-unsupported',
      message: `The page does not offer these data for ${task}.`,
      advice: 'Leave --task out, or bring other data.',
    })
  await offered.check()
  await untilShown(page, `${readyData}[data-task="${task}"]`)
}

/** Reads a sample of a task, the first unless another is named. The page then moves on by itself. */
export async function bringSample(
  page: Page,
  task: TaskId = 'image-classification',
  name = samples.find((sample) => sample.task === task)?.name,
): Promise<BroughtData> {
  await goTo(page, 'data')
  const sample = page.locator(`[data-action="use-sample"][data-sample="${name}"]`)
  if ((await sample.count()) === 0) await page.locator('[data-action="more-samples"]').click()
  await sample.click()
  await untilShown(page, '[data-model], [data-action="start"]')
  await goTo(page, 'data')
  return shownData(page)
}

const readyData = '[data-ready="data"]'

async function shownData(page: Page): Promise<BroughtData> {
  const ready = page.locator(readyData)
  const count = async (name: string) => Number(await ready.getAttribute(name))
  const task = (await ready.getAttribute('data-task')) as TaskId
  return { task, examples: await count('data-examples'), classes: await count('data-classes') }
}

/** What the Data screen says of data that was read, in the page's words. */
export interface ShownReading {
  /** The classes, labels or tags; a few of very many. */
  readonly answers: readonly string[]
  /** By role: the columns of a table. */
  readonly columns: Readonly<Record<string, string>>
  /** How many rows or files were left out, and why the first one was. */
  readonly leftOut: string
  readonly told: readonly string[]
  readonly asked: readonly AskedReading[]
}

export async function shownReading(page: Page): Promise<ShownReading> {
  const ready = page.locator(readyData)
  const columns = await ready
    .locator('select[data-field$="Column"]')
    .evaluateAll((all) => all.map((each) => [each.dataset.field ?? '', (each as HTMLSelectElement).value] as const))
  const chosen = await ready
    .locator('[data-choice^="labelColumn:"]:checked')
    .evaluateAll((all) => all.map((each) => each.dataset.choice?.split(':')[1] ?? ''))
  const left = ready.locator('[data-action="show-skipped"]')
  const first = ready.locator('[data-skipped]').first()
  const more = (await left.count()) > 0
  await checked(page)
  if (more && !(await first.isVisible())) await left.click()
  const why = more ? ` (${await first.getAttribute('data-path')}: ${await first.getAttribute('data-reason')})` : ''
  return {
    answers: await ready.locator('[data-class]').evaluateAll((all) => all.map(({ dataset }) => dataset.class ?? '')),
    columns: { ...Object.fromEntries(columns), ...(chosen.length > 0 && { labels: chosen.join(' ') }) },
    leftOut: more ? `${await ready.locator('[data-left-out]').getAttribute('data-left-out')}${why}` : '',
    told: await page.locator('[data-told]').allTextContents(),
    asked: await askedReadings(page),
  }
}

/** What the page asks of a table that could be read in several ways, in its words. */
export interface AskedReading {
  readonly ask: string
  /** Each with the settings that choose it: "labelColumn=topic". */
  readonly answers: readonly { readonly words: string; readonly settings: string }[]
}

export function askedReadings(page: Page): Promise<readonly AskedReading[]> {
  return page.locator('[data-question]').evaluateAll((all) =>
    all.map((each) => ({
      ask: each.querySelector('[data-ask]')?.textContent ?? '',
      answers: [...each.querySelectorAll<HTMLElement>('[data-answer]')].map((answer) => ({
        words: answer.querySelector('p bdi')?.textContent ?? '',
        settings: answer.dataset.answer ?? '',
      })),
    })),
  )
}

/** What decides which columns there are goes first. */
const readingOrder: readonly (keyof WantedColumns)[] = [
  'encoding',
  'encodings',
  'sheet',
  'separator',
  'linesAbove',
  'header',
  'textColumn',
  'secondTextColumn',
  'labelColumn',
  'labelColumns',
  'promptColumns',
  'spellings',
]

/** Among what the page offers; or, where it refused the table, by name. */
async function chooseReading(page: Page, wanted: WantedColumns): Promise<void> {
  const byName = page.locator('[data-action="read-again"]')
  await page.locator(readyData).or(byName).or(page.locator(alertHook)).first().waitFor({ timeout: 0 })
  const asked = readingOrder.flatMap((key) => (wanted[key] === undefined ? [] : [[key, wanted[key]] as const]))
  const refused = await byName.isVisible()
  for (const [key, value] of asked) {
    if (refused) await fillByName(page, key, value)
    else await chooseOnPage(page, key, value)
  }
  if (!refused) return
  await byName.click()
  await byName.waitFor({ state: 'hidden' })
}

type Wanted = NonNullable<WantedColumns[keyof WantedColumns]>

async function fillByName(page: Page, key: string, value: Wanted): Promise<void> {
  const control = page.locator(`[data-field="${key}"]:is(input, select)`)
  if ((await control.count()) === 0) throw meaninglessHere(key)
  if ((await control.evaluate((element) => element.tagName)) === 'SELECT') await control.selectOption(String(value))
  else await control.fill(String(value))
}

/** A native control of that name, or a mark for each of several columns. */
async function chooseOnPage(page: Page, key: string, value: Wanted): Promise<void> {
  if (key === 'spellings') return keepSpellingsApart(page)
  if (key === 'encodings' && Array.isArray(value)) return chooseEncodings(page, value)
  if (key === 'promptColumns' && Array.isArray(value)) return choosePrompts(page, value)
  const control = page.locator(`select[data-field="${key}"]`)
  const marks = page.locator(marksOf(key))
  const folded = page.locator('[data-action="show-written"][aria-expanded="false"]')
  if ((await (Array.isArray(value) ? marks : control).count()) === 0) {
    // For pictures, whose table the page does not list, the form has the column.
    if (key === 'labelColumn' || key === 'textColumn') return
    throw meaninglessHere(key)
  }
  if ((await folded.isVisible()) && !(await control.isVisible())) await folded.click()
  if (Array.isArray(value)) await chooseSeveral(page, marks, value)
  else if ((await control.inputValue()) !== String(value)) await control.selectOption(String(value))
  await untilShown(page, readyData)
}

/** @param written "reviews.csv=koi8-r" */
async function chooseEncodings(page: Page, written: readonly string[]): Promise<void> {
  for (const { path, encoding } of written.map(fileEncoding)) {
    const control = page.locator(`select[data-field=${JSON.stringify(`encoding ${path}`)}]`)
    const folded = page.locator('[data-action="show-written"][aria-expanded="false"]')
    if ((await control.count()) === 0 || encoding === null) throw meaninglessHere('encodings')
    if ((await folded.isVisible()) && !(await control.isVisible())) await folded.click()
    if ((await control.inputValue()) !== encoding) await control.selectOption(encoding)
    await untilShown(page, readyData)
  }
}

async function keepSpellingsApart(page: Page): Promise<void> {
  const apart = page.locator('[data-action="keep-spellings-apart"]')
  if (!(await apart.isVisible())) throw meaninglessHere('spellings')
  await apart.click()
  await untilShown(page, readyData)
}

/** In the heads of the columns: a label goes first, since texts are continued without one. */
async function choosePrompts(page: Page, names: readonly string[]): Promise<void> {
  await dropLabel(page)
  const roleOf = (name: string) => page.locator(`select[data-column-role=${JSON.stringify(name)}]`)
  const given = await page
    .locator('select[data-column-role]')
    .evaluateAll((all) =>
      all.flatMap((each) => ((each as HTMLSelectElement).value === 'prompt' ? (each.dataset.columnRole ?? '') : [])),
    )
  const changes = [
    ...names.filter((name) => !given.includes(name)).map((name) => [name, 'prompt'] as const),
    ...given.filter((name) => !names.includes(name)).map((name) => [name, 'ignore'] as const),
  ]
  for (const [name, role] of changes) {
    if ((await roleOf(name).locator(`option[value="${role}"]`).count()) === 0) throw meaninglessHere('promptColumns')
    await roleOf(name).selectOption(role)
    await untilShown(page, readyData)
  }
}

/** Whether there was one. */
async function dropLabel(page: Page): Promise<boolean> {
  const heads = page.locator('th:is([data-role="label"], [data-role="number"], [data-role="labels"])')
  const select = heads.locator('select:has(option[value="ignore"])').first()
  if ((await select.count()) === 0) return false
  await select.selectOption('ignore')
  await untilShown(page, readyData)
  return true
}

/** "labelColumns" are marks of one choice, "labelColumn". */
function marksOf(key: string): string {
  return `[data-choice^="${key.replace(/s$/, '')}:"]`
}

async function chooseSeveral(page: Page, marks: Locator, names: readonly string[]): Promise<void> {
  const offered = await marks.evaluateAll((all) => all.map((each) => each.dataset.choice ?? ''))
  const nameOf = (choice: string) => choice.slice(choice.indexOf(':') + 1)
  // First those that come, so that there are always enough left.
  for (const wanted of [true, false])
    for (const choice of offered.filter((each) => names.includes(nameOf(each)) === wanted)) {
      const mark = page.locator(`[data-choice=${JSON.stringify(choice)}]`)
      if ((await mark.isChecked()) === wanted) continue
      await mark.click()
      await untilShown(page, readyData)
    }
}

function meaninglessHere(key: string): StudioRefusal {
  return new StudioRefusal({
    code: 'recipe-invalid',
    message: `There is nothing to choose for "${key}" in these data.`,
    advice: `Leave --set ${key} out.`,
  })
}

/** Chooses a model of the gallery, or types what is none; waits until it is loaded. Answers with what it can be tuned for. */
export async function chooseModel(page: Page, name: string): Promise<readonly TaskId[]> {
  await goTo(page, 'model')
  const choose = page.locator(`[data-model="${name}"]`)
  if ((await choose.count()) > 0) {
    const refusal = page.locator(`[data-refusal="${name}"]`)
    if ((await refusal.count()) > 0) throw unfit(name, (await refusal.textContent()) ?? '')
    await choose.click()
  } else {
    await page.locator('[data-field="reference"]').fill(name)
    await page.locator('[data-action="load-reference"]').click()
  }
  await untilShown(page, '[data-ready="model"], [data-action="start"]')
  // With data that it fits, the page has moved on to Tune.
  await goTo(page, 'model')
  return ((await page.locator('[data-ready="model"]').getAttribute('data-tasks')) ?? '').split(' ') as TaskId[]
}

function unfit(name: string, why: string): StudioRefusal {
  return new StudioRefusal({
    code: 'model-mismatch',
    message: `${name} does not fit the data. ${why}`,
    advice: 'Choose another model, or other data.',
  })
}

/** Types settings into the form; the method goes first, because it brings defaults of its own. */
export async function setFields(page: Page, fields: ReadonlyMap<string, FieldValue>): Promise<void> {
  await goTo(page, 'tune')
  const folded = recipeFields.some(({ key, level }) => level === 'more' && fields.has(key))
  const more = page.locator('[data-action="more-settings"][aria-expanded="false"]')
  if (folded && (await more.isVisible())) await more.click()
  const method = fields.get('method.id')
  if (method !== undefined) await setField(page, 'method.id', method)
  for (const [key, value] of fields) if (key !== 'method.id') await setField(page, key, value)
}

async function setField(page: Page, key: string, value: FieldValue): Promise<void> {
  const control = page.locator(`[data-field="${key}"]:is(input, select)`)
  if ((await control.count()) === 0) throw meaningless(key)
  const type = recipeFields.find((field) => field.key === key)?.type
  if (type === 'choice') await control.selectOption(String(value))
  else if (type === 'switch') await control.setChecked(value === true)
  else await control.fill(String(value))
}

function meaningless(key: string): StudioRefusal {
  return new StudioRefusal({
    code: 'recipe-invalid',
    message: `The setting "${key}" means nothing for this data.`,
    advice: 'Leave it out.',
  })
}

/** What Tune says before a start will go wrong. */
export async function findings(page: Page): Promise<readonly string[]> {
  await goTo(page, 'tune')
  await checked(page)
  return page.locator('[data-finding] [data-told]').allTextContents()
}

/** The page looks at the data beside everything else. */
async function checked(page: Page): Promise<void> {
  await page.locator('[data-findings="done"]').waitFor({ state: 'attached' })
}

/** Starts training and yields every epoch as the page's table shows it, until the run is over. */
export async function* train(page: Page): AsyncGenerator<EpochMetrics> {
  await goTo(page, 'tune')
  await page.locator('[data-action="start"]').click()
  let seen = 0
  for (;;) {
    await untilShown(page, `[data-epoch="${seen + 1}"], [data-action="go-evaluate"]`)
    await untilDrawn(page, seen)
    const fresh = (await shownEpochs(page)).filter(({ epoch }) => epoch > seen)
    yield* fresh
    seen += fresh.length
    if (fresh.length === 0) return
  }
}

/** Once a run is over, waits for the rows after `seen`: they are drawn later than what stands above them. */
async function untilDrawn(page: Page, seen: number): Promise<void> {
  const over = page.locator('[data-run-epochs]')
  if (!(await over.isVisible())) return
  const epochs = Number(await over.getAttribute('data-run-epochs'))
  if (epochs > seen) await page.locator(`[data-epoch="${epochs}"]`).waitFor()
}

/** The rows of the epochs table, oldest first. */
export async function shownEpochs(page: Page): Promise<EpochMetrics[]> {
  const rows = await page
    .locator('[data-epoch]')
    .evaluateAll((elements) => elements.map((element) => ({ ...(element as HTMLElement).dataset })))
  const epochs = rows.map((row) => ({
    epoch: Number(row.epoch),
    trainLoss: Number(row.trainLoss),
    validationLoss: Number(row.validationLoss),
    validationAccuracy: numberOrNull(row.validationAccuracy),
    validationPerplexity: numberOrNull(row.validationPerplexity),
    ...(row.validationScores !== undefined && { validationScores: JSON.parse(row.validationScores) }),
    learningRate: Number(row.learningRate),
    seconds: Number(row.seconds),
  }))
  return epochs.sort((a, b) => a.epoch - b.epoch)
}

function numberOrNull(text: string | undefined): number | null {
  return text === undefined ? null : Number(text)
}

/** Downloads the report from the Evaluate screen, and holds it to its contract. */
export async function downloadReport(page: Page): Promise<Report> {
  await goTo(page, 'evaluate')
  await untilShown(page, '[data-ready="run"]')
  return parseReport(JSON.parse((await save(page, page.locator('[data-action="download-report"]'))).toString('utf8')))
}

/** What saving took of the training time up to the last checkpoint, a share of 1; null where the run made none. */
export async function savingCost(page: Page): Promise<number | null> {
  await goTo(page, 'watch')
  const saved = page.locator('[data-saved-cost]')
  return (await saved.count()) > 0 ? Number(await saved.getAttribute('data-saved-cost')) : null
}

/** Downloads the fine-tuned model as the file that Deploy gives; where it cannot leave whole, its adapter. */
export async function downloadModel(page: Page, as: ModelExportId = 'weights'): Promise<Buffer> {
  return (await downloadTarget(page, as)).bytes
}

/** A file as the browser was given it: a zip, or the one file that an export is. */
export interface Downloaded {
  readonly name: string
  readonly bytes: Buffer
}

export async function downloadTarget(page: Page, as: ModelExportId): Promise<Downloaded> {
  return downloaded(await savedTarget(page, as))
}

/** A target as the browser saves it, which may be large: it is left where it lies. */
export async function savedTarget(page: Page, as: ModelExportId): Promise<Download> {
  await showTargets(page)
  const refused = await page.locator(`[data-choice="${as}"][data-refused]`).isVisible()
  return saved(page, page.locator(exportButton(refused ? 'adapter' : as)))
}

/** What the gallery says of what was saved last: how its files were checked. */
export async function proofLine(page: Page): Promise<string> {
  const said = page.locator('[data-choice] [role="status"]', { hasText: /^(?:Checked|Not checked|Saved)/ }).first()
  await said.waitFor()
  return (await said.textContent()) ?? ''
}

/** The gallery of Deploy, once it knows how the model can leave. */
export async function showTargets(page: Page): Promise<void> {
  await goTo(page, 'deploy')
  await untilShown(page, '[data-ready="targets"]')
}

function exportButton(id: ModelExportId): string {
  return `[data-action="${exportCards[id].action}"]`
}

/** Downloads what was learned apart from the model, as a zip. */
export async function downloadAdapter(page: Page): Promise<Buffer> {
  await showTargets(page)
  return save(page, page.locator(exportButton('adapter')))
}

/** Downloads the last run as a Python project, as a zip. */
export async function downloadProject(page: Page): Promise<Buffer> {
  await showTargets(page)
  return save(page, page.locator(exportButton('python')))
}

/** Shows the model a picture, and answers with the class it names. */
export async function predict(page: Page, picture: { name: string; bytes: Buffer }): Promise<string> {
  await goTo(page, 'use')
  const file = { name: picture.name, mimeType: 'image/jpeg', buffer: picture.bytes }
  await page.locator('[data-input="predict"]').setInputFiles(file)
  await untilShown(page, '[data-prediction]')
  return (await page.locator('[data-prediction]').getAttribute('data-prediction')) ?? ''
}

/** Asks the model about a text, and answers with the class it names. */
export async function predictText(page: Page, text: string): Promise<string> {
  await goTo(page, 'use')
  await page.locator('[data-input="predict-text"]').fill(text)
  await page.locator('[data-action="predict-text"]').click()
  await untilShown(page, '[data-prediction]')
  return (await page.locator('[data-prediction]').getAttribute('data-prediction')) ?? ''
}

/** Asks the model about two texts together. */
export async function predictPair(page: Page, first: string, second: string): Promise<string> {
  await goTo(page, 'use')
  await page.locator('[data-input="predict-second"]').fill(second)
  return predictText(page, first)
}

/** Has the model continue a prompt, or the one that stands there, and answers with what it added. */
export async function generate(page: Page, prompt?: string): Promise<string> {
  await goTo(page, 'use')
  if (prompt !== undefined) await page.locator('[data-input="prompt"]').fill(prompt)
  await page.locator('[data-action="generate"]').click()
  await untilShown(page, '[data-generated]')
  return (await page.locator('[data-generated]').getAttribute('data-generated')) ?? ''
}

/** The first text that the Data screen shows. */
export async function firstText(page: Page): Promise<string> {
  await goTo(page, 'data')
  const first = page.locator('[data-sample]').first()
  return (await first.getAttribute('data-text')) ?? (await first.textContent()) ?? ''
}

async function save(page: Page, button: Locator): Promise<Buffer> {
  return (await download(page, button)).bytes
}

async function download(page: Page, button: Locator): Promise<Downloaded> {
  return downloaded(await saved(page, button))
}

async function downloaded(file: Download): Promise<Downloaded> {
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) }
}

/** Of a large model, files are written and checked for minutes before it begins. */
const savedWithin = 600_000

async function saved(page: Page, button: Locator): Promise<Download> {
  const begun = page.waitForEvent('download', { timeout: savedWithin })
  const refused = page
    .locator(alertHook)
    .first()
    .waitFor({ timeout: savedWithin })
    .then(async () => {
      throw (await shownRefusal(page)) ?? new Error('The page showed an error, and took it back.')
    })
  refused.catch(() => undefined)
  await button.click()
  return Promise.race([begun, refused])
}
