/** What a folder with a tuned model says beside the model itself: its classes, its task, and where its texts are cut. */
import { readLabels } from './labels.ts'
import { type ModelFolder, type ModelParts, readModelFolder } from './modelFolder.ts'
import { readThawTask, type ThawTask, thawTaskName } from './thawTask.ts'
import { sentenceConfigName, tokenLimitOf } from './tokenLimit.ts'

export interface TunedSays {
  /** Null where nothing names them. */
  readonly labels: readonly string[] | null
  /** Absent where nothing is said of the task. */
  readonly thawTask?: ThawTask
  /** Where its texts are cut; absent where nothing is said. */
  readonly maxTokens?: number
}

/** A tuned model as it lies in its files. */
export type TunedParts = ModelParts & TunedSays

export const labelsName = 'labels.json'

/** The names beside those of the model. */
export const tunedNames: readonly string[] = [labelsName, thawTaskName, sentenceConfigName]

export async function readTunedFolder(folder: ModelFolder): Promise<TunedParts> {
  const parts = await readModelFolder(folder)
  return { ...parts, ...(await readTunedSays(folder, parts)) }
}

export async function readTunedSays(folder: ModelFolder, parts: ModelParts): Promise<TunedSays> {
  const json = async (name: string): Promise<unknown> => {
    const bytes = await folder.find(name)
    if (!bytes) return null
    try {
      return JSON.parse(new TextDecoder().decode(bytes))
    } catch (cause) {
      throw folder.notJson(name, cause)
    }
  }
  const task = await json(thawTaskName)
  const maxTokens = tokenLimitOf({ ...parts, sentenceConfig: await json(sentenceConfigName) })
  return {
    labels: readLabels(await json(labelsName), parts.config),
    ...(task !== null && { thawTask: readThawTask(task) }),
    ...(maxTokens !== null && { maxTokens }),
  }
}
