// Conversations from Data to Deploy, on WASM, with a tiny network that has no chat template of its own.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as drive from '../../src/commands/studioPage.ts'
import type { EpochMetrics } from '../../src/shared/domain/run.ts'
import type { FieldValue } from '../../src/shared/recipe/field.ts'
import { entriesOf } from '../support/archives.ts'
import { axeFaults } from '../support/axe.ts'
import { startBackend } from '../support/backends.ts'
import { takesFocus } from '../support/keyboard.ts'
import { type OpenStudio, openStudio } from '../support/studio.ts'
import { tinyWriter } from '../support/tinyTextModel.ts'

let studio: OpenStudio
let page: Page
let folder = ''

beforeAll(async () => {
  await startBackend('cpu')
  folder = await mkdtemp(join(tmpdir(), 'thaw-talk-'))
  studio = await openStudio()
  page = studio.page
  await drive.chooseBackend(page, 'wasm')
})

afterAll(async () => {
  await studio.close()
  await rm(folder, { recursive: true })
})

const places = ['harbour', 'lighthouse', 'ferry', 'market']
const turns = (row: number) => ({
  messages: [
    { role: 'user', content: `Boat ${row}?` },
    { role: 'assistant', content: `At the ${places[row % places.length]}.` },
  ],
})

test('a table of messages is read as conversations, turn by turn', async () => {
  const path = join(folder, 'talk.jsonl')
  await writeFile(path, Array.from({ length: 40 }, (_, row) => JSON.stringify(turns(row))).join('\n'))
  expect(await drive.bringData(page, path)).toMatchObject({ task: 'conversation', examples: 40 })
  expect(await drive.firstText(page)).toMatch(/^User: Boat \d+\?\nAssistant: At the /)
  expect(await axeFaults(page)).toEqual([])
})

test('a network that a person drops is loaded, and Tune offers to start', async () => {
  await drive.goTo(page, 'model')
  const files = (await tinyWriter()).map(({ name, buffer }) => ({ name, mimeType: 'application/octet-stream', buffer }))
  await page.locator('[data-input="model-files"]').setInputFiles(files)
  await drive.untilShown(page, '[data-action="start"]')
})

test('a run tells how its answers are before and after, and that the template is a plain one', async () => {
  await drive.setFields(
    page,
    new Map<string, FieldValue>([
      ['method.id', 'lora'],
      ['epochs', 2],
      ['maxTokens', 64],
    ]),
  )
  const epochs: EpochMetrics[] = []
  for await (const epoch of drive.train(page)) epochs.push(epoch)
  expect(epochs).toHaveLength(2)
  const report = await drive.downloadReport(page)
  expect(report).toMatchObject({
    task: 'conversation',
    answers: {
      n: report.data.test,
      exactMatch: expect.any(Number),
      before: expect.any(Number),
      untouched: { n: report.data.test },
      validation: { n: report.data.validation },
    },
    tokensPerSecond: expect.any(Number),
    memory: { peakBytes: expect.any(Number) },
  })
  expect(await page.locator('[data-exact-match]').count()).toBe(1)
  const heads = page.locator('table:has(th[scope="row"][dir="auto"]) thead th')
  const widths = await heads.evaluateAll((all) => all.map((head) => Math.round(head.getBoundingClientRect().width)))
  expect(widths).toHaveLength(3)
  expect(Math.max(...widths) - Math.min(...widths)).toBeLessThan(2)
  expect(await page.locator('main').textContent()).toContain('The model has no chat template of its own')
  expect(await axeFaults(page)).toEqual([])
})

test('on Use it is talked to: what was said is given along, a question is edited, and a conversation begun anew', async () => {
  const first = await drive.generate(page, 'Boat 7?')
  // The untouched network may say nothing at all, which has no size on the page.
  const untouched = page.locator('[data-untouched-text]')
  const said = page.locator('[aria-label="The conversation so far"] li')
  expect(await said.allTextContents()).toEqual(['YouBoat 7?'])
  await drive.generate(page, 'And boat 8?')
  const model = first.trim() === '' ? [] : [`The model${first.trim()}`]
  expect(await said.allTextContents()).toEqual(['YouBoat 7?', ...model, 'YouAnd boat 8?'])
  await untouched.waitFor({ state: 'attached' })
  await page.locator('[data-action="edit-question"]').click()
  const box = page.locator('[data-input="prompt"]')
  expect(await box.inputValue()).toBe('And boat 8?')
  await takesFocus(box)
  expect(await said.count()).toBe(1 + model.length)
  await drive.generate(page, 'And boat 9?')
  await untouched.waitFor({ state: 'attached' })
  await page.locator('[data-action="new-conversation"]').click()
  expect(await said.count()).toBe(0)
  expect(await axeFaults(page)).toEqual([])
})

test('Deploy says what cannot carry it, and the whole model leaves with its template', async () => {
  await drive.showTargets(page)
  const words = async () => (await page.locator('main').textContent()) ?? ''
  await expect.poll(words, { timeout: 30_000 }).toContain('cannot carry a model that answers in conversations yet')
  const files = await entriesOf((await drive.downloadTarget(page, 'weights')).bytes)
  const settings = JSON.parse(
    new TextDecoder().decode(files.find(({ path }) => path === 'tokenizer_config.json')?.bytes),
  )
  expect(settings.chat_template).toContain("'Assistant: '")
  expect(studio.complaints).toEqual([])
})

test('two runs on one model take turns to answer, and the conversation stays', async () => {
  await drive.goTo(page, 'tune')
  await drive.setFields(
    page,
    new Map<string, FieldValue>([
      ['seed', 2],
      ['epochs', 1],
    ]),
  )
  for await (const _ of drive.train(page));
  await drive.generate(page, 'Boat 3?')
  await page.locator('[data-untouched-text]').waitFor({ state: 'attached' })
  const choice = page.locator('select[data-field="answering-run"]')
  const named = await choice.locator('option').allTextContents()
  expect(named.map((words) => words.match(/seed \d/)?.[0])).toEqual(['seed 2', 'seed 1'])
  const first = await choice.locator('option').nth(1).getAttribute('value')
  await choice.selectOption({ index: 1 })
  // It is put in place, and the choice can be made anew.
  await expect.poll(async () => (await choice.isEnabled()) && (await choice.inputValue())).toBe(first)
  expect(await page.locator('[aria-label="The conversation so far"] li').allTextContents()).toEqual(['YouBoat 3?'])
  expect(await page.locator('[data-generated]').count()).toBe(0)
  await page.locator('[data-action="regenerate"]').click()
  await page.locator('[data-generated]').waitFor({ state: 'attached' })
  expect(await axeFaults(page)).toEqual([])
  expect(studio.complaints).toEqual([])
})
