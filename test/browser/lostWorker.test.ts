import { afterAll, beforeAll, expect, test } from 'vitest'
import * as drive from '../../src/commands/studioPage.ts'
import { type OpenStudio, openStudio } from '../support/studio.ts'

let studio: OpenStudio

beforeAll(async () => {
  studio = await openStudio()
  await drive.chooseBackend(studio.page, 'wasm')
  await drive.bringSample(studio.page)
  await drive.chooseModel(studio.page, 'thaw-vision')
})

afterAll(async () => {
  await studio.close()
})

test('a worker that dies in mid-epoch is told of, and data, model and what was shown are there again', async () => {
  const { page } = studio
  await drive.setFields(page, new Map([['epochs', 1000]]))
  const run = drive.train(page)
  expect((await run.next()).value).toMatchObject({ epoch: 1 })
  await killEngine()
  await expect(untilOver(run)).rejects.toMatchObject({ code: 'worker-lost' })
  await page.locator('[data-device="ready"]').waitFor()
  await drive.goTo(page, 'data')
  expect(await page.locator('[data-ready="data"]').getAttribute('data-examples')).toBe('480')
  await drive.setFields(page, new Map([['epochs', 2]]))
  await untilOver(drive.train(page))
  expect((await drive.downloadReport(page)).epochs).toHaveLength(2)
})

/** Throws in the engine's worker, outside any call. */
async function killEngine(): Promise<void> {
  for (const worker of studio.page.workers().filter((each) => !each.url().startsWith('blob:')))
    await worker.evaluate(() => {
      setTimeout(() => {
        throw new Error('The worker was killed by a test.')
      })
    })
}

async function untilOver(run: AsyncGenerator<unknown>): Promise<void> {
  for await (const _ of run);
}
