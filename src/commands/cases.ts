/**
 * `npm run cases -- DIR`: what the page makes of every data set of a folder, as one table. Each is dropped on a page of
 * its own, as a person would do it; nothing is trained.
 */

import { en } from '../shared/messages/en.ts'
import { speak } from '../shared/messages/say.ts'
import { ensureBuilt } from './buildStudio.ts'
import { type CaseOutcome, caseRow, casesHeader } from './cases/caseRow.ts'
import { casesIn } from './cases/casesIn.ts'
import { launchChromium } from './chromium.ts'
import { serveStudio } from './serve.ts'
import * as studio from './studioPage.ts'

const usage = `npm run -s cases -- DIR     each file and folder of DIR's folders is read as one data set`

export async function main(words: string[]): Promise<number> {
  speak(en)
  const [folder] = words
  if (words.length !== 1 || folder === undefined || folder.startsWith('-')) {
    console.error(usage)
    return folder === '--help' ? 0 : 1
  }
  await ensureBuilt()
  const served = await serveStudio()
  const browser = await launchChromium({ webgpu: false })
  try {
    console.log(casesHeader)
    for (const { name, path } of await casesIn(folder)) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, serviceWorkers: 'block' })
      const page = await context.newPage()
      await page.goto(`${served.url}#data`)
      console.log(caseRow(name, await outcomeOf(page, path)))
      await context.close()
    }
    return 0
  } finally {
    await browser.close()
    await served.close()
  }
}

async function outcomeOf(page: Parameters<typeof studio.bringData>[0], path: string): Promise<CaseOutcome> {
  try {
    const brought = await studio.bringData(page, path)
    return { ...brought, ...(await studio.shownReading(page)) }
  } catch (error) {
    if (error instanceof studio.StudioRefusal) return error
    throw error
  }
}
