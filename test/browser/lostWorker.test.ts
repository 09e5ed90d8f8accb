// A worker that dies while nothing trains: the page tells of it, and all that stood in it stands in the next one. What
// becomes of a run under way is told in survival.test.ts.
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as drive from '../../src/commands/studioPage.ts'
import { sampleData } from '../../src/shared/catalog/sample.ts'
import { entriesOf } from '../support/archives.ts'
import { killEngine } from '../support/faults.ts'
import { shownProbabilities } from '../support/shownProbabilities.ts'
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

test('after a run, a worker that dies is told of, and data, model and the model that answers are there again', async () => {
  const { page } = studio
  const [entry] = await entriesOf(await readFile(`public/${sampleData.path}`))
  const picture = { name: 'question.jpg', bytes: Buffer.from(entry?.bytes ?? []) }
  const shares = () => shownProbabilities(page)
  await drive.setFields(page, new Map([['epochs', 2]]))
  for await (const _ of drive.train(page));
  const answer = await drive.predict(page, picture)
  const before = await shares()
  const restarted = page.getByText('The engine stopped and is restarting.').waitFor()
  await killEngine(page)
  await restarted
  await page.locator('[data-device="ready"]').waitFor()
  expect(await drive.predict(page, picture)).toBe(answer)
  expect(await shares()).toEqual(before)
  await drive.goTo(page, 'data')
  expect(await page.locator('[data-ready="data"]').getAttribute('data-examples')).toBe('480')
  for await (const _ of drive.train(page));
  expect((await drive.downloadReport(page)).epochs).toHaveLength(2)
})
