import { expect, test } from 'vitest'
import * as drive from '../../src/commands/studioPage.ts'
import type { FieldValue } from '../../src/shared/recipe/field.ts'
import { loseDevice, watchDevices } from '../support/faults.ts'
import { openStudio } from '../support/studio.ts'

/** Milliseconds. An epoch in software takes seconds, on a machine with much else to do a minute. */
const patience = 120_000

const settings = new Map<string, FieldValue>([
  ['method.id', 'top-blocks'],
  ['thaw', 1],
  // The device is lost long before the last.
  ['epochs', 8],
  ['regularisation.dropout', 0.2],
  ['earlyStopping.patience', 0],
  ['maxTrain', 16],
  ['batch', 4],
  ['split.validation', 0.03],
  ['split.test', 0.03],
])

test.each(['webgpu', 'webgl'] as const)(
  'a lost device of %s is followed by another engine, and the run goes on to its end',
  async (backend) => {
    const studio = await openStudio({ [backend]: true, prepare: watchDevices })
    const { page } = studio
    page.setDefaultTimeout(patience)
    expect((await drive.chooseBackend(page, backend)).backend).toBe(backend)
    await drive.bringSample(page, 'text-classification')
    await drive.chooseModel(page, 'thaw-text')
    await drive.setFields(page, settings)
    await drive.goTo(page, 'tune')
    await page.locator('[data-action="start"]').click()
    await page.locator('[data-epoch="1"]').waitFor()
    await page.locator('[data-saved-step]').waitFor()
    const before = await drive.shownEpochs(page)
    await loseDevice(page)
    await page.locator('[data-resumed]').waitFor()
    await drive.untilShown(page, '[data-action="go-evaluate"]')
    const report = await drive.downloadReport(page)
    expect(report.backend).toBe(backend)
    expect(report.epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(report.epochs[0]).toMatchObject({ trainLoss: before[0]?.trainLoss })
    await studio.close()
  },
)
