/**
 * The ways through the page on which its screens are shown, each on a page of its own: the samples' runs of each kind, data
 * that raise questions, the tour, and what is said where something is wrong. A walk makes the smallest run that fills a
 * screen.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import type { FieldValue } from '../../shared/recipe/field.ts'
import type { TaskId } from '../../tasks/ids.ts'
import * as studio from '../studioPage.ts'
import { conversationRows, pictureOfNothing, questionableRows } from './showFiles.ts'

/** Takes the screen as it stands. */
export type Shoot = (name: string, options?: { readonly details?: readonly ('simple' | 'expert')[] }) => Promise<void>

export interface Walk {
  readonly name: string
  readonly walk: (page: Page, shoot: Shoot) => Promise<void>
}

/** What looks the same however much is shown. */
const once = { details: ['simple'] } as const

export const walks: readonly Walk[] = [
  { name: 'first', walk: firstVisit },
  { name: 'pictures', walk: pictures },
  { name: 'texts', walk: texts },
  { name: 'compare', walk: compared },
  { name: 'dialogs', walk: dialogs },
  { name: 'away', walk: givenAway },
  { name: 'labels', walk: (page, shoot) => sample(page, shoot, 'text-multi-label', 'thaw-text') },
  { name: 'numbers', walk: (page, shoot) => sample(page, shoot, 'text-regression', 'thaw-text') },
  { name: 'pairs', walk: (page, shoot) => sample(page, shoot, 'text-pair-classification', 'thaw-text') },
  { name: 'words', walk: (page, shoot) => sample(page, shoot, 'token-classification', 'thaw-text') },
  { name: 'writer', walk: (page, shoot) => sample(page, shoot, 'text-generation', 'thaw-writer') },
  { name: 'talk', walk: conversations },
  { name: 'wrong', walk: faults },
]

async function firstVisit(page: Page, shoot: Shoot): Promise<void> {
  await page.locator('[data-home]').waitFor()
  await shoot('home', once)
  for (const step of ['data', 'tune', 'watch', 'evaluate', 'use', 'deploy', 'compare', 'runs'] as const) {
    await studio.goTo(page, step)
    await shoot(`${step}-empty`, once)
  }
  await studio.goTo(page, 'data')
  await page.locator('[data-action="use-camera"]').click()
  await page.locator('[data-action="start-camera"]').waitFor()
  await shoot('camera', once)
  await page.evaluate(() => {
    location.hash = '#tour'
  })
  await page.locator('[data-action="tour-train"]').waitFor()
  await shoot('tour', once)
  await page.locator('[data-action="tour-train"]').click()
  await page.locator('[data-action="tour-train"]:not([disabled])').waitFor()
  await shoot('tour-trained', once)
  await page.locator('[data-action="teacher-notes"]').click()
  await shoot('tour-notes', once)
}

async function pictures(page: Page, shoot: Shoot): Promise<void> {
  await studio.bringSample(page)
  await shoot('data')
  await page.locator('[data-action="look-through"]').click()
  await page.locator('[data-example]').first().waitFor()
  await shoot('clean', once)
  await page.locator('[data-example]').first().click()
  await shoot('clean-selected', once)
  await studio.goTo(page, 'model')
  await shoot('model')
  await studio.chooseModel(page, 'thaw-vision')
  await shoot('model-chosen')
  await studio.goTo(page, 'tune')
  await shoot('tune')
  await studio.setFields(page, quick({ 'method.id': 'lora' }))
  await shoot('tune-settings', once)
  await page.locator('[data-action="which-method"]').click()
  await page.locator('[data-dialog]').waitFor()
  await shoot('tune-methods', once)
  await page.keyboard.press('Escape')
  await watched(page, shoot)
  await afterRun(page, shoot)
  await studio.goTo(page, 'evaluate')
  await page.locator('[data-action="open-example"]').first().click()
  await page.locator('[data-dialog="example"]').waitFor()
  await shoot('evaluate-example', once)
  await page.keyboard.press('Escape')
  await studio.goTo(page, 'deploy')
  await studio.showTargets(page)
  await shoot('deploy')
  await studio.showRuns(page)
  await shoot('runs')
  await page.locator('[data-action="unfold-run"]').first().click()
  await shoot('runs-unfolded', once)
}

