import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bringSample, goTo, shownRefusal, untilShown } from '../../src/commands/studioPage.ts'
import { sampleData } from '../../src/shared/catalog/sample.ts'
import { type Entry, entriesOf, pngHeader, zipOf } from '../support/archives.ts'
import { axeFaults } from '../support/axe.ts'
import { type OpenStudio, openStudio } from '../support/studio.ts'

let studio: OpenStudio
let sample: Entry[] = []

beforeAll(async () => {
  sample = await entriesOf(await readFile(`public/${sampleData.path}`))
  studio = await openStudio()
})

afterAll(async () => {
  await studio.close()
})

test('the empty Data screen invites, without a fault that axe can find', async () => {
  await untilShown(studio.page, '[data-device="ready"]')
  expect(await studio.page.locator('[data-action="use-sample"]').count()).toBe(3)
  expect(await axeFaults(studio.page)).toEqual([])
})

test('a zip without pictures is refused before there is any data, and the page goes on', async () => {
  expect(await refusalOf('empty.zip', [])).toMatchObject({ code: 'data-empty' })
  expect(await studio.page.locator('[data-action="use-sample"]').first().isEnabled()).toBe(true)
})

test('the sample is read whole, with every class and its pictures', async () => {
  expect(await bringSample(studio.page)).toEqual({
    task: 'image-classification',
    examples: sampleData.examples,
    classes: sampleData.classes.length,
  })
  expect(await axeFaults(studio.page)).toEqual([])
})

test('one class alone is refused with what to add, and the data before it stays', async () => {
  const refusal = await refusalOf('cats.zip', only('cat', 12))
  expect(refusal).toMatchObject({ code: 'classes-too-few', message: expect.stringContaining('received 1 ("cat"') })
  expect(await readyCounts()).toEqual(['480', '8'])
})

test('broken files are left out one by one, each with its reason, and the rest is read', async () => {
  const whole = [...only('cat', 6), ...only('fish', 6)]
  const half = (sample[0] as Entry).bytes
  const broken = [
    { path: 'cat/letter.jpg', bytes: Buffer.from('Dear cat, this is no picture.') },
    { path: 'cat/half.jpg', bytes: half.subarray(0, half.length / 2) },
    { path: 'fish/huge.png', bytes: pngHeader(100_000) },
    { path: 'fish/nothing.jpg', bytes: Buffer.alloc(0) },
  ]
  await give('mixed.zip', [...whole, ...broken])
  await studio.page.locator('[data-ready="data"][data-classes="2"]').waitFor()
  const skipped = await studio.page
    .locator('[data-skipped]')
    .evaluateAll((items) => items.map((item) => [item.getAttribute('data-path'), item.getAttribute('data-reason')]))
  const reasons = Object.fromEntries(skipped)
  expect(Object.keys(reasons).sort()).toEqual(broken.map(({ path }) => path).sort())
  expect(reasons['fish/huge.png']).toMatch(/100,?000/)
  expect(await readyCounts()).toEqual(['12', '2'])
})

test('nothing was thrown and no policy was broken on the way', () => {
  expect(studio.complaints).toEqual([])
})

function only(label: string, count: number): Entry[] {
  return sample.filter(({ path }) => path.startsWith(`${label}/`)).slice(0, count)
}

async function give(name: string, entries: readonly Entry[]): Promise<void> {
  await goTo(studio.page, 'data')
  const file = { name, mimeType: 'application/zip', buffer: await zipOf(entries) }
  await studio.page.locator('[data-input="files"]').setInputFiles(file)
}

/** What the page says to an archive; its notice is dismissed again. */
async function refusalOf(name: string, entries: readonly Entry[]): Promise<unknown> {
  await give(name, entries)
  await studio.page.locator('[role=alert][data-error-code]').waitFor()
  const refusal = await shownRefusal(studio.page)
  await studio.page.getByRole('button', { name: 'Dismiss' }).click()
  return refusal
}

async function readyCounts(): Promise<(string | null)[]> {
  const ready = studio.page.locator('[data-ready="data"]')
  return [await ready.getAttribute('data-examples'), await ready.getAttribute('data-classes')]
}
