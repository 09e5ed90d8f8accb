/** Documents read by the page: PDF in a worker of its own, under the page's content policy, with what that worker fetches. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OpenStudio, openStudio } from '../support/studio.ts'

let studio: OpenStudio

beforeAll(async () => {
  studio = await openStudio()
})

afterAll(async () => {
  await studio.close()
})

test.each([
  ['asian.pdf', ['吾輩は猫である']],
  ['voyage.pdf', ['The Harbour']],
])('%s is read in the page, whatever maps of characters its fonts need', async (name, words) => {
  const { page } = studio
  // A page of its own text is too short to divide alone, so that a longer text comes with it.
  const more = Array.from({ length: 60 }, (_, at) => `Sentence ${at} of a longer text that stands beside it.`).join(
    '\n\n',
  )
  await page.locator('[data-input="files"]').setInputFiles([
    {
      name,
      mimeType: 'application/pdf',
      buffer: readFileSync(new URL(`../fixtures/documents/${name}`, import.meta.url)),
    },
    { name: 'zz-more.txt', mimeType: 'text/plain', buffer: Buffer.from(more) },
  ])
  const ready = page.locator('[data-ready="data"][data-task="text-generation"]')
  for (const word of words) await ready.getByText(word).first().waitFor()
  expect(await page.locator('[data-left-out]').count()).toBe(0)
})
