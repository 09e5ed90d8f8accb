import type { Route } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chooseModel, goTo, shownRefusal, untilShown } from '../../src/commands/studioPage.ts'
import { axeFaults } from '../support/axe.ts'
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

test('nothing was thrown and no policy was broken on the way', () => {
  expect(studio.complaints).toEqual([])
})

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
