// Data looked through and put right before training: what will go wrong is said with a button that does something about
// it; examples are relabelled, left out and put back by keyboard; and what was changed is there after a reload.
import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { goTo, untilShown } from '../../src/commands/studioPage.ts'
import { sampleData } from '../../src/shared/catalog/sample.ts'
import { type Entry, entriesOf, zipOf } from '../support/archives.ts'
import { axeFaults } from '../support/axe.ts'
import { keyboardOf } from '../support/keyboard.ts'
import { type OpenStudio, openStudio } from '../support/studio.ts'

let studio: OpenStudio
let page: Page

/** Twenty pictures of cats and of fish, one of a cat among the fish, and one of the cats twice. */
async function animals(): Promise<Entry[]> {
  const sample = await entriesOf(await readFile(`public/${sampleData.path}`))
  const of = (label: string) => sample.filter(({ path }) => path.startsWith(`${label}/`))
  const [cats, fish] = [of('cat'), of('fish')]
  const [first, stray] = [cats[0] as Entry, cats[20] as Entry]
  return [
    ...[...cats.slice(0, 20), ...fish.slice(0, 20)],
    { path: 'fish/stray.jpg', bytes: stray.bytes },
    { path: 'cat/again.jpg', bytes: first.bytes },
  ]
}

beforeAll(async () => {
  studio = await openStudio()
  page = studio.page
  page.setDefaultTimeout(60_000)
  await goTo(page, 'data')
  const file = { name: 'animals.zip', mimeType: 'application/zip', buffer: await zipOf(await animals()) }
  await page.locator('[data-input="files"]').setInputFiles(file)
  await untilShown(page, '[data-ready="data"][data-examples="42"]')
})

afterAll(async () => {
  expect(studio.complaints).toEqual([])
  await studio.close()
})

const state = () => page.locator('[data-saved]')
const counts = async () =>
  page.locator('li[data-class]').evaluateAll((all) => all.map(({ dataset }) => [dataset.class, Number(dataset.count)]))
const saved = () => page.locator('[data-saved="true"]').waitFor({ state: 'attached' })

test('what will go wrong is said on Data, and a button takes the copies out; Undo brings them back', async () => {
  await page.locator('[data-findings="done"]').waitFor()
  const copies = page.locator('[data-finding="copies"]')
  await copies.waitFor()
  expect(await copies.locator('[data-told]').textContent()).toBe(
    '1 picture of 42 in all is a copy of another: what is copied counts more in training and in the score.',
  )
  const small = page.locator('[data-finding="small-test"] [data-told]')
  expect(await small.textContent()).toMatch(
    /^The test has 8 pictures, so chance alone can move its score by about 28 points\.$/,
  )
  expect(await axeFaults(page)).toEqual([])
  await copies.locator('[data-remedy="leave-out"]').click()
  await untilShown(page, '[data-ready="data"][data-examples="41"]')
  await copies.waitFor({ state: 'detached' })
  await page.locator('[data-action="undo-examples"]').click()
  await untilShown(page, '[data-ready="data"][data-examples="42"]')
  await copies.waitFor()
})

test('a larger test share is one press, and the finding speaks of it', async () => {
  await page.locator('[data-finding="small-test"] [data-remedy="set"]').click()
  await expect
    .poll(() => page.locator('[data-finding="small-test"] [data-told]').textContent())
    .toMatch(/^The test has 1[23] pictures/)
})

test('by keyboard alone examples get another class, are left out, and it is undone', async () => {
  const keys = keyboardOf(page)
  await page.locator('h1').focus()
  await keys.press('[data-action="look-through"]')
  await page.locator('[data-listed="42"]').waitFor()
  expect(new URL(page.url()).hash).toBe('#clean')
  expect(await counts()).toEqual([
    ['cat', 21],
    ['fish', 21],
  ])
  await keys.press('[role="listbox"]', 'ArrowRight')
  // The second example, a cat, becomes a fish; the third is at hand then.
  await page.keyboard.press('2')
  await expect.poll(counts).toEqual([
    ['cat', 20],
    ['fish', 22],
  ])
  await page.keyboard.press('Delete')
  await expect.poll(() => state().getAttribute('data-left-out')).toBe('1')
  await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.press('Delete')
  await expect.poll(() => state().getAttribute('data-left-out')).toBe('4')
  await page.keyboard.press('Control+z')
  await expect.poll(() => state().getAttribute('data-left-out')).toBe('1')
  await page.keyboard.press('Control+Shift+z')
  await expect.poll(() => state().getAttribute('data-left-out')).toBe('4')
  await page.keyboard.press('Control+z')
  await page.keyboard.press('Control+z')
  await page.keyboard.press('Control+z')
  await expect.poll(() => state().textContent()).toContain('Nothing is changed.')
  await saved()
  expect(await axeFaults(page)).toEqual([])
})

