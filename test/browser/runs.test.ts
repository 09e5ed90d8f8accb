// Runs that outlive the visit, as a person meets them: found again, opened, compared, deleted, shared by a link, carried
// away in a file and trained once more, to the same figures digit for digit. On WASM, by the visible controls alone.
import { readFile } from 'node:fs/promises'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as drive from '../../src/commands/studioPage.ts'
import { sampleData } from '../../src/shared/catalog/sample.ts'
import type { FieldValue } from '../../src/shared/recipe/field.ts'
import { entriesOf, zipOf } from '../support/archives.ts'
import { axeFaults } from '../support/axe.ts'
import { shownProbabilities } from '../support/shownProbabilities.ts'
import { type OpenStudio, openStudio } from '../support/studio.ts'

const settings = new Map<string, FieldValue>([
  ['method.id', 'top-blocks'],
  ['thaw', 1],
  ['epochs', 3],
  ['augment.views', 0],
  ['regularisation.dropout', 0.2],
  ['earlyStopping.patience', 0],
])
const rateKey = 'optimiser.learningRate'

interface Outcome {
  readonly epochs: readonly unknown[]
  readonly loss: number
  readonly accuracy: number | null
}

interface Answered {
  readonly name: string
  readonly shares: readonly string[]
}

const picture = { name: 'question.jpg', bytes: Buffer.alloc(0) }
let studio: OpenStudio
let page: Page
let first: Outcome
let firstAnswer: Answered
let usualRate = ''

beforeAll(async () => {
  const [entry] = await entriesOf(await readFile(`public/${sampleData.path}`))
  picture.bytes = Buffer.from(entry?.bytes ?? [])
  studio = await openStudio()
  page = studio.page
  await studio.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await drive.chooseBackend(page, 'wasm')
  await drive.bringSample(page)
  await drive.chooseModel(page, 'thaw-vision')
  await drive.setFields(page, settings)
  usualRate = await field(page, rateKey).inputValue()
  first = await trained(page)
  firstAnswer = await answered(page)
})

afterAll(async () => {
  expect(studio.complaints).toEqual([])
  await studio.close()
})

test('a run is in the table when it ends; its tags and note, its test and its answers outlive a reload', async () => {
  await showRuns(page)
  const run = rows(page).first()
  expect(await run.getAttribute('data-status')).toBe('finished')
  await run.locator('[data-action="unfold-run"]').click()
  await field(page, 'tags').fill('baseline, small')
  await page.locator('[data-input="note"]').fill('the first of all')
  await field(page, 'tags').focus()
  await run.locator('[data-column="tags"]:has-text("baseline")').waitFor()
  await page.getByText('the first of all').first().waitFor()
  await page.reload()
  await showRuns(page)
  await run.locator('[data-column="tags"]:has-text("small")').waitFor()
  expect(await run.textContent()).toContain('the first of all')
  await run.locator('[data-action="open-run"]').click()
  expect(await outcome(page)).toEqual(first)
  expect(await answered(page)).toEqual(firstAnswer)
})

test('a changed learning rate is all that “differences only” names, and the curves of both are drawn', async () => {
  await drive.setFields(page, new Map([[rateKey, Number(usualRate) / 4]]))
  expect(await trained(page)).not.toEqual(first)
  await showRuns(page)
  await rows(page).nth(1).waitFor()
  for (const box of await page.locator('[data-select]').all()) await box.click()
  await page.locator('[data-selected="2"]').waitFor()
  await page.locator('figure figcaption:has-text("Validation loss")').waitFor()
  await field(page, 'differences').setChecked(true)
  const columns = await page.locator('[data-sort]').evaluateAll((all) => all.map((each) => each.dataset.sort))
  expect(columns).toEqual(['name', rateKey, 'score', 'test'])
  expect(await axeFaults(page)).toEqual([])
})

