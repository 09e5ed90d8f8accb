// A table on the Data screen: how it is written can be said otherwise, and all of its rows can be looked at.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { layYardstick, mainThreadTasks } from '../../src/commands/longTasks.ts'
import * as drive from '../../src/commands/studioPage.ts'
import { encodingIds } from '../../src/shared/catalog/encodings.ts'
import { axeFaults } from '../support/axe.ts'
import { takesFocus } from '../support/keyboard.ts'
import { encodedIn } from '../support/legacyText.ts'
import { type OpenStudio, openStudio } from '../support/studio.ts'

let studio: OpenStudio
let page: Page
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-desk-'))
  studio = await openStudio()
  page = studio.page
})

afterAll(async () => {
  await studio.close()
  await rm(folder, { recursive: true })
})

const classNames = () =>
  page.locator('[data-class]').evaluateAll((all) => all.map(({ dataset }) => dataset.class ?? ''))

describe('how a table is written', () => {
  const rows = ['Еда была очень вкусной', 'ждали целый час', 'Официанты вежливые', 'слишком шумно', 'уютный зал']
  const text = ['text;label', ...rows.map((row, i) => `${row};${i % 2 ? 'плохо' : 'хорошо'}`)].join('\n')

  test('is shown, with the encodings that fit first, and another is chosen by keyboard', async () => {
    const path = join(folder, 'reviews.csv')
    await writeFile(path, encodedIn('windows-1251', text))
    await drive.bringData(page, path)
    expect(await classNames()).toEqual(['плохо', 'хорошо'])
    const encoding = page.locator('select[data-field="encoding"]')
    expect(await encoding.inputValue()).toBe('windows-1251')
    const options = await encoding.locator('option').evaluateAll((all) => all.map((each) => each.getAttribute('value')))
    expect(options.length).toBe(encodingIds.length)
    expect(options[0]).toBe('windows-1251')
    await encoding.focus()
    await page.keyboard.type('KOI8-R')
    const misread = new TextDecoder('koi8-r').decode(encodedIn('windows-1251', 'плохо'))
    await page.locator(`[data-class="${misread}"]`).waitFor()
    await takesFocus(encoding)
    await encoding.selectOption('windows-1251')
    await page.locator('[data-class="плохо"]').waitFor()
    expect(await axeFaults(page)).toEqual([])
  })

  test('the header and the separator can be said otherwise', async () => {
    const heads = () => page.locator('th[data-column]').evaluateAll((all) => all.map(({ dataset }) => dataset.column))
    expect(await heads()).toEqual(['text', 'label'])
    await page.locator('select[data-field="header"]').selectOption('no')
    await page.locator('th[data-column="column 1"]').waitFor()
    expect(await page.locator('[data-ready="data"]').getAttribute('data-examples')).toBe('6')
    await page.locator('select[data-field="header"]').selectOption('yes')
    await page.locator('th[data-column="text"]').waitFor()
    expect(await page.locator('select[data-field="separator"]').inputValue()).toBe('semicolon')
  })

  test('is said by the command line as on the page', async () => {
    const path = join(folder, 'reviews.csv')
    const brought = await drive.bringData(page, path, {
      encoding: 'windows-1251',
      separator: 'semicolon',
      header: 'no',
    })
    expect(brought).toEqual({ task: 'text-classification', examples: 6, classes: 3 })
    expect(await classNames()).toContain('label')
  })
})

