// An adapter on its way through the page, on WASM: taken away, refused by other models, brought back, gone on with.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as drive from '../../src/commands/studioPage.ts'
import type { EpochMetrics } from '../../src/shared/domain/run.ts'
import type { FieldValue } from '../../src/shared/recipe/field.ts'
import { entriesOf } from '../support/archives.ts'
import { axeFaults } from '../support/axe.ts'
import { type OpenStudio, openStudio } from '../support/studio.ts'

const task = 'text-classification'
const question = 'My dear friend, come to tea on Sunday!'
/** transformers reads BERT's pooler where this model reads the mean of the tokens: not for peft. */
const ownFiles = ['README.md', 'labels.json', 'thaw_adapter.json', 'thaw_adapter.safetensors', 'thaw_task.json']
const opened: OpenStudio[] = []
let page: Page
let adapter: Buffer
let learned: EpochMetrics | undefined
let answer = ''

beforeAll(openAnother)

afterAll(async () => {
  for (const { close } of opened) await close()
})

describe('taking away', () => {
  test('a run of LoRA leaves as the whole model, as its adapter, and as a Python project', async () => {
    await drive.bringSample(page, task)
    await drive.chooseModel(page, 'thaw-text')
    await drive.setFields(page, new Map([['method.id', 'lora']]))
    // Told before the run: what it leaves is not for peft.
    expect(await page.locator('[data-own-adapter]').textContent()).toContain('not in Python’s peft')
    learned = await trainOnce({ 'method.id': 'lora', 'method.rank': 4, epochs: 1, maxTrain: 160 })
    answer = await drive.predictText(page, question)
    expect(await axeFaults(page)).toEqual([])
    await drive.showTargets(page)
    const offer = page.locator('[data-choice="adapter"]')
    await offer.getByText('the studio’s own file').waitFor()
    expect(await offer.textContent()).toMatch(/The adapter≈ \d+\skB/)
    expect(await axeFaults(page)).toEqual([])
    adapter = await drive.downloadAdapter(page)
    expect(await namesIn(adapter)).toEqual(ownFiles)
    const whole = await drive.downloadModel(page)
    expect(await namesIn(whole)).toContain('model.safetensors')
    expect(adapter.length).toBeLessThan(whole.length / 20)
    expect(await namesIn(await drive.downloadProject(page))).toEqual(
      expect.arrayContaining(['train.py', 'requirements.txt', 'recipe.json', 'split.json', 'model/model.safetensors']),
    )
  })
  test('one file of it can be had alone', async () => {
    await page.locator('[data-action="files-adapter"]').click()
    const begun = page.waitForEvent('download')
    await page.locator('[data-choice="adapter"] [data-file="thaw_adapter.json"]').click()
    expect((await begun).suggestedFilename()).toBe('thaw_adapter.json')
    expect(await axeFaults(page)).toEqual([])
  })
  test('what cannot be folded into the model leaves beside it, and the page says why', async () => {
    await trainOnce({ 'method.id': 'adapter', epochs: 1, maxTrain: 40 })
    await drive.showTargets(page)
    expect(await page.locator('[data-action="export-model"]').isDisabled()).toBe(true)
    expect(await page.locator('[data-choice="weights"]').textContent()).toContain(
      'cannot be merged into the model’s weights',
    )
    expect(await namesIn(await drive.downloadAdapter(page))).toEqual(ownFiles)
    expect(await axeFaults(page)).toEqual([])
  })
})

