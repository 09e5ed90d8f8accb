/** What each task computes: one line each. */
import type { DataReadings } from '../engine/data/reading.ts'
import { sortPictures, sortTexts } from './classification/engine.ts'
import { talk } from './conversation/engine.ts'
import { type TaskId, taskIds } from './ids.ts'
import { labelPictures, labelTexts } from './multi-label/engine.ts'
import { numbersOfPictures, numbersOfTexts } from './regression/engine.ts'
import type { TaskEngine } from './taskEngine.ts'
import { continueTexts } from './text-generation/engine.ts'
import { numberPairs, sortPairs } from './text-pairs/engine.ts'
import { markWords } from './token-classification/engine.ts'

export const taskEngines: Record<TaskId, TaskEngine> = {
  'image-classification': sortPictures,
  'text-classification': sortTexts,
  'text-generation': continueTexts,
  'image-regression': numbersOfPictures,
  'text-regression': numbersOfTexts,
  'token-classification': markWords,
  'image-multi-label': labelPictures,
  'text-multi-label': labelTexts,
  'text-pair-classification': sortPairs,
  'text-pair-regression': numberPairs,
  conversation: talk,
}

const all: readonly TaskEngine[] = taskIds.map((id) => taskEngines[id])

/** How the tasks understand data, for `readDataset`. */
export const dataReadings: DataReadings = {
  tables: all.flatMap(({ readings }) => readings.table ?? []),
  pictures: all.flatMap(({ readings }) => readings.pictures ?? []),
  texts: all.flatMap(({ readings }) => readings.texts ?? []),
}
