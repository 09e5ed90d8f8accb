/**
 * What runs on this device have really taken, against what was estimated of them: the next estimate is set right by it.
 * A model's profile is measured alone and in a moment; a run shares the device with whatever else goes on. Pure.
 */
import type { MethodId } from '../../methods/ids.ts'
import type { BackendChoice } from '../../shared/catalog/backends.ts'
import type { DatasetSummary } from '../../shared/domain/data.ts'
import type { ModelSummary } from '../../shared/domain/model.ts'
import type { RunSummary } from '../../shared/domain/record.ts'
import type { Estimate } from '../../shared/estimate.ts'
import { fieldsOf } from '../../shared/recipe/recipe.ts'
import { outlook } from './outlook.ts'

export interface PaceAbout {
  readonly model: ModelSummary
  readonly data: DatasetSummary
  readonly backend: BackendChoice
  readonly method: MethodId
}

/** One run says no more than this: it may have been paused, or have found its features in a file. */
const [least, most] = [0.25, 6] as const

/** How many times as long as estimated the newest comparable run took; 1 before there was any. */
export function measuredPace(runs: readonly RunSummary[], about: PaceAbout): number {
  const { model, data, backend, method } = about
  const alike = runs.find(
    ({ recipe, seconds, epochs }) =>
      recipe.model.id === model.id &&
      recipe.data.fingerprint === data.fingerprint &&
      recipe.backend === backend &&
      recipe.method.id === method &&
      seconds !== null &&
      epochs > 0,
  )
  if (!alike) return 1
  const { prepareSeconds, secondsPerEpoch } = outlook(model, fieldsOf(alike.recipe), data)
  const expected = prepareSeconds + alike.epochs * secondsPerEpoch
  const ratio = (alike.seconds ?? 0) / expected
  return Number.isFinite(ratio) ? Math.min(most, Math.max(least, ratio)) : 1
}

export function atPace(figures: Estimate, pace: number): Estimate {
  const { prepareSeconds, secondsPerEpoch } = figures
  return { ...figures, prepareSeconds: pace * prepareSeconds, secondsPerEpoch: pace * secondsPerEpoch }
}
