// A few validation examples on Watch, before the first step and after each epoch, for the tasks whose answer is no class.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as drive from '../../src/commands/studioPage.ts'
import type { FieldValue } from '../../src/shared/recipe/field.ts'
import type { TaskId } from '../../src/tasks/ids.ts'
import { axeFaults } from '../support/axe.ts'
import { type OpenStudio, openStudio } from '../support/studio.ts'

/** A model of 12 MB is handed over beside other work. */
const patience = 120_000
const epochs = 3

let studio: OpenStudio
let page: Page

beforeAll(async () => {
  studio = await openStudio()
  page = studio.page
  page.setDefaultTimeout(patience)
  await drive.chooseBackend(page, 'wasm')
})

afterAll(async () => {
  expect(studio.complaints).toEqual([])
  await studio.close()
})

test('of several labels, each stands with its probability, and the true ones are told', async () => {
  const rows = await trained('text-multi-label')
  const labels = rows.locator('[data-label]')
  const shares = await labels.evaluateAll((all) =>
    all.map((each) => ({
      percent: Number.parseInt(each.lastElementChild?.textContent ?? '', 10),
      isTrue: each.getAttribute('data-true') === 'true',
      right: each.getAttribute('data-verdict') !== 'wrong',
    })),
  )
  expect(shares.length).toBeGreaterThanOrEqual(6 * 4)
  for (const { percent, isTrue, right } of shares) {
    expect(percent).toBeGreaterThanOrEqual(0)
    expect(percent).toBeLessThanOrEqual(100)
    // A share that is rounded to the threshold may lie on either side of it.
    if (percent !== 50) expect(right).toBe(isTrue === percent > 50)
  }
  expect(await axeFaults(page)).toEqual([])
})

test('a number stands beside the true one, on one scale with the others', async () => {
  const rows = await trained('text-regression')
  const told = await rows.evaluateAll((all) =>
    all.map((each) => {
      const said = each.querySelector('[data-predicted]')
      const at = (part: string) =>
        Number.parseFloat(
          each.querySelector<HTMLElement>(`[data-part="${part}"]`)?.style.getPropertyValue('--at') ?? '',
        )
      return {
        truth: Number(said?.getAttribute('data-truth')),
        predicted: Number(said?.getAttribute('data-predicted')),
        at: at('true'),
        now: at('now'),
      }
    }),
  )
  expect(told).toHaveLength(6)
  const truths = told.map(({ truth }) => truth)
  expect(truths).toEqual([...truths].sort((a, b) => a - b))
  // Two points make the scale; all others lie on it.
  const [first, last] = [told[0], told.at(-1)]
  if (!first || !last) throw new Error('no numbers')
  const onScale = (value: number) =>
    first.at + ((value - first.truth) / (last.truth - first.truth)) * (last.at - first.at)
  for (const { truth, predicted, at, now } of told) {
    expect(at).toBeCloseTo(onScale(truth), 1)
    expect(now).toBeCloseTo(onScale(predicted), 1)
  }
  expect(await axeFaults(page)).toEqual([])
})

test('marked words stand as text, in the table, in a whole row and while a run goes on', async () => {
  await drive.bringSample(page, 'token-classification')
  const marks = page.locator('tr[data-row="1"] [data-cell] mark')
  await marks.first().waitFor()
  expect(await marks.allTextContents()).toEqual(['Bastian Crook PERSON', 'Dunmore Head PLACE'])
  await page.locator('tr[data-row="1"] [data-action="show-row"]').press('Enter')
  const whole = page.locator('[data-dialog] [data-whole-cell="entities"] [data-marked-text]')
  expect(await whole.textContent()).toBe('Bastian Crook PERSON has moved his nets to Dunmore Head PLACE.')
  await page.keyboard.press('Escape')
  await page.locator('[data-dialog]').waitFor({ state: 'detached' })
  const rows = await trained('token-classification')
  // The sentences come after the rows.
  for (let at = 0; at < 6; at++) await rows.nth(at).locator('[data-marked-text]').first().waitFor()
  expect(await rows.count()).toBe(6)
  expect(await rows.locator('[data-marked-text]').count()).toBeGreaterThanOrEqual(6)
  expect((await rows.locator('mark').allTextContents()).some((text) => /(PERSON|BOAT|PLACE)/.test(text))).toBe(true)
  expect(await axeFaults(page)).toEqual([])
})

/** The rows after a run, with the answers of the epoch that was kept. */
async function trained(task: TaskId) {
  await drive.bringSample(page, task)
  await drive.chooseModel(page, 'thaw-text')
  await drive.setFields(page, new Map<string, FieldValue>([['epochs', epochs]]))
  const told: number[] = []
  for await (const { epoch } of drive.train(page)) told.push(epoch)
  expect(told.at(-1)).toBe(epochs)
  const rows = page.locator('[data-watched]')
  await page.getByText('which is kept', { exact: false }).waitFor()
  await rows.nth(5).waitFor()
  return rows
}