test('a class is added, filled by the menu, renamed, merged and left out', async () => {
  const keys = keyboardOf(page)
  await page.locator('h1').focus()
  await keys.type('[data-field="new-class"]', 'whale')
  await page.keyboard.press('Enter')
  await expect.poll(counts).toContainEqual(['whale', 0])
  await page.locator('[role="listbox"]').focus()
  await page.keyboard.press('End')
  await page.keyboard.press('Space')
  await page.locator('[data-field="move-examples"]').selectOption('whale')
  await expect.poll(counts).toContainEqual(['whale', 1])
  await page.locator('li[data-class="whale"] button').click()
  await page.locator('[data-listed="1"]').waitFor()
  await page.locator('[data-field="class-name"]').fill('shark')
  await page.locator('[data-action="rename-class"]').click()
  await expect.poll(counts).toContainEqual(['shark', 1])
  await page.locator('[data-field="merge-class"]').selectOption('fish')
  await expect.poll(counts).toEqual([
    ['cat', 21],
    ['fish', 21],
  ])
  await page.locator('[data-action="delete-class"]').click()
  // One class alone cannot be trained on: the page says so, and nothing is lost.
  await page.locator('[role="alert"][data-error-code="classes-too-few"]').waitFor()
  await expect.poll(counts).toEqual([
    ['cat', 21],
    ['fish', 21],
  ])
  await page.getByRole('button', { name: 'Dismiss' }).click()
})

test('pictures that are nearly the same are found, and dragged to another class', async () => {
  await page.locator('[data-field="show-examples"]').selectOption('near')
  await page.locator('[data-action="look-at-all"]').click()
  await page.locator('[data-listed="2"]').waitFor()
  expect(await page.locator('[role="option"]').first().getAttribute('aria-label')).toContain('alike 1')
  await page.locator('[data-field="show-examples"]').selectOption('all')
  await page.locator('[data-listed="42"]').waitFor()
  await page.locator('[role="option"]').first().dragTo(page.locator('li[data-class="fish"]'))
  await expect.poll(counts).toEqual([
    ['cat', 20],
    ['fish', 22],
  ])
  await saved()
})

test('the picture that is unlike its class is found with the model that comes with the page', async () => {
  await page.locator('[data-field="show-examples"]').selectOption('outliers')
  await page.locator('[data-action="look-at-all"]').click()
  // A twentieth of each class is told of: one of 20 cats, two of 22 fish, which hold two cats.
  await page.locator('[data-listed="3"]').waitFor()
  // The rows follow their number.
  await page.locator('[role="option"][aria-label^="fish/stray.jpg,"]').waitFor()
  await page.locator('[data-field="show-examples"]').selectOption('all')
})

test('Back leads to Data, and what was changed is there after a reload', async () => {
  await page.goBack()
  await page.locator('h1', { hasText: 'Data' }).waitFor()
  expect(await page.locator('li[data-class="fish"]').textContent()).toContain('22')
  await page.reload()
  await untilShown(page, '[data-ready="data"][data-examples="42"]')
  await page.locator('[data-action="look-through"]').click()
  await expect.poll(() => state().getAttribute('data-relabelled')).toBe('1')
  await page.locator('[data-field="show-examples"]').selectOption('changed')
  await page.locator('[data-listed="1"]').waitFor()
  await page.locator('[role="listbox"]').focus()
  await page.keyboard.press('Control+a')
  await page.locator('[data-action="put-back"]').click()
  await expect.poll(() => state().textContent()).toContain('Nothing is changed.')
})
