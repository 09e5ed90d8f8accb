/**
 * Drives the studio as a person does, by its visible controls alone: the hooks are attributes on buttons and inputs.
 * Whatever the page says in an alert comes back as a `StudioRefusal`. For `npm run demo` and the browser tests.
 */
import { readFile, stat } from 'node:fs/promises'
import type { Locator, Page } from 'playwright-core'
import type { EpochMetrics } from '../shared/protocol.ts'
import { type BackendChoice, type FieldValue, recipeFields } from '../shared/recipe.ts'
import { parseReport, type Report } from '../shared/report.ts'

export type Step = 'data' | 'model' | 'tune' | 'watch' | 'evaluate' | 'use'

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

export async function goTo(page: Page, step: Step): Promise<void> {
  await page.locator(`[data-step="${step}"]`).click()
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

/** Brings a file or folder in, or the sample where no path is given; ends on the Data screen. */
export async function bringData(page: Page, path?: string): Promise<{ examples: number; classes: number }> {
  await goTo(page, 'data')
  if (path === undefined) await page.locator('[data-action="use-sample"]').click()
  else await page.locator(`[data-input="${(await stat(path)).isDirectory() ? 'folder' : 'files'}"]`).setInputFiles(path)
  // The page moves on by itself after the sample: then the models are to be seen.
  await untilShown(page, '[data-ready="data"], [data-model]')
  await goTo(page, 'data')
  const ready = page.locator('[data-ready="data"]')
  const count = async (name: string) => Number(await ready.getAttribute(name))
  return { examples: await count('data-examples'), classes: await count('data-classes') }
}

/** Chooses a model and waits until it is loaded; the page then moves on to Tune. */
export async function chooseModel(page: Page, id: string): Promise<void> {
  await goTo(page, 'model')
  await page.locator(`[data-model="${id}"]`).click()
  await untilShown(page, '[data-ready="model"], [data-action="start"]')
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
  const type = recipeFields.find((field) => field.key === key)?.type
  if (type === 'choice') await control.selectOption(String(value))
  else if (type === 'switch') await control.setChecked(value === true)
  else await control.fill(String(value))
}

/** Starts training and yields every epoch as the page's table shows it, until the run is over. */
export async function* train(page: Page): AsyncGenerator<EpochMetrics> {
  await goTo(page, 'tune')
  await page.locator('[data-action="start"]').click()
  let seen = 0
  for (;;) {
    await untilShown(page, `[data-epoch="${seen + 1}"], [data-action="go-evaluate"]`)
    const fresh = (await shownEpochs(page)).filter(({ epoch }) => epoch > seen)
    yield* fresh
    seen += fresh.length
    if (fresh.length === 0) return
  }
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
    validationAccuracy: Number(row.validationAccuracy),
    learningRate: Number(row.learningRate),
    seconds: Number(row.seconds),
  }))
  return epochs.sort((a, b) => a.epoch - b.epoch)
}

/** Downloads the report from the Evaluate screen, and holds it to its contract. */
export async function downloadReport(page: Page): Promise<Report> {
  await goTo(page, 'evaluate')
  await untilShown(page, '[data-ready="run"]')
  return parseReport(JSON.parse((await save(page, page.locator('[data-action="download-report"]'))).toString('utf8')))
}

/** Downloads the fine-tuned model as the zip that the Use screen gives. */
export async function downloadModel(page: Page): Promise<Buffer> {
  await goTo(page, 'use')
  return save(page, page.locator('[data-action="export-model"]'))
}

/** Shows the model a picture, and answers with the class it names. */
export async function predict(page: Page, picture: { name: string; bytes: Buffer }): Promise<string> {
  await goTo(page, 'use')
  const file = { name: picture.name, mimeType: 'image/jpeg', buffer: picture.bytes }
  await page.locator('[data-input="predict"]').setInputFiles(file)
  await untilShown(page, '[data-prediction]')
  return (await page.locator('[data-prediction]').getAttribute('data-prediction')) ?? ''
}

async function save(page: Page, button: Locator): Promise<Buffer> {
  const begun = page.waitForEvent('download')
  const refused = page
    .locator(alertHook)
    .first()
    .waitFor()
    .then(async () => {
      throw (await shownRefusal(page)) ?? new Error('The page showed an error, and took it back.')
    })
  refused.catch(() => undefined)
  await button.click()
  const download = await Promise.race([begun, refused])
  return readFile(await download.path())
}
