// What a person waited for is not lost: the faults come from the test, and after each the run goes on or the page
// says why not. A continued run's figures are those of one that nobody interrupted, digit for digit.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as drive from '../../src/commands/studioPage.ts'
import type { FieldValue } from '../../src/shared/recipe/field.ts'
import { killEngine, limitStorage } from '../support/faults.ts'
import { type OpenStudio, openStudio } from '../support/studio.ts'

const common = [
  ['regularisation.dropout', 0.2],
  ['earlyStopping.patience', 0],
] as const
const epochs = 5
/** Plain JavaScript computes a hundred times slower: few texts on it, all pictures on WASM. */
const settingsOn = {
  wasm: {
    task: 'image-classification',
    model: 'thaw-vision',
    // Low-rank pairs in every layer: an epoch is long and a checkpoint small, so that the first is soon worth its time.
    fields: new Map<string, FieldValue>([...common, ['method.id', 'lora'], ['epochs', epochs], ['maxTrain', 96]]),
  },
  cpu: {
    task: 'text-classification',
    model: 'thaw-text',
    fields: new Map<string, FieldValue>([
      ...common,
      ['method.id', 'top-blocks'],
      ['thaw', 1],
      ['epochs', epochs],
      ['maxTrain', 16],
      ['batch', 4],
      ['split.validation', 0.03],
      ['split.test', 0.03],
    ]),
  },
} as const

/** Milliseconds. An epoch on the CPU backend takes seconds, on a machine with much else to do a minute. */
const patience = 120_000

interface Outcome {
  readonly epochs: readonly unknown[]
  readonly loss: number
}

describe.each(['wasm', 'cpu'] as const)('on %s', (backend) => {
  let studio: OpenStudio
  let page: Page
  let undisturbed: Outcome

  beforeAll(async () => {
    studio = await openStudio()
    page = studio.page
    page.setDefaultTimeout(patience)
    await setUp(page, backend)
    await begin(page)
    undisturbed = await outcome(page)
  })
  afterAll(async () => {
    expect(studio.complaints.filter((each) => !each.includes('killed by a test'))).toEqual([])
    await studio.close()
  })

  test('a worker that dies in mid-epoch is followed by another, and the losses go on exactly', async () => {
    await drive.goTo(page, 'tune')
    await begin(page)
    await midEpoch(page, 2)
    await killEngine(page)
    expect(await outcome(page)).toEqual(undisturbed)
  })

  test('after a reload the run is offered again, and goes on exactly', async () => {
    await drive.goTo(page, 'tune')
    await begin(page)
    await midEpoch(page, 2)
    await page.reload()
    await takeUp(page)
    expect(await outcome(page)).toEqual(undisturbed)
  })

  test('a tab closed in mid-epoch loses nothing: the next one goes on exactly', async () => {
    await drive.goTo(page, 'tune')
    await begin(page)
    await midEpoch(page, 3)
    await page.close()
    page = await anotherTab(studio)
    await takeUp(page)
    expect(await outcome(page)).toEqual(undisturbed)
  })
})

describe('storage', () => {
  let studio: OpenStudio

  beforeAll(async () => {
    studio = await openStudio()
    await setUp(studio.page, 'wasm')
  })
  afterAll(async () => {
    await studio.close()
  })

  test('a second tab reads only, until it takes over; then the first does', async () => {
    const second = await anotherTab(studio)
    await second.locator('[data-storage-notice="reader"]').waitFor()
    await second.locator('[data-action="take-over"]').click()
    await second.locator('[data-storage-notice="reader"]').waitFor({ state: 'hidden' })
    await studio.page.locator('[data-storage-notice="reader"]').waitFor()
    await second.close()
    await studio.page.locator('[data-storage-notice="reader"]').waitFor({ state: 'hidden' })
  })

  test('with the quota used up, training goes on and the page says what is not saved', async () => {
    const { page } = studio
    const lift = await limitStorage(page, 1)
    await begin(page)
    expect((await outcome(page)).epochs).toHaveLength(epochs)
    await page.locator('[data-storage-notice="full"]').waitFor()
    await lift()
    await begin(page)
    await outcome(page)
    await page.locator('[data-storage-notice="full"]').waitFor({ state: 'hidden' })
  })
})

async function setUp(page: Page, backend: keyof typeof settingsOn): Promise<void> {
  const { task, model, fields } = settingsOn[backend]
  expect((await drive.chooseBackend(page, backend)).backend).toBe(backend)
  await drive.bringSample(page, task)
  await drive.chooseModel(page, model)
  await drive.setFields(page, fields)
}

async function begin(page: Page): Promise<void> {
  await drive.goTo(page, 'tune')
  await page.locator('[data-action="start"]').click()
}

/** After `done` epochs, at a step between two ends of epochs, with something saved. */
async function midEpoch(page: Page, done: number): Promise<void> {
  await page.locator(`[data-epoch="${done}"]`).waitFor()
  await page.locator('[data-saved-step]').waitFor()
}

async function takeUp(page: Page): Promise<void> {
  await page.locator('[data-action="continue-run"]').click()
  await drive.goTo(page, 'watch')
}

async function outcome(page: Page): Promise<Outcome> {
  await drive.untilShown(page, '[data-action="go-evaluate"]')
  const report = await drive.downloadReport(page)
  return { epochs: report.epochs.map(({ seconds: _, ...metrics }) => metrics), loss: report.test.loss }
}

async function anotherTab({ context, page }: OpenStudio): Promise<Page> {
  const tab = await context.newPage()
  tab.setDefaultTimeout(patience)
  await tab.goto(page.url() === 'about:blank' ? '' : new URL('.', page.url()).href)
  await tab.locator('[data-step="data"]').waitFor()
  return tab
}