describe('bringing back', () => {
  test('without a model the page says which one the adapter asks for', async () => {
    await openAnother()
    await drive.goTo(page, 'use')
    await bring('import-model')
    const refusal = await refused()
    expect(refusal.message).toContain('only works together with its model')
    expect(refusal.advice).toContain('“thaw-text”')
    expect(await axeFaults(page)).toEqual([])
  })
  test('on another model it is refused with the reason, and the model that it asks for', async () => {
    await page.getByRole('button', { name: 'Choose another model' }).click()
    await drive.chooseModel(page, 'thaw-vision')
    await bring('model-files')
    const refusal = await refused()
    expect(await page.locator('h1').textContent()).toBe('Use')
    expect(refusal.code).toBe('adapter-invalid')
    expect(refusal.advice).toContain('“thaw-text”')
    await page.getByRole('button', { name: 'Dismiss' }).click()
  })
  test('dropped where models are chosen, it stands on its model and answers as before', async () => {
    await drive.chooseModel(page, 'thaw-text')
    await bring('model-files')
    await page.locator('[data-answering]', { hasText: 'Your adapter of Thaw text, 4 classes' }).waitFor()
    expect(await drive.predictText(page, question)).toBe(answer)
    await drive.showTargets(page)
    expect(await page.locator('[data-choice="python"][data-refused]').textContent()).toContain('Train it first.')
    expect(await axeFaults(page)).toEqual([])
    await drive.goTo(page, 'use')
  })
})

describe('going on', () => {
  test("leads past the data to Tune, where what is the adapter's own is locked", async () => {
    await page.locator('[data-action="go-on"]').click()
    await drive.bringSample(page, task)
    await drive.goTo(page, 'tune')
    expect(await page.locator('[data-goes-on="lora"]').isVisible()).toBe(true)
    const method = page.locator('select[data-field="method.id"]')
    expect(await method.inputValue()).toBe('lora')
    expect(await method.isDisabled()).toBe(true)
    const rank = page.locator('[data-field="method.rank"]')
    expect([await rank.inputValue(), await rank.isDisabled()]).toEqual(['4', true])
    expect(await page.locator('[data-thaw-line]').count()).toBe(0)
    expect(await axeFaults(page)).toEqual([])
  })
  test('a run begins where the adapter ended', async () => {
    const [first] = await epochsOf({ epochs: 1, maxTrain: 160, 'optimiser.learningRate': 1e-6 })
    expect(first?.validationLoss).toBeCloseTo(learned?.validationLoss ?? 0, 3)
    expect(await drive.predictText(page, question)).toBe(answer)
    expect(await page.locator('[data-answering]').textContent()).toBe('The model of this run, 4 classes')
  })
  test('can be left again', async () => {
    await drive.goTo(page, 'tune')
    await page.locator('[data-action="begin-anew"]').click()
    expect(await page.locator('select[data-field="method.id"]').isDisabled()).toBe(false)
    expect(await page.locator('[data-goes-on]').count()).toBe(0)
  })
})

test('nothing was thrown and no policy was broken on the way', () => {
  expect(opened.flatMap(({ complaints }) => complaints)).toEqual([])
})

/** On a device that keeps nothing of the studio before: a page that is reloaded finds its model again. */
async function openAnother(): Promise<void> {
  const studio = await openStudio()
  opened.push(studio)
  page = studio.page
  await drive.chooseBackend(page, 'wasm')
}

async function trainOnce(fields: Record<string, FieldValue>): Promise<EpochMetrics | undefined> {
  return (await epochsOf(fields)).at(-1)
}

async function epochsOf(fields: Record<string, FieldValue>): Promise<EpochMetrics[]> {
  await drive.setFields(page, new Map(Object.entries(fields)))
  const epochs: EpochMetrics[] = []
  for await (const epoch of drive.train(page)) epochs.push(epoch)
  return epochs
}

async function namesIn(zip: Buffer): Promise<string[]> {
  return (await entriesOf(zip)).map(({ path }) => path).sort()
}

/** The LoRA that was taken away, as a zip. */
async function bring(input: 'import-model' | 'model-files'): Promise<void> {
  const file = { name: 'adapter.zip', mimeType: 'application/zip', buffer: adapter }
  await page.locator(`[data-input="${input}"]`).setInputFiles(file)
}

async function refused(): Promise<drive.StudioRefusal> {
  await page.locator('[role=alert][data-error-code]').waitFor()
  const refusal = await drive.shownRefusal(page)
  if (!refusal) throw new Error('expected the page to refuse the adapter')
  return refusal
}
