// Texts from Data to Use, on WASM, with tiny networks that a person drops as files: sorting, then continuing.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as drive from '../../src/commands/studioPage.ts'
import { sampleFor } from '../../src/shared/catalog/sample.ts'
import type { EpochMetrics } from '../../src/shared/domain/run.ts'
import type { FieldValue } from '../../src/shared/recipe/field.ts'
import { isGenerationReport } from '../../src/shared/report/report.ts'
import { entriesOf } from '../support/archives.ts'
import { axeFaults } from '../support/axe.ts'
import { startBackend } from '../support/backends.ts'
import { takesFocus } from '../support/keyboard.ts'
import { type OpenStudio, openStudio } from '../support/studio.ts'
import { type ModelFile, tinyReader, tinyWriter } from '../support/tinyTextModel.ts'

let studio: OpenStudio
let page: Page
let reader: ModelFile[]
let writer: ModelFile[]
let folder = ''

beforeAll(async () => {
  await startBackend('cpu')
  reader = await tinyReader()
  writer = await tinyWriter()
  folder = await mkdtemp(join(tmpdir(), 'thaw-texts-'))
  studio = await openStudio()
  page = studio.page
  await drive.chooseBackend(page, 'wasm')
})

afterAll(async () => {
  await studio.close()
  await rm(folder, { recursive: true })
})

describe('the columns of a table', () => {
  test('are shown as they were guessed, and another choice has the table read anew at once', async () => {
    const path = join(folder, 'letters.csv')
    const rows = ['kind,topic,text', ...Array.from({ length: 24 }, (_, row) => rowOf(row))]
    await writeFile(path, rows.join('\n'))
    expect(await drive.bringData(page, path)).toEqual({ task: 'text-classification', examples: 24, classes: 2 })
    expect(await chosenColumns()).toEqual({ text: 'text', label: 'kind' })
    const other = page.locator('[data-action="use-other-column"]')
    expect(await other.getAttribute('data-column')).toBe('topic')
    await other.click()
    await page.locator('[data-ready="data"][data-classes="3"]').waitFor()
    await page.locator('select[data-field="labelColumn"]').selectOption('kind')
    await page.locator('[data-ready="data"][data-classes="2"]').waitFor()
    await page.locator('select[data-field="labelColumn"]').selectOption('topic')
    await page.locator('[data-ready="data"][data-classes="3"]').waitFor()
    expect(await chosenColumns()).toEqual({ text: 'text', label: 'topic' })
    expect(await faults()).toEqual([])
  })
  test('stand over the first rows, and another role is chosen there by keyboard', async () => {
    const role = (name: string) => page.locator(`select[data-column-role="${name}"]`)
    const roles = () => Promise.all(['kind', 'topic', 'text'].map((name) => role(name).inputValue()))
    const heads = () =>
      page.locator('th[data-column]').evaluateAll((all) => all.map((head) => (head as HTMLElement).dataset.column))
    const order = await heads()
    expect(order.slice(0, 2)).toContain('text')
    expect(await roles()).toEqual(['ignore', 'label', 'text'])
    expect(await page.locator('th[data-column="topic"] [data-why]').textContent()).toBe(
      '"topic": 3 values in 24 of 24 rows.',
    )
    expect(await page.locator('section[data-rows]').getAttribute('data-rows')).toBe('24')
    await role('kind').focus()
    await page.keyboard.press('l')
    await page.locator('[data-ready="data"][data-classes="2"]').waitFor()
    expect([await roles(), await chosenColumns()]).toEqual([
      ['label', 'ignore', 'text'],
      { text: 'text', label: 'kind' },
    ])
    await takesFocus(role('kind'))
    expect(await heads()).toEqual(order)
    expect(await faults()).toEqual([])
  })
  test('may be named from outside before the table is read', async () => {
    const columns = { textColumn: 'text', labelColumn: 'topic' }
    expect(await drive.bringData(page, join(folder, 'letters.csv'), columns)).toMatchObject({ classes: 3 })
  })
})

