/** Every family held to its original on WebGPU, in a page: the checks of engine/models/reference.test.ts, to 1e-3. */
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pageScript } from '../../src/commands/sample/pageScript.ts'
import type { BackendReport } from '../../src/shared/domain/backend.ts'
import { sharedBrowser } from '../support/browsers.ts'
import { fixtureFiles, fixturePath } from '../support/reference.ts'
import { cases, expectAgreement } from '../support/referenceCases.ts'
import type { Comparison } from '../support/referenceCheck.ts'

/** A secure context, which WebGPU asks for; every request is answered here. */
const origin = 'http://localhost'

let page: Page

/** One page for all, so that each shader is compiled once. */
beforeAll(async () => {
  const script = await pageScript(fileURLToPath(new URL('../support/referencePage.ts', import.meta.url)), 'references')
  const browser = await sharedBrowser({ webgpu: true })
  page = await browser.newPage()
  await page.route(`${origin}/**`, (route) => {
    const { pathname } = new URL(route.request().url())
    if (pathname === '/')
      return route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>references</title>' })
    return route.fulfill({ path: fixturePath(pathname.slice(1)) })
  })
  await page.goto(`${origin}/`)
  await page.addScriptTag({ content: script })
  expect(await page.evaluate<BackendReport>(`references.open('webgpu')`)).toMatchObject({ backend: 'webgpu' })
})

afterAll(() => page?.close())

test.each(cases)('$name computes on WebGPU what the original computes, forward and backward', async ({ name }) => {
  const addresses = fixtureFiles(name).map((file) => `${origin}/${name}/${file}`)
  const comparisons = await page.evaluate<Comparison[]>(`references.compare(${JSON.stringify(addresses)})`)
  // A GPU may divide, and take roots and exponentials, a few units less exactly than IEEE 754 asks.
  expectAgreement(comparisons, { output: 1e-3, gradient: 1e-3 })
})