/** Texts of one's own, which raise questions; then the sample's run, whose answers are asked in numbers. */
async function texts(page: Page, shoot: Shoot): Promise<void> {
  await studio.goTo(page, 'data')
  await give(page, 'files', 'letters.csv', questionableRows())
  await page.locator('[data-ready="data"]').waitFor()
  await page.locator('[data-findings="done"]').waitFor({ state: 'attached' })
  await shoot('data-questions')
  await sample(page, shoot, 'text-classification', 'thaw-text')
  await give(page, 'bulk', 'new.csv', questionableRows())
  await page.locator('[data-action="download-answers"]').waitFor()
  await shoot('use-many', once)
}

async function compared(page: Page, shoot: Shoot): Promise<void> {
  await studio.bringSample(page, 'text-classification')
  await studio.chooseModel(page, 'thaw-text')
  await studio.goTo(page, 'tune')
  await studio.setFields(page, quick({}))
  await studio.goTo(page, 'compare')
  await shoot('plan')
  await page.locator('[data-action="start-comparison"]').click()
  await page.locator('[data-action="stop-comparison"]').waitFor()
  await shoot('under-way')
  await page.locator('[data-action="start-comparison"]').waitFor()
  await shoot('ended')
}

/** Every dialog that no other walk opens. */
async function dialogs(page: Page, shoot: Shoot): Promise<void> {
  await studio.bringSample(page, 'text-classification')
  await studio.chooseModel(page, 'thaw-text')
  await studio.goTo(page, 'data')
  await shootDialog(page, shoot, 'show-row', 'row')
  await studio.goTo(page, 'tune')
  await studio.setFields(page, quick({}))
  await shootDialog(page, shoot, 'which-method', 'method')
  await shootDialog(page, shoot, 'find-rate', 'rate')
  await shootDialog(page, shoot, 'try-batches', 'batches')
  for await (const _ of studio.train(page));
  await studio.goTo(page, 'evaluate')
  await shootDialog(page, shoot, 'open-example', 'example')
  await studio.goTo(page, 'compare')
  await page.locator('[data-action="start-comparison"]').click()
  await page.locator('[data-action="stop-comparison"]').waitFor()
  await page.locator('[data-action="start-comparison"]').waitFor()
  await page.locator('[data-entry] button[aria-expanded="false"]').first().click()
  await shootDialog(page, shoot, 'open-trial', 'trial')
  await studio.bringSample(page, 'text-regression')
  await trainQuickly(page)
  await studio.goTo(page, 'evaluate')
  await shootDialog(page, shoot, 'open-example', 'number')
}

async function shootDialog(page: Page, shoot: Shoot, action: string, name: string): Promise<void> {
  await page.locator(`[data-action="${action}"]`).first().click()
  await page.locator('[data-dialog]').waitFor()
  // What it computes is there, or is on its way to be.
  await page.locator('[data-dialog] [role="progressbar"]').waitFor({ state: 'detached' })
  await shoot(name, once)
  await page.keyboard.press('Escape')
  await page.locator('[data-dialog]').waitFor({ state: 'detached' })
}

