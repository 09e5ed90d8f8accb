/**
 * Mean recall of the classes that occur in the truth, others left out: scikit-learn's `balanced_accuracy_score`. Null
 * over no rows.
 */
import { marginsOf } from './confusionMatrix.ts'
import { meanOf } from './meanOf.ts'

/** Of counts[true][predicted]. */
export function balancedAccuracy(confusion: readonly (readonly number[])[]): number | null {
  const { support } = marginsOf(confusion)
  const recalls = support.flatMap((rows, c) => (rows > 0 ? [(confusion[c]?.[c] ?? 0) / rows] : []))
  return recalls.length > 0 ? meanOf(recalls) : null
}
