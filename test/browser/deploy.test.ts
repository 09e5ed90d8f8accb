// Deploy, on WASM, after a short run: what each target says, proofs before saving, progress, cancel, code, the keyboard.
import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as drive from '../../src/commands/studioPage.ts'
import { exportCard } from '../../src/shared/catalog/exports.ts'
import type { FieldValue } from '../../src/shared/recipe/field.ts'
import { entriesOf } from '../support/archives.ts'
import { axeFaults } from '../support/axe.ts'
import { keyboardOf } from '../support/keyboard.ts'
import { type OpenStudio, openStudio } from '../support/studio.ts'

const quick = new Map<string, FieldValue>([
  ['method.id', 'lora'],
  ['epochs', 1],
  ['augment.views', 0],
])

let studio: OpenStudio
let page: Page

beforeAll(async () => {
  studio = await openStudio()
  page = studio.page
  await drive.chooseBackend(page, 'wasm')
})

afterAll(async () => {
  expect(studio.complaints).toEqual([])
  await studio.close()
})

const choice = (id: string) => page.locator(`[data-choice="${id}"]`)
/** What a page and a website have in common is asked once, above both. */
const onPage = (selector: string) => page.locator(`[data-shared] ${selector}`)

test('without a model it says where one comes from, also by its address', async () => {
  await page.evaluate(() => {
    location.hash = '#deploy'
  })
  await page.locator('h1', { hasText: 'Deploy' }).waitFor()
  expect(await page.title()).toBe('Deploy · Thaw')
  expect(await page.locator('[data-action="go-data"]').textContent()).toBe('Go to Data')
  expect(await page.locator('[data-action="go-use"]').textContent()).toBe('Open a saved model')
  expect(await axeFaults(page)).toEqual([])
})

test('after a run every target says how large it becomes, or why this model cannot leave so', async () => {
  await drive.bringSample(page)
  await drive.chooseModel(page, 'thaw-vision')
  await drive.setFields(page, quick)
  for await (const _ of drive.train(page));
  await drive.goTo(page, 'use')
  await page.locator('[data-action="go-deploy"]').click()
  await page.locator('[data-ready="targets"]').waitFor()
  const told = await page.locator('[data-choice]').evaluateAll((cards) =>
    cards.map((card) => ({
      words: card.textContent ?? '',
      refused: (card as HTMLElement).dataset.refused !== undefined,
      disabled: card.querySelector('button[data-action^="export"]')?.hasAttribute('disabled') ?? false,
    })),
  )
  expect(told.length).toBeGreaterThan(4)
  for (const { words, refused, disabled } of told) {
    expect(words).toMatch(refused ? /Not for this model/ : /≈ [\d.]+\s[kM]B|Size not known yet|\d+ runs?/)
    expect(disabled).toBe(refused)
  }
})

test('the model is read back and asked about the test before it is saved, and the card says what was found', async () => {
  const saved = await drive.downloadModel(page)
  const proof = choice('weights').locator('[data-proof="checked"]')
  await proof.waitFor()
  expect(await proof.textContent()).toMatch(
    /^Checked: \d+ test pictures, (largest difference \d·10⁻[⁵-⁹¹]|answered alike)/,
  )
  expect(await choice('weights').textContent()).toMatch(/The whole model[\d.]+\s[kM]B/)
  expect((await entriesOf(saved)).map(({ path }) => path)).toContain('model.safetensors')
  expect(await page.locator('[data-step="deploy"]').textContent()).toContain('done')
})

test('the page is a single file, and is saved as one', async () => {
  const { name, bytes } = await drive.downloadTarget(page, 'page')
  expect(name).toMatch(/-page\.html$/)
  expect(bytes.subarray(0, 15).toString().toLowerCase()).toBe('<!doctype html>')
  expect(await choice('page').textContent()).toContain('Start here if unsure')
  await choice('page').locator('[data-proof="checked"]').waitFor()
  expect(await choice('page').locator('[data-proof="checked"]').textContent()).toMatch(
    /^Checked: \d+ test pictures, largest difference \d·10⁻[²-⁵]\. Rounding to 8 bits may change an answer by up to 0\.1/,
  )
})

test('the website is a folder in a zip, with its title in each place that shows one', async () => {
  expect(await page.locator('[data-field="title"]').count()).toBe(1)
  const folded = page.locator('[data-action="shared-page"][aria-expanded="false"]')
  if (await folded.isVisible()) await folded.press('Enter')
  await onPage('[data-field="title"]').fill('What is drawn?')
  const entries = await entriesOf(await drive.downloadModel(page, 'site'))
  const texts = new Map(entries.map(({ path, bytes }) => [path, new TextDecoder().decode(bytes)]))
  const { files } = exportCard('site')
  const named = files.filter(({ sometimes }) => !sometimes).map(({ name }) => name)
  expect(named.filter((name) => ![...texts.keys()].some((path) => path.startsWith(name)))).toEqual([])
  expect(texts.get('index.html')).toContain('<title>What is drawn?</title>')
  expect(JSON.parse(texts.get('page.json') ?? '').title).toBe('What is drawn?')
  expect(texts.get('README.md')).toContain('title: "What is drawn?"\nsdk: static\n')
  expect(texts.get('.nojekyll')).toBe('')
})

