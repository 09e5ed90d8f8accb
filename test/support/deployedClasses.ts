/** What a deployed page answers, as it stands on the screen, and how far that is from what a model says in Node. */
import type { Page } from 'playwright-core'
import { nodeCodec } from '../../src/commands/nodeCodec.ts'
import { importTuned, type TunedModel } from '../../src/engine/inference/tunedModel.ts'
import { readTunedFolder } from '../../src/engine/weights/tunedFolder.ts'
import { folderAtHand } from '../../src/predict/folders.ts'
import type { PredictionInput } from '../../src/shared/domain/answers.ts'
import { taskAnswerers } from '../../src/tasks/answerers.ts'

/** Between the page and the engine, on the same weights: sums in another order. */
export const same = 1e-4
/** Between weights of 8 bits and those that were trained: 0.0064 was measured for pictures, 0.0018 for texts. */
export const ofRounding = 0.02

export type Classes = readonly (readonly [name: string, probability: number])[]

export async function probabilities(tuned: TunedModel, input: PredictionInput): Promise<Classes> {
  const answer = await taskAnswerers[tuned.task](tuned, input, nodeCodec)
  if (answer.kind !== 'classes') throw new Error(`expected classes, received ${answer.kind}`)
  return answer.classes.map(({ name, probability }) => [name, probability])
}

export async function askPicture(page: Page, image: Blob): Promise<void> {
  const buffer = Buffer.from(await image.arrayBuffer())
  await page.locator('#thaw-picture').setInputFiles({ name: 'one.png', mimeType: 'image/png', buffer })
}

export async function shownClasses(page: Page): Promise<Classes> {
  await page.locator('[data-state="answered"]').waitFor()
  const bars = page.locator('.bars li')
  return bars.evaluateAll((all) =>
    all.map((bar) => [bar.getAttribute('data-name') ?? '', Number(bar.getAttribute('data-probability'))]),
  )
}

export function apart(one: Classes, other: Classes): number {
  const found = new Map(other)
  return Math.max(...one.map(([name, probability]) => Math.abs(probability - (found.get(name) ?? Number.NaN))))
}

/** The model as a page holds it: files of a page, those of the model in their folder. */
export async function modelAmong(files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>): Promise<TunedModel> {
  const folder = 'model/'
  const own = [...files].filter(([name]) => name.startsWith(folder))
  const named = new Map(own.map(([name, bytes]) => [name.slice(folder.length), bytes]))
  return importTuned(await readTunedFolder(folderAtHand(named)))
}
