// Data that stand are added to, by choosing and by dropping, and what was added is taken back; a row is read in full; and
// texts that may be either sorted or continued are asked about. All of it by keyboard.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as drive from '../../src/commands/studioPage.ts'
import { folders } from '../engine/data/archives.ts'
import { axeFaults } from '../support/axe.ts'
import { takesFocus } from '../support/keyboard.ts'
import { type OpenStudio, openStudio } from '../support/studio.ts'

let studio: OpenStudio
let page: Page
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-add-'))
  studio = await openStudio()
  page = studio.page
})

afterAll(async () => {
  expect(studio.complaints).toEqual([])
  await studio.close()
  await rm(folder, { recursive: true })
})

const ready = (examples: number) => page.locator(`[data-ready="data"][data-examples="${examples}"]`)
const told = () => page.locator('[data-told]').allTextContents()
const add = (name: string) => page.locator(`[data-input="add-${name}"]`)
const long = 'a word of a long remark about the visitors, which nobody reads in two lines; '.repeat(12).trim()
const table = (first: number, count: number) =>
  [
    'text,label',
    ...Array.from({ length: count }, (_, n) => `"Remark ${first + n}, ${long}",${(first + n) % 2 ? 'bad' : 'good'}`),
  ].join('\n')

async function file(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name)
  await mkdir(join(path, '..'), { recursive: true })
  await writeFile(path, content)
  return path
}

/** Files that a person drags from a folder of the system onto the drop area. */
async function dropFile(path: string) {
  const zone = page.locator('[data-sources] > [data-rac]').first()
  await zone.scrollIntoViewIfNeeded()
  const box = await zone.boundingBox()
  const at = { x: (box?.x ?? 0) + 20, y: (box?.y ?? 0) + 20 }
  const session = await page.context().newCDPSession(page)
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', {
      type,
      ...at,
      data: { items: [], files: [path], dragOperationsMask: 1 },
    })
  await session.detach()
}

describe('rows', () => {
  test('are added beside those that stand, counted, and taken back', async () => {
    await drive.bringData(page, await file('reviews.csv', table(0, 12)))
    await ready(12).waitFor()
    expect(await page.locator('[data-action="take-back-added"]').count()).toBe(0)
    await add('files').setInputFiles(await file('more.csv', table(11, 5)))
    await ready(16).waitFor()
    expect(await told()).toContain('4 texts were added to the 12 that stood here.')
    expect(await page.locator('[data-left-out]').getAttribute('data-left-out')).toBe('1 row left out')
    expect(await axeFaults(page)).toEqual([])
    await page.locator('[data-action="take-back-added"]').press('Enter')
    await ready(12).waitFor()
    expect(await page.locator('[data-action="take-back-added"]').count()).toBe(0)
  })

  test('that were dropped are added or used instead, as is said by keyboard', async () => {
    await dropFile(await file('dropped.csv', table(100, 3)))
    const asked = page.locator('[data-dropped="1"]')
    await asked.waitFor()
    await ready(12).waitFor()
    await takesFocus(page.locator('[data-action="add-dropped"]'))
    expect(await axeFaults(page)).toEqual([])
    await page.keyboard.press('Enter')
    await ready(15).waitFor()
    expect(await asked.count()).toBe(0)

    await dropFile(await file('instead.csv', table(200, 6)))
    await page.locator('[data-action="use-dropped"]').press('Enter')
    await ready(6).waitFor()
    expect(await page.locator('[data-action="take-back-added"]').count()).toBe(0)
  })

  test('keep the edits of Look through', async () => {
    await page.locator('[data-action="look-through"]').press('Enter')
    await page.locator('[data-example]').first().press('Delete')
    await page.locator('[data-action="undo-examples"]:not([data-disabled])').first().waitFor()
    await page.locator('[data-saved="true"]').waitFor({ state: 'attached' })
    await page.locator('[data-action="to-data"]').press('Enter')
    await ready(5).waitFor()
    await add('files').setInputFiles(await file('later.csv', table(300, 2)))
    await ready(7).waitFor()
  })
})

test('a row is read in full, by its number or any of its cells, on a phone as well', async () => {
  await drive.bringData(page, await file('long.csv', table(0, 12)))
  await ready(12).waitFor()
  const number = page.locator('tr[data-row="2"] [data-action="show-row"]')
  await number.focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  const whole = page.locator('[data-dialog="whole-row"] [data-whole-cell="text"] dd')
  await whole.filter({ hasText: 'Remark 1,' }).waitFor()
  expect(await whole.textContent()).toBe(`Remark 1, ${long}`)
  expect(await axeFaults(page)).toEqual([])
  await page.keyboard.press('Escape')
  await whole.waitFor({ state: 'detached' })
  await page.locator('tr[data-row="3"]:focus-within').waitFor()
  await page.setViewportSize({ width: 390, height: 800 })
  await page.locator('tr[data-row="2"] [data-cell="0"]').click()
  await whole.filter({ hasText: 'Remark 0,' }).waitFor()
  expect(await whole.evaluate((cell) => cell.scrollWidth <= document.documentElement.clientWidth)).toBe(true)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  await page.keyboard.press('Escape')
  await page.setViewportSize({ width: 1280, height: 900 })
})

test('pictures without a folder are given a class, which may be new', async () => {
  for (const [path, content] of folders(['cat', 'dog'], 4))
    await file(`pets/${path}`, Buffer.from(await content.arrayBuffer()))
  await drive.bringData(page, join(folder, 'pets'))
  await ready(8).waitFor()
  const pictures = folders(['x', 'y', 'more'], 2).slice(4)
  const loose = await Promise.all(
    pictures.map(async ([, content], n) => file(`loose${n}.png`, Buffer.from(await content.arrayBuffer()))),
  )
  await add('files').setInputFiles(loose)
  const name = page.locator('[data-field="class-of-files"]')
  await name.waitFor()
  expect(await axeFaults(page)).toEqual([])
  await takesFocus(name)
  await page.keyboard.type('bird')
  await page.keyboard.press('Enter')
  await ready(10).waitFor()
  expect(await page.locator('[data-class]').evaluateAll((all) => all.map(({ dataset }) => dataset.class))).toEqual([
    'bird',
    'cat',
    'dog',
  ])
})

test('a play whose speakers are named like classes is asked about, and continued at a press', async () => {
  const lines = Array.from({ length: 30 }, (_, n) => `${['Joy', 'Anger', 'Fear'][n % 3]}: the ${n}th line of the play.`)
  await drive.bringData(page, await file('play.txt', lines.join('\n')))
  expect(await drive.askedReadings(page)).toEqual([
    {
      ask: 'What should be learned from these texts?',
      answers: [
        { words: 'Text classification', settings: 'task=text-classification' },
        { words: 'Text generation', settings: 'task=text-generation' },
      ],
    },
  ])
  expect(await axeFaults(page)).toEqual([])
  await page.locator('[data-answer="task=text-generation"] button').press('Enter')
  await page.locator('[data-ready="data"][data-task="text-generation"]').waitFor()
  expect(await drive.askedReadings(page)).toEqual([])
})