/** What a person says of a page before it is saved, with a picture of their own. */
async function givenAway(page: Page, shoot: Shoot): Promise<void> {
  await studio.bringSample(page)
  await studio.chooseModel(page, 'thaw-vision')
  await trainQuickly(page)
  await studio.goTo(page, 'deploy')
  await page.locator('[data-ready="targets"]').waitFor()
  await shoot('deploy')
  const folded = page.locator('[data-action="shared-page"][aria-expanded="false"]')
  if (await folded.isVisible()) await folded.click()
  await page.locator('[data-field="title"]').fill('Which animal is it?')
  const drawn = await page.locator('[data-primary]').first().screenshot()
  const picture = { name: 'mine.png', mimeType: 'image/png', buffer: drawn }
  await page.locator('[data-input="picture"]').setInputFiles(picture)
  await page.locator('[data-action="without-picture"]').waitFor()
  await shoot('picture', once)
  const folder = await mkdtemp(join(tmpdir(), 'thaw-screens-'))
  try {
    const path = join(folder, 'page.html')
    await writeFile(path, (await studio.downloadTarget(page, 'page')).bytes)
    await page.goto(pathToFileURL(path).href)
    await page.locator('#thaw[data-state="ready"]').waitFor()
    await shoot('page', once)
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function sample(page: Page, shoot: Shoot, task: TaskId, model: string): Promise<void> {
  await studio.bringSample(page, task)
  await shoot('data')
  await studio.chooseModel(page, model)
  await studio.setFields(page, new Map<string, FieldValue>([['epochs', 8]]))
  await watched(page, shoot)
  await afterRun(page, shoot)
}

/** From Tune on: while a run goes on, and after it. */
async function watched(page: Page, shoot: Shoot): Promise<void> {
  await studio.goTo(page, 'tune')
  await page.locator('[data-action="start"]').click()
  await page.locator('[data-action="pause"]').click()
  const [paused, ended] = [page.locator('[data-action="resume"]'), page.locator('[data-action="go-evaluate"]')]
  await paused.or(ended).waitFor()
  // A head on few texts may be trained before it can be paused.
  if (await paused.isVisible()) {
    await shoot('watch-under-way')
    await paused.click()
  }
  await ended.waitFor()
  await shoot('watch')
}

async function conversations(page: Page, shoot: Shoot): Promise<void> {
  await studio.goTo(page, 'data')
  await give(page, 'files', 'conversations.jsonl', conversationRows())
  await page.locator('[data-ready="data"]').waitFor()
  await shoot('data')
  await page.locator('[data-action="look-through"]').click()
  await page.locator('[data-example]').first().waitFor()
  await shoot('clean', once)
  await studio.chooseModel(page, 'thaw-writer')
  await trainQuickly(page)
  await shoot('watch')
  await afterRun(page, shoot)
  await page.locator('[data-input="prompt"]').fill('When does the ferry leave?')
  await page.locator('[data-action="generate"]').click()
  await page.locator('[data-action="regenerate"]').waitFor()
  await shoot('use-answered')
}

async function faults(page: Page, shoot: Shoot): Promise<void> {
  await studio.goTo(page, 'data')
  await give(page, 'files', 'one-class.csv', `text,label\n${'the same,all\n'.repeat(12)}`)
  await page.locator('[role=alert]').first().waitFor()
  await shoot('data', once)
  await studio.bringSample(page)
  await studio.goTo(page, 'model')
  await page.locator('[data-field="reference"]').fill('not a model')
  await page.locator('[data-action="load-reference"]').click()
  await page.locator('[role=alert]').first().waitFor()
  await shoot('model')
  await studio.chooseModel(page, 'thaw-vision')
  await trainQuickly(page)
  await studio.goTo(page, 'use')
  await give(page, 'predict', 'broken.jpg', pictureOfNothing)
  await page.locator('[role=alert]').first().waitFor()
  await shoot('use', once)
}

async function afterRun(page: Page, shoot: Shoot): Promise<void> {
  await studio.goTo(page, 'evaluate')
  await page.locator('[data-ready="run"]').waitFor()
  await shoot('evaluate')
  await studio.goTo(page, 'use')
  const heldOut = page.locator('[data-held-out]').first()
  if (await heldOut.isVisible()) await heldOut.click()
  await shoot('use')
}

async function trainQuickly(page: Page): Promise<void> {
  await studio.setFields(page, quick({}))
  for await (const _ of studio.train(page));
}

function quick(more: Readonly<Record<string, FieldValue>>): ReadonlyMap<string, FieldValue> {
  return new Map<string, FieldValue>([...Object.entries(more), ['epochs', 2]])
}

async function give(page: Page, input: string, name: string, content: string): Promise<void> {
  const file = { name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) }
  await page.locator(`[data-input="${input}"]`).setInputFiles(file)
}