test('the two runs are lines over what they differ in, and the arrow keys light one after the other', async () => {
  const names = page.locator('[data-run-line]')
  const ids = await names.evaluateAll((all) => all.map((each) => each.dataset.runLine))
  expect(ids.toSorted()).toEqual(
    (await rows(page).evaluateAll((all) => all.map((each) => each.dataset.run))).toSorted(),
  )
  // A line of the best run alone may be flat, and then has no height to be seen by.
  await names.first().focus()
  await page.locator(`polyline[data-lit][data-line="${ids[0]}"]`).waitFor({ state: 'attached' })
  await page.keyboard.press('ArrowRight')
  await page.locator(`polyline[data-lit][data-line="${ids[1]}"]`).waitFor({ state: 'attached' })
  expect(await page.locator('[data-lit-run]').getAttribute('data-lit-run')).toBe(ids[1])
  expect(await page.locator('[data-lit-run]').textContent()).toContain('Learning rate')
  // One stop of the Tab key for all of them, and a mark for each in the scatter.
  expect(await names.evaluateAll((all) => all.map(({ tabIndex }) => tabIndex))).toEqual([-1, 0])
  expect(await page.locator('[data-point]').count()).toBe(2)
  await page.locator('[data-action="run-space-table"]').click()
  await page.getByRole('region', { name: 'Settings and scores of the runs' }).locator('tbody tr').nth(1).waitFor()
  expect(await axeFaults(page)).toEqual([])
  await page.locator('[data-action="select-none"]').click()
})

test('a deleted run comes back with undo', async () => {
  await showRuns(page)
  const id = await rows(page).first().getAttribute('data-run')
  await press(rows(page).first(), 'delete-run')
  await page.locator('[data-deleted="1"]').waitFor()
  expect(await rows(page).count()).toBe(1)
  await page.locator('[data-action="undo-delete"]').click()
  await page.locator(`[data-run="${id}"]`).waitFor()
  expect(await rows(page).count()).toBe(2)
})

test('a link to a recipe sets a new tab up, asks for the data, and makes the same run', async () => {
  await showRuns(page)
  await press(rows(page).last(), 'copy-link')
  await page.getByText('Copied.').waitFor()
  const link = await page.evaluate(() => navigator.clipboard.readText())
  const tab = await studio.context.newPage()
  await tab.goto(link)
  await tab.locator('[data-expected="recipe"]').waitFor()
  await drive.bringSample(tab)
  await drive.goTo(tab, 'model')
  await tab.locator('[data-ready="model"]').waitFor()
  await drive.goTo(tab, 'tune')
  expect(await field(tab, rateKey).inputValue()).toBe(usualRate)
  expect(await trained(tab)).toEqual(first)
  await tab.close()
})

describe('a project file', () => {
  let fresh: OpenStudio
  let project: Buffer

  beforeAll(async () => {
    await showRuns(page)
    const saved = page.waitForEvent('download')
    await page.locator('[data-action="save-project"]').click()
    project = await readFile(await (await saved).path())
    fresh = await openStudio()
    await drive.chooseBackend(fresh.page, 'wasm')
  })
  afterAll(async () => {
    expect(fresh.complaints).toEqual([])
    await fresh.close()
  })

  test('brings runs, weights and data to a browser that knew nothing of them', async () => {
    await showRuns(fresh.page)
    await fresh.page.locator('[data-input="project"]').setInputFiles(fileOf(project))
    await drive.untilShown(fresh.page, '[data-project]')
    expect(await rows(fresh.page).count()).toBe(2)
    await drive.goTo(fresh.page, 'data')
    expect(await fresh.page.locator('[data-ready="data"]').getAttribute('data-examples')).toBe('480')
    await showRuns(fresh.page)
    await rows(fresh.page).last().locator('[data-action="open-run"]').click()
    expect(await outcome(fresh.page)).toEqual(first)
    expect(await answered(fresh.page)).toEqual(firstAnswer)
  })

  test('a run that came with it is trained again to the same losses', async () => {
    await showRuns(fresh.page)
    await press(rows(fresh.page).last(), 'train-again')
    await fresh.page.locator('[data-pace], [data-epoch]').first().waitFor()
    expect(await outcome(fresh.page)).toEqual(first)
  })

  test('of a later version, dropped on the page, is refused and nothing changes', async () => {
    await showRuns(fresh.page)
    const before = await rows(fresh.page).count()
    await drop(fresh.page, await later(project))
    const refusal = fresh.page.locator('[role=alert][data-error-code="project-newer"]')
    await refusal.waitFor()
    expect(await rows(fresh.page).count()).toBe(before)
    await drive.goTo(fresh.page, 'data')
    expect(await fresh.page.locator('[data-ready="data"]').getAttribute('data-examples')).toBe('480')
  })
})

