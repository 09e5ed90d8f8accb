/** How long a planned comparison will take, before it starts. Pure. */
import type { MethodId } from '../../methods/ids.ts'
import type { DatasetSummary } from '../../shared/domain/data.ts'
import type { ModelSummary } from '../../shared/domain/model.ts'
import { type ReadyPlan, trialFields } from './comparePlan.ts'
import { atPace } from './measuredPace.ts'
import { outlook } from './outlook.ts'
import type { RecipeState } from './state.ts'

export interface PlanTime {
  readonly recipe: RecipeState
  readonly data: DatasetSummary
  readonly model: ModelSummary
  readonly seeds: number
  readonly classes: number
  /** How many times as long as estimated runs of a method take here. */
  readonly paceOf: (method: MethodId) => number
}

/**
 * Seconds for all runs together if none ends early. What frozen blocks make of the examples is kept, so that the first
 * seed alone pays for it.
 */
export function planSeconds({ contenders, levels }: ReadyPlan, about: PlanTime): number {
  const { recipe, data, model, seeds, classes, paceOf } = about
  let seconds = 0
  for (const contender of contenders) {
    let prepared = 0
    const pace = paceOf(contender === 'scratch' ? 'full' : contender)
    for (const labels of levels) {
      const fields = trialFields(recipe, { contender, seed: 1, labels, classes })
      const { prepareSeconds, secondsPerEpoch } = atPace(outlook(model, fields, data), pace)
      prepared = Math.max(prepared, prepareSeconds)
      seconds += seeds * Number(fields.epochs) * secondsPerEpoch
    }
    seconds += prepared
  }
  return seconds
}