test('a picture of one’s own goes along, drawn anew and no larger than a page shows', async () => {
  const buffer = Buffer.from(
    await page.evaluate(async () => {
      const canvas = new OffscreenCanvas(3000, 1500)
      canvas.getContext('2d')?.fillRect(0, 0, 3000, 1500)
      return [...new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg' })).arrayBuffer())]
    }),
  )
  const input = onPage('[data-input="picture"]')
  await input.setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no picture') })
  await onPage('[data-error-code="image-unreadable"]').waitFor()
  await input.setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer })
  await onPage('[data-action="without-picture"]').waitFor()
  expect(await onPage('[data-error-code]').count()).toBe(0)
  const entries = await entriesOf(await drive.downloadModel(page, 'site'))
  const picture = entries.find(({ path }) => path === 'picture')?.bytes ?? new Uint8Array()
  expect(Buffer.from(picture.subarray(8, 12)).toString()).toBe('WEBP')
  const size = await page.evaluate(
    async (bytes) => {
      const { width, height } = await createImageBitmap(new Blob([new Uint8Array(bytes)]))
      return [width, height]
    },
    [...picture],
  )
  expect(size).toEqual([1280, 640])
  await onPage('[data-action="without-picture"]').click()
  const without = await entriesOf(await drive.downloadModel(page, 'site'))
  expect(without.map(({ path }) => path)).not.toContain('picture')
})

test('the card behind the page, in the model’s zip and on Evaluate says the same', async () => {
  const site = await entriesOf(await drive.downloadModel(page, 'site'))
  const zip = await entriesOf(await drive.downloadModel(page))
  const text = (entries: typeof site, wanted: string) =>
    new TextDecoder().decode(entries.find(({ path }) => path === wanted)?.bytes)
  const behind: string = JSON.parse(text(site, 'page.json')).card
  const beside = text(zip, 'MODEL_CARD.md')
  await drive.goTo(page, 'evaluate')
  const begun = page.waitForEvent('download')
  await page.locator('[data-action="model-card"]').click()
  const own = await readFile(await (await begun).path(), 'utf8')
  await drive.showTargets(page)
  expect(own).toContain('| Accuracy |')
  expect(beside).toBe(own)
  expect(behind.startsWith(own.trimEnd())).toBe(true)
})

test('what the page cannot read back is saved without a claim, with code that asks it', async () => {
  const saved = await drive.downloadModel(page, 'onnx')
  expect((await entriesOf(saved)).map(({ path }) => path)).toContain('onnx/model.onnx')
  await choice('onnx').getByText('Saved.').waitFor()
  expect(await choice('onnx').locator('[data-proof="checked"]').count()).toBe(0)
  await page.locator('[data-action="code-onnx"]').click()
  const snippet = choice('onnx').locator('[data-snippet="js"]').first()
  const code = snippet.locator('code')
  expect(await code.textContent()).toContain('@huggingface/transformers')
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await snippet.locator('[data-action="copy-snippet"]').click()
  await choice('onnx').getByText('Copied.').first().waitFor()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await code.textContent())
  expect(await axeFaults(page)).toEqual([])
})

test('a check that is called off, by keyboard, saves nothing; the focus goes along, and nothing is said of it', async () => {
  let downloads = 0
  page.on('download', () => downloads++)
  await page.locator('[data-action="export-model"]').press('Enter')
  await page.locator('[data-choice="weights"] [data-action="cancel"]:focus').waitFor()
  expect(await choice('weights').getByRole('status').textContent()).toBe('The whole model is being made.')
  await page.keyboard.press('Enter')
  await page.locator('[data-action="export-model"]:not([disabled]):focus').waitFor()
  expect(downloads).toBe(0)
  expect(await page.locator('[role=alert]').count()).toBe(0)
})

test('by keyboard alone a setting is changed, a target saved, and its files unfolded', async () => {
  await page.locator('h1').focus()
  const keyboard = keyboardOf(page)
  await keyboard.press('[data-field="withData"]', 'Space')
  expect(await page.locator('[data-field="withData"]').isChecked()).toBe(false)
  await page.locator('h1').focus()
  const begun = page.waitForEvent('download')
  await keyboard.press('[data-action="export-adapter"]')
  expect((await begun).suggestedFilename()).toMatch(/-adapter\.zip$/)
  await choice('adapter').locator('[data-proof="checked"]').waitFor()
  await page.locator('[data-action="export-adapter"]:focus').waitFor()
  await page.locator('h1').focus()
  await keyboard.press('[data-action="files-weights"]')
  expect(await choice('weights').locator('[data-file="model.safetensors"]').isVisible()).toBe(true)
})

test('Simple shows what everybody needs, and the rest at a press; on a phone the first one stays in sight', async () => {
  await page.getByText('Simple', { exact: true }).first().click()
  expect(await choice('weights').isVisible()).toBe(true)
  expect(await choice('onnx').isVisible()).toBe(false)
  await page.locator('[data-action="show-programmers"]').click()
  expect(await choice('onnx').isVisible()).toBe(true)
  const own = choice('page').locator('[data-action="export-page"]')
  expect(await own.isVisible()).toBe(true)
  await page.setViewportSize({ width: 390, height: 844 })
  expect(await own.isVisible()).toBe(false)
  const button = page.locator('[data-action="deploy-first"]')
  const box = await button.boundingBox()
  expect(box && box.y + box.height).toBeLessThanOrEqual(844)
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0)
  expect(await axeFaults(page)).toEqual([])
})
