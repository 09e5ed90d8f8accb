/** The configuration that makes peft put the same parameters at the same places, as the arguments of its class. */

import { methodPefts } from '../../../methods/pefts.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { ProjectRun } from '../../tuning/methodPeft.ts'

/** Null where the method trains the trunk's own parameters only. */
export function peftSettings(run: ProjectRun): Record<string, unknown> | null {
  const { method, task } = run.recipe
  const { settings } = methodPefts[method.id].project
  if (!settings) return null
  const { config, ...fields } = settings(run)
  return { config, task_type: taskCard(task).huggingFace.peftTaskType, ...fields }
}
