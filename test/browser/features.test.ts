// Frozen features that outlive their run, in a real browser's private files: found by the next run, seen and deleted
// where the studio shows what it keeps, and given up for what a person values. On WASM.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as drive from '../../src/commands/studioPage.ts'
import type { FieldValue } from '../../src/shared/recipe/field.ts'
import { limitStorage } from '../support/faults.ts'
import { type OpenStudio, openStudio } from '../support/studio.ts'

const settings = new Map<string, FieldValue>([
  ['method.id', 'top-blocks'],
  ['thaw', 1],
  ['epochs', 2],
  ['augment.views', 2],
  ['earlyStopping.patience', 0],
])

let studio: OpenStudio
let page: Page

beforeAll(async () => {
  studio = await openStudio()
  page = studio.page
  await drive.chooseBackend(page, 'wasm')
  await drive.bringSample(page)
  await drive.chooseModel(page, 'thaw-vision')
  await drive.setFields(page, settings)
})

afterAll(async () => {
  expect(studio.complaints).toEqual([])
  await studio.close()
})

test('the next run finds them, and has the same losses', async () => {
  const first = await trained()
  const kept = await featureFiles()
  expect(kept.length).toBe(1)
  // 480 pictures, of which those to train on in two views: a kilobyte each at the very least.
  expect(kept[0]).toBeGreaterThan(480 * 1024)
  expect(await trained()).toEqual(first)
  expect(await featureFiles()).toEqual(kept)
})

test('a run for whose weights there is no room takes theirs', async () => {
  expect((await featureFiles()).length).toBe(1)
  const used = await page.evaluate(async () => (await navigator.storage.estimate()).usage ?? 0)
  const lift = await limitStorage(page, used + 100_000)
  await trained()
  await drive.showRuns(page)
  expect(await featureFiles()).toEqual([])
  expect(await page.locator('[data-storage-notice="full"]').count()).toBe(0)
  await lift()
})

test('they are told with what the device keeps, and deleted there', async () => {
  await trained()
  await drive.showRuns(page)
  const forget = page.locator('[data-action="forget-features"]')
  await forget.click()
  await forget.waitFor({ state: 'detached' })
  expect(await featureFiles()).toEqual([])
})

async function trained(): Promise<unknown[]> {
  const epochs: unknown[] = []
  for await (const { seconds: _, ...figures } of drive.train(page)) epochs.push(figures)
  expect(epochs.length).toBe(2)
  return epochs
}

/** Bytes of each. */
function featureFiles(): Promise<number[]> {
  return page.evaluate(async () => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('thaw-features', { create: true })
    const sizes: number[] = []
    for await (const handle of folder.values())
      if (handle.kind === 'file') sizes.push((await (handle as FileSystemFileHandle).getFile()).size)
    return sizes
  })
}
