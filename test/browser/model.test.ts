import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Route } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bringData, bringSample, chooseModel, goTo, shownRefusal, untilShown } from '../../src/commands/studioPage.ts'
import { zipOf } from '../support/archives.ts'
import { axeFaults } from '../support/axe.ts'
import { jpegBlob } from '../support/nodeImages.ts'
import { type OpenStudio, openStudio } from '../support/studio.ts'

const mobilenet = 'mobilenet-v1-0.25-224'
const hosted = 'https://storage.googleapis.com/**'
const manifest = {
  format: 'layers-model',
  modelTopology: {},
  weightsManifest: [
    {
      paths: ['https://elsewhere.example/shard'],
      weights: [{ name: 'conv1/kernel', shape: [3, 3, 3, 8], dtype: 'float32' }],
    },
  ],
}

let studio: OpenStudio

beforeAll(async () => {
  studio = await openStudio()
  await untilShown(studio.page, '[data-device="ready"]')
})

afterAll(async () => {
  await studio.close()
})

test('the embedded model loads without a network', async () => {
  await studio.context.route('https://**', (route) => route.abort('internetdisconnected'))
  await chooseModel(studio.page, 'thaw-vision')
  expect(await studio.page.locator('[data-ready="model"]').getAttribute('data-model-id')).toBe('thaw-vision')
  expect(await axeFaults(studio.page)).toEqual([])
})

test('a hub that has nothing there is named, and the model before stays', async () => {
  expect(await refusalTo((route) => route.fulfill({ status: 404, headers: open, body: 'no' }))).toMatchObject({
    code: 'network-not-found',
    message: expect.stringContaining('404'),
  })
  expect(await studio.page.locator('[data-model-id]').getAttribute('data-model-id')).toBe('thaw-vision')
})

test('a hub that fails again and again is given up with the way on', async () => {
  expect(await refusalTo((route) => route.fulfill({ status: 500, headers: open, body: 'no' }))).toMatchObject({
    code: 'network-refused',
    message: expect.stringContaining('500'),
  })
})

test('a web page in the place of a file is recognised', async () => {
  const page = { status: 200, headers: { ...open, 'Content-Type': 'text/html' }, body: '<!doctype html><p>Sign in</p>' }
  expect(await refusalTo((route) => route.fulfill(page))).toMatchObject({ code: 'network-content' })
})

test('a manifest that points to another host is refused before anything is fetched from there', async () => {
  const asked: string[] = []
  const refusal = await refusalTo((route) => {
    asked.push(new URL(route.request().url()).hostname)
    return route.fulfill({ status: 200, headers: open, json: manifest })
  })
  expect(refusal).toMatchObject({ code: 'manifest-invalid', message: expect.stringContaining('elsewhere.example') })
  expect(new Set(asked)).toEqual(new Set(['storage.googleapis.com']))
})

test('photographs are led to the model that learned from photographs, and it is told why; drawings are not', async () => {
  await bringData(studio.page, await photographs())
  await goTo(studio.page, 'model')
  const best = studio.page.locator('[data-recommended]')
  expect([await best.count(), await best.getAttribute('data-recommended')]).toEqual([1, mobilenet])
  expect(await best.textContent()).toContain('Your pictures look like photographs, and MobileNet v1 0.25 learned from')
  expect(await studio.page.locator('[data-model]').first().getAttribute('data-model')).toBe(mobilenet)
  expect(await axeFaults(studio.page)).toEqual([])
  await bringSample(studio.page)
  await goTo(studio.page, 'model')
  expect(await best.getAttribute('data-recommended')).toBe('thaw-vision')
  // It is loaded, so that its time here is known.
  expect(await best.textContent()).toMatch(
    /small or drawn, and Thaw vision .*A run takes at most about \d+ (?:second|minute)/,
  )
})

test('nothing was thrown and no policy was broken on the way', () => {
  expect(studio.complaints).toEqual([])
})

/** A zip of two classes of JPEGs as large as a camera makes them. */
async function photographs(): Promise<string> {
  const entries = Array.from({ length: 12 }, async (_, n) => {
    const blob = jpegBlob(200, 160, (x, y) => [(x * n) % 256, y, 20 * n])
    return { path: `${n % 2 ? 'sea' : 'land'}/${n}.jpg`, bytes: Buffer.from(await blob.arrayBuffer()) }
  })
  const path = join(await mkdtemp(join(tmpdir(), 'thaw-photographs-')), 'photographs.zip')
  await writeFile(path, await zipOf(await Promise.all(entries)))
  return path
}

const open = { 'Access-Control-Allow-Origin': '*' }

/** What the page says when every file of the hosted model is answered so. */
async function refusalTo(answer: (route: Route) => Promise<void>): Promise<unknown> {
  await studio.context.route(hosted, answer)
  await goTo(studio.page, 'model')
  await studio.page.locator(`[data-model="${mobilenet}"]`).click()
  await studio.page.locator('[role=alert][data-error-code]').waitFor({ timeout: 60_000 })
  const refusal = await shownRefusal(studio.page)
  await studio.page.getByRole('button', { name: 'Dismiss' }).click()
  await studio.context.unroute(hosted, answer)
  return refusal
}