test('pasted lines of text, tab and label become a dataset; what is in another script keeps its direction', async () => {
  await drive.goTo(page, 'data')
  await page.locator('[data-action="paste-text"]').click()
  const lines = Array.from(
    { length: 12 },
    (_, row) => `${row % 2 ? 'שלום לכולם' : 'Good morning'}, ${row} "times"\t${row % 2 ? 'ב' : 'a'}`,
  )
  await page.locator('[data-input="pasted"]').fill(lines.join('\n'))
  await page.locator('[data-action="use-pasted"]').click()
  await page.locator('[data-ready="data"][data-examples="12"][data-classes="2"]').waitFor()
  const hebrew = page.locator('[data-sample] blockquote', { hasText: 'שלום' }).first()
  expect(await hebrew.evaluate((quote) => getComputedStyle(quote).direction)).toBe('rtl')
  expect(await hebrew.textContent()).toContain('"times"')
})

describe('sorting texts', () => {
  const settings = new Map<string, FieldValue>([
    ['method.id', 'full'],
    ['epochs', 2],
    ['batch', 16],
    ['maxTokens', 32],
    ['maxTrain', 80],
  ])

  test('the sample is read, and the gallery keeps models for pictures apart', async () => {
    const { examples, classes, name } = sampleFor('text-classification')
    expect(await drive.bringSample(page, 'text-classification', name)).toEqual({
      task: 'text-classification',
      examples,
      classes: classes.length,
    })
    await drive.goTo(page, 'model')
    expect(await page.locator('[data-shelf="other"] [data-model="thaw-vision"]').isDisabled()).toBe(true)
    await expect(drive.chooseModel(page, 'thaw-vision')).rejects.toMatchObject({ code: 'model-mismatch' })
    expect(await faults()).toEqual([])
  })
  test('a name that is none is refused beside the field, and a model is taken from dropped files', async () => {
    await page.locator('[data-field="reference"]').fill('no such model')
    await page.locator('[data-field="reference"]').press('Enter')
    await page.locator('[role=alert][data-error-code="model-unsupported"]').waitFor()
    await page.getByRole('button', { name: 'Dismiss' }).click()
    await dropModel(reader)
    expect(await page.locator('[data-thaw-line]').getAttribute('aria-valuetext')).toContain('head only')
    expect(await faults()).toEqual([])
  })
  test('a run is watched, tested and reported as with pictures', async () => {
    await drive.setFields(page, settings)
    const epochs: EpochMetrics[] = []
    for await (const epoch of drive.train(page)) epochs.push(epoch)
    expect(epochs[0]).toMatchObject({ validationAccuracy: expect.any(Number), validationPerplexity: null })
    expect(await faults()).toEqual([])
    const report = await drive.downloadReport(page)
    expect(report).toMatchObject({ method: 'full', data: { classes: 4, train: 80 }, recipe: { maxTokens: 32 } })
    expect(isGenerationReport(report)).toBe(false)
    await page.locator('[data-mistake] blockquote').first().waitFor()
    expect(await faults()).toEqual([])
  })
  test('the model names a text, and is taken away with its tokeniser', async () => {
    const { classes } = sampleFor('text-classification')
    expect(classes).toContain(await drive.predictText(page, 'Come to tea on Sunday!'))
    const names = (await entriesOf(await drive.downloadModel(page))).map(({ path }) => path).sort()
    expect(names).toEqual([
      '1_Pooling/config.json',
      '2_Dense/config.json',
      '2_Dense/model.safetensors',
      'MODEL_CARD.md',
      'README.md',
      'config.json',
      'labels.json',
      'model.safetensors',
      'modeling_thaw.py',
      'modules.json',
      'sentence_bert_config.json',
      'thaw_task.json',
      'tokenizer.json',
      'tokenizer_config.json',
    ])
    expect(await faults()).toEqual([])
  })
})

