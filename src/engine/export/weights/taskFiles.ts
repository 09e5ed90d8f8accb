import type { ExportedFile } from '../../../shared/domain/files.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { TaskId } from '../../../tasks/ids.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import { thawTaskName } from '../../weights/thawTask.ts'
import { jsonBlob } from './jsonBlob.ts'
import { cutAt } from './textFiles.ts'

/**
 * The task, where the other files do not tell it, the numbers that its answers need, and where texts are cut.
 * @param claiming whose the other files look like.
 */
export function taskFiles(tuned: TunedModel, claiming: TaskId | undefined): ExportedFile[] {
  const { task, constants } = tuned
  const most = cutAt(tuned)
  const told = claiming === undefined || claiming === task
  if (told && !constants && most === null && !taskCard(task).huggingFace.problemType) return []
  const said = { task, ...(most !== null && { maxTokens: most }), ...(constants && { constants }) }
  return [{ name: thawTaskName, blob: jsonBlob(said) }]
}