describe('the rows of a table', () => {
  const count = 5_000
  const textOf = (row: number) => `Remark ${row} of the visitors' book`
  const section = () => page.locator('section[data-rows]')
  const found = (rows: number) => page.locator(`section[data-rows="${rows}"]`).waitFor()
  const shownRows = () =>
    page
      .locator('tbody tr[data-row]')
      .evaluateAll((all) => all.map(({ dataset }) => Number(dataset.row)).filter((row) => row > 0))

  test('are all there, of which only those in sight are in the page', async () => {
    const path = join(folder, 'book.csv')
    const rows = Array.from(
      { length: count },
      (_, row) => `${textOf(row)},${(row * 37) % count},${row % 3 ? 'a' : 'b'}`,
    )
    rows[10] = 'a remark alone'
    await writeFile(path, ['text,rank,label', ...rows].join('\n'))
    await drive.bringData(page, path, { textColumn: 'text', labelColumn: 'label' })
    await found(count)
    expect(await page.locator('table[aria-rowcount]').getAttribute('aria-rowcount')).toBe(String(count + 1))
    const shown = await shownRows()
    expect(shown.slice(0, 3)).toEqual([2, 3, 4])
    expect(shown.length).toBeLessThan(60)
    expect(await page.locator('[data-left-out-row]').getAttribute('data-row')).toBe('12')
    expect(await axeFaults(page)).toEqual([])
  })

  test('are scrolled by keyboard to the last one', async () => {
    await section().focus()
    await page.keyboard.press('End')
    await page.locator(`tr[data-row="${count + 1}"]`).waitFor()
    expect(await page.locator(`tr[data-row="${count + 1}"]`).getAttribute('aria-rowindex')).toBe(String(count + 1))
    expect(await page.locator(`tr[data-row="${count + 1}"]`).textContent()).toContain(textOf(count - 1))
  })

  test('are sorted by a column’s name, up, down and back, which screen readers are told', async () => {
    const head = page.locator('th[data-column="rank"]')
    await head.locator('[data-sort]').focus()
    await page.keyboard.press('Enter')
    await page.locator('tr[aria-rowindex="2"][data-row="2"]').waitFor()
    expect(await head.getAttribute('aria-sort')).toBe('ascending')
    await page.keyboard.press('Enter')
    // 37 · 2027 is one less than a multiple of 5,000.
    await page.locator('tr[aria-rowindex="2"][data-row="2029"]').waitFor()
    expect(await head.getAttribute('aria-sort')).toBe('descending')
    await page.keyboard.press('Enter')
    await page.locator('tr[aria-rowindex="3"][data-row="3"]').waitFor()
    expect(await head.getAttribute('aria-sort')).toBeNull()
  })

  test('are searched, filtered by a value, and narrowed to those that were left out', async () => {
    await page.locator('[data-field="searchRows"]').fill('remark 4321 ')
    await found(1)
    expect(await shownRows()).toEqual([4323])
    await page.locator('[data-field="searchRows"]').fill('')
    await found(count)
    await page.locator('select[data-field="filterBy"]').selectOption('label')
    const value = page.locator('select[data-field="filterValue"]')
    await value.locator('option', { hasText: 'b (1,667)' }).waitFor({ state: 'attached' })
    await value.selectOption('"b"')
    await found(1667)
    await page.locator('select[data-field="filterBy"]').selectOption('')
    await found(count)
    await page.locator('input[data-field="leftOutOnly"]').check()
    await found(1)
    expect(await page.locator('td[data-why-left-out]').textContent()).toContain('It has 1 cell')
    expect(await axeFaults(page)).toEqual([])
  })

  test('of 200,000 stay off the main thread', async () => {
    const path = join(folder, 'large.csv')
    const rows = Array.from({ length: 200_000 }, (_, row) => `${textOf(row)},${(row * 37) % 200_000},${row % 3}`)
    await writeFile(path, ['text,rank,label', ...rows].join('\n'))
    await drive.bringData(page, path, { textColumn: 'text', labelColumn: 'label' })
    await found(200_000)
    const { tasks, slower } = await mainThreadTasks(page, async () => {
      await page.locator('th[data-column="text"] [data-sort]').click()
      await page.locator('th[data-column="text"][aria-sort="ascending"]').waitFor()
      await section().hover()
      for (let turn = 0; turn < 20; turn++) {
        await page.mouse.wheel(0, 30_000)
        await page.waitForTimeout(50)
      }
      await page.locator('[data-field="searchRows"]').fill('remark 123456 ')
      await found(1)
      await layYardstick(page)
    })
    expect(slower).toBeGreaterThan(0)
    expect(Math.max(...tasks.map(({ own }) => own)) / slower).toBeLessThan(50)
  })
})