describe('continuing a text', () => {
  test('the model for sorting does not fit, and Tune says so with the way on', async () => {
    expect(await drive.bringSample(page, 'text-generation')).toMatchObject({ task: 'text-generation', classes: 0 })
    expect(await faults()).toEqual([])
    await drive.goTo(page, 'tune')
    expect(await page.locator('main').textContent()).toContain('reads a text from both sides')
    await page.locator('[data-action="go-model"]').click()
    await dropModel(writer)
  })
  test('the head alone cannot be chosen, with the reason', async () => {
    const head = page.locator('select[data-field="method.id"] option[value="head"]')
    expect(await head.isDisabled()).toBe(true)
    expect(await page.locator('[data-refused-method="head"]').textContent()).toContain('no separate head')
    expect(await page.locator('select[data-field="method.id"]').inputValue()).toBe('full')
    expect(await faults()).toEqual([])
  })
  test('a run shows perplexity and samples, and the report holds them beside the untouched network', async () => {
    const fields: [string, FieldValue][] = [
      ['epochs', 2],
      ['maxTokens', 32],
      ['sample.prompt', 'Wind from'],
      ['sample.tokens', 12],
    ]
    await drive.setFields(page, new Map(fields))
    const epochs: EpochMetrics[] = []
    for await (const epoch of drive.train(page)) epochs.push(epoch)
    expect(epochs[0]).toMatchObject({ validationAccuracy: null, validationPerplexity: expect.any(Number) })
    await drive.goTo(page, 'watch')
    await page.locator('[data-sample-epoch="2"]').waitFor()
    await page.locator('select[data-field="shown-sample"]').selectOption('1')
    await page.locator('[data-sample-epoch="1"]').waitFor()
    expect(await faults()).toEqual([])
    const report = await drive.downloadReport(page)
    if (!isGenerationReport(report)) throw new Error('expected the report of a continued text')
    expect(report.epochs.at(-1)?.validationPerplexity).toBeLessThan(report.baseline.validationPerplexity)
    expect(report.samples.before).not.toBe(report.samples.after)
    expect(await faults()).toEqual([])
  })
  test('the model writes on from a prompt, another text at each press, the same again with the same seed, and can be stopped', async () => {
    const first = await drive.generate(page, 'The 1st of March.')
    expect(first.length).toBeGreaterThan(0)
    await page.locator('[data-action="writing-settings"]').click()
    const seed = page.locator('[data-field="seed"]')
    const firstSeed = Number(await seed.inputValue())
    expect(await drive.generate(page)).not.toBe(first)
    expect(await seed.inputValue()).toBe(String(firstSeed + 1))
    await seed.fill(String(firstSeed))
    expect(await drive.generate(page)).toBe(first)
    await page.locator('[data-untouched-text]').waitFor()
    expect(await faults()).toEqual([])
    await page.locator('[data-field="sample.tokens"]').fill('1000')
    await page.locator('[data-action="generate"]').click()
    await page.locator('[data-continued]:not([data-continued=""])').waitFor()
    await page.locator('[data-action="stop-generating"]').click()
    await page.locator('[data-generated]').waitFor()
    expect(await page.locator('main').textContent()).toContain('Stopped by you')
    await page.locator('[data-field="sample.tokens"]').fill('12')
  })
  test('taken away and brought back, it writes the same', async () => {
    const written = await drive.generate(page, 'The 2nd of March.')
    const file = { name: 'model.zip', mimeType: 'application/zip', buffer: await drive.downloadModel(page) }
    await drive.goTo(page, 'use')
    await page.locator('[data-input="import-model"]').setInputFiles(file)
    await page.locator('[data-answering]', { hasText: 'Your model' }).waitFor()
    expect(await drive.generate(page, 'The 2nd of March.')).toBe(written)
  })
})

test('nothing was thrown and no policy was broken on the way', () => {
  expect(studio.complaints).toEqual([])
})

/** What axe finds wrong on the screen, by day and by night. */
async function faults(): Promise<string[]> {
  const light = await axeFaults(page)
  await page.emulateMedia({ colorScheme: 'dark' })
  const dark = await axeFaults(page)
  await page.emulateMedia({ colorScheme: 'light' })
  return [...light, ...dark.map((fault) => `dark: ${fault}`)]
}

/** As a person does with the files of a published model; the page then moves on to Tune. */
async function dropModel(files: readonly ModelFile[]): Promise<void> {
  const named = files.map(({ name, buffer }) => ({ name, mimeType: 'application/octet-stream', buffer }))
  await page.locator('[data-input="model-files"]').setInputFiles(named)
  await drive.untilShown(page, '[data-action="start"]')
}

async function chosenColumns(): Promise<{ text: string; label: string }> {
  const chosen = (key: string) => page.locator(`select[data-field="${key}"]`).inputValue()
  return { text: await chosen('textColumn'), label: await chosen('labelColumn') }
}

function rowOf(row: number): string {
  const topic = ['rain', 'snow', 'wind'][row % 3]
  return `${row % 2 ? 'letter' : 'card'},${topic},"Dear friend number ${row}, the ${topic} is here again, and I am not."`
}
