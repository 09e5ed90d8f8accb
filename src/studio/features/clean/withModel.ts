import { modelFits, readDataOf } from '../../store/steps.ts'
import { store } from '../../store/studio.ts'
import { loadBuiltIn } from '../../store/trainAtOnce.ts'

/** Does the work once a model stands that reads the data: the one that comes with the page, where none does. */
export async function withModel(work: () => Promise<void>): Promise<void> {
  const task = readDataOf(store.getState())?.summary.task
  if (task === undefined) return
  if (!modelFits(store.getState()) && !(await loadBuiltIn(task)).stands) return
  await work()
}
