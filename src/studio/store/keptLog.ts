/** What a kept record is on the page: a log for the charts, and the model that answers. Pure. */
import type { RunRecord } from '../../shared/domain/record.ts'
import type { RunResult } from '../../shared/domain/run.ts'
import type { Recipe } from '../../shared/recipe/recipe.ts'
import { newRunLog, type ShownRunLog } from './runLog.ts'
import type { Answering } from './state.ts'

/** What the run showed, and where it can be gone on from. */
export function logOf({ id, recipe, startedAt, log, checkpoint }: RunRecord): ShownRunLog {
  const saved = checkpoint && { step: checkpoint.step, at: checkpoint.at, cost: 0 }
  return { ...newRunLog(id, recipe, startedAt), ...log, saved }
}

export function answeringRun(
  runId: string,
  { task, method }: Pick<Recipe, 'task' | 'method'>,
  { classes }: Pick<RunResult, 'classes'>,
): Answering {
  return { kind: 'run', runId, task, classes: classes.length, method: method.id }
}

/** Null for a run without its weights. */
export function keptAnswer({ id, recipe, result, weights }: RunRecord): Answering | null {
  return result && weights ? answeringRun(id, recipe, result) : null
}
