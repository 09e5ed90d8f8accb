/** What a task's card says cannot be carried by a target. */
import { exportCards, type ModelExportId } from '../../shared/catalog/exports.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import { taskCard } from '../../tasks/cards.ts'
import type { TaskId } from '../../tasks/ids.ts'

/** @throws ThawError `export-refused`, with what to take instead. */
export function refuseTask(task: TaskId, target: ModelExportId): void {
  const { stays = [], words } = taskCard(task)
  if (!stays.includes(target)) return
  const { title } = exportCards[target]
  throw new ThawError('export-refused', 'taskNotCarried', { can: words.can, title, whole: exportCards.weights.title })
}
