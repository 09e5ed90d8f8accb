// A table on the Data screen: how it is written can be said otherwise, and what is read changes at once.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as drive from '../../src/commands/studioPage.ts'
import { axeFaults } from '../support/axe.ts'
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
    expect(options.length).toBe(25)
    expect(options[0]).toBe('windows-1251')
    await encoding.focus()
    await page.keyboard.type('KOI8-R')
    const misread = new TextDecoder('koi8-r').decode(encodedIn('windows-1251', 'плохо'))
    await page.locator(`[data-class="${misread}"]`).waitFor()
    expect(await encoding.evaluate((select) => select === document.activeElement)).toBe(true)
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