test('a rate that was changed in mid-run is in the run’s history, and the run made again has the same epochs', async () => {
  const longer: readonly (readonly [string, FieldValue])[] = [
    ['epochs', 6],
    [rateKey, Number(usualRate)],
  ]
  await drive.setFields(page, new Map(longer))
  await page.locator('[data-action="start"]').click()
  await page.locator('[data-epoch="1"]').waitFor()
  await page.locator('[data-action="pause"]').click()
  await page.locator('[data-pace="paused"]').waitFor()
  await page.locator('[data-action="change-run"]').click()
  await field(page, 'live.learningRate').fill(String(Number(usualRate) / 2))
  await page.locator('[data-action="apply-changes"]').click()
  await page.locator('[data-action="apply-changes"]:disabled').waitFor()
  await page.locator('[data-action="resume"]').click()
  const steered = await outcome(page)
  const { recipe } = await drive.downloadReport(page)
  expect(recipe).toMatchObject({ history: [{ learningRate: Number(usualRate) / 2 }] })
  await showRuns(page)
  await press(rows(page).first(), 'train-again')
  await page.locator('[data-pace], [data-epoch]').first().waitFor()
  expect(await outcome(page)).toEqual(steered)
})

test('a learning rate that was found is taken with one press', async () => {
  await drive.goTo(page, 'tune')
  await page.locator('[data-action="find-rate"]').click()
  const take = page.locator('[data-action="take-rate"]').first()
  await drive.untilShown(page, '[data-action="take-rate"]')
  const rate = Number(await take.getAttribute('data-rate'))
  await take.click()
  await page.locator('[data-dialog="try-rate"]').waitFor({ state: 'detached' })
  expect(Number(await field(page, rateKey).inputValue())).toBe(rate)
})

test('where another tab takes over in mid-run, this one says that it no longer saves, and trains to the end', async () => {
  const tab = await studio.context.newPage()
  await tab.goto(new URL('.', page.url()).href)
  await tab.locator('[data-action="take-over"]').waitFor()
  await drive.goTo(page, 'tune')
  await page.locator('[data-action="start"]').click()
  await page.locator('[data-epoch="1"]').waitFor()
  await tab.locator('[data-action="take-over"]').click()
  await page.locator('[data-storage-notice="reader"]').waitFor()
  expect((await outcome(page)).epochs).toHaveLength(6)
  await tab.close()
})

async function showRuns(where: Page): Promise<void> {
  await where.locator('[data-step="runs"]').click()
  await rows(where).first().or(where.locator('[data-input="project"]')).first().waitFor()
}

/** The newest first. */
function rows(where: Page): Locator {
  return where.locator('[data-run]')
}

function field(where: Page, key: string): Locator {
  return where.locator(`input[data-field="${key}"]`)
}

/** Presses a button among the details of a run, which are unfolded for it. */
async function press(row: Locator, action: string): Promise<void> {
  const id = await row.getAttribute('data-run')
  const details = row.page().locator(`[data-run="${id}"] + [data-details]`)
  if ((await details.count()) === 0) await row.locator('[data-action="unfold-run"]').click()
  await details.locator(`[data-action="${action}"]`).click()
}

async function trained(where: Page): Promise<Outcome> {
  for await (const _ of drive.train(where));
  return outcome(where)
}

/** How the run that is shown ended: everything but the time it took. */
async function outcome(where: Page): Promise<Outcome> {
  await drive.untilShown(where, '[data-ready="run"], [data-action="go-evaluate"]')
  const { epochs, test: tested } = await drive.downloadReport(where)
  const accuracy = 'accuracy' in tested ? Number(tested.accuracy) : null
  return { epochs: epochs.map(({ seconds: _, ...metrics }) => metrics), loss: tested.loss, accuracy }
}

async function answered(where: Page): Promise<Answered> {
  const name = await drive.predict(where, picture)
  return { name, shares: await shownProbabilities(where) }
}

function fileOf(buffer: Buffer) {
  return { name: 'project.zip', mimeType: 'application/zip', buffer }
}

/** The same, as a later version of the studio would have written it. */
async function later(project: Buffer): Promise<Buffer> {
  const entries = await entriesOf(project)
  const changed = entries.map(({ path, bytes }) => {
    if (path !== 'thaw-project.json') return { path, bytes }
    const manifest: object = JSON.parse(Buffer.from(bytes).toString('utf8'))
    return { path, bytes: Buffer.from(JSON.stringify({ ...manifest, version: 999 })) }
  })
  return zipOf(changed)
}

async function drop(where: Page, file: Buffer): Promise<void> {
  const dropped = await where.evaluateHandle((base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
    const transfer = new DataTransfer()
    transfer.items.add(new File([bytes], 'project.zip', { type: 'application/zip' }))
    return transfer
  }, file.toString('base64'))
  await where.dispatchEvent('main', 'drop', { dataTransfer: dropped })
}