describe('two readings that are about as likely', () => {
  const path = () => join(folder, 'letters.csv')

  test('stand side by side, each with what it gives, and either is right at a press', async () => {
    const rows = Array.from({ length: 24 }, (_, row) => `k${row % 2},t${row % 3},a letter about things number ${row}`)
    await writeFile(path(), ['kind,topic,text', ...rows].join('\n'))
    await drive.bringData(page, path())
    const question = page.locator('[data-question="label"]')
    const readings = await question.locator('[data-answer]').evaluateAll((all) =>
      all.map((each) => ({
        settings: each.dataset.answer,
        answers: [...each.querySelectorAll('dd')].map((answer) => answer.textContent),
      })),
    )
    expect(readings).toEqual([
      { settings: 'labelColumn=kind', answers: ['k0', 'k1', 'k0', 'k1'] },
      { settings: 'labelColumn=topic', answers: ['t0', 't1', 't2', 't0'] },
    ])
    expect(await axeFaults(page)).toEqual([])
    await question.locator('[data-action="keep-reading"]').press('Enter')
    await question.waitFor({ state: 'detached' })
    expect(await page.locator('[data-ready="data"]').getAttribute('data-classes')).toBe('2')
  })

  test('are asked about on the command line, with the settings that answer', async () => {
    await drive.bringData(page, path())
    expect(await drive.askedReadings(page)).toEqual([
      {
        ask: 'Which column holds the label?',
        answers: [
          { words: 'kind', settings: 'labelColumn=kind' },
          { words: 'topic', settings: 'labelColumn=topic' },
        ],
      },
    ])
    expect(await drive.bringData(page, path(), { labelColumn: 'topic' })).toMatchObject({ classes: 3 })
    expect(await drive.askedReadings(page)).toEqual([])
  })
})

test('spellings that were read as one label are kept apart at a press, and joined again at another', async () => {
  const path = join(folder, 'spellings.csv')
  const rows = Array.from({ length: 12 }, (_, row) => `a remark number ${row},${['good', 'Good', 'bad'][row % 3]}`)
  await writeFile(path, ['text,label', ...rows].join('\n'))
  expect(await drive.bringData(page, path)).toMatchObject({ classes: 2 })
  await page.locator('[data-action="keep-spellings-apart"]').press('Enter')
  await page.locator('[data-ready="data"][data-classes="3"]').waitFor()
  await page.locator('[data-action="join-spellings"]').press('Enter')
  await page.locator('[data-ready="data"][data-classes="2"]').waitFor()
  expect(await drive.bringData(page, path, { spellings: 'apart' })).toMatchObject({ classes: 3 })
})

test('a label is left out, other columns are given before the text, and the command line says the same', async () => {
  const path = join(folder, 'poems.csv')
  const rows = Array.from(
    { length: 12 },
    (_, row) => `${row % 2 ? 'sea' : 'hill'},a poem of the day number ${row},n${row}`,
  )
  await writeFile(path, ['label,text,hint', ...rows].join('\n'))
  expect(await drive.bringData(page, path)).toMatchObject({ task: 'text-classification' })
  const role = (name: string) => page.locator(`select[data-column-role="${name}"]`)
  await role('label').selectOption('ignore')
  await page.locator('[data-ready="data"][data-task="text-generation"]').waitFor()
  await role('label').selectOption('prompt')
  await page.locator('th[data-column="label"][data-role="prompt"]').waitFor()
  expect(await role('text').inputValue()).toBe('answer')
  await role('label').selectOption('ignore')
  await page.locator('th[data-column="text"][data-role="text"]').waitFor()

  const said = { textColumn: 'text', promptColumns: ['hint', 'label'] }
  expect(await drive.bringData(page, path, said, 'text-generation')).toMatchObject({ task: 'text-generation' })
  expect(await role('hint').inputValue()).toBe('prompt')
  expect(await role('label').inputValue()).toBe('prompt')
})
