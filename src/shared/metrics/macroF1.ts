/**
 * Mean F1 of the classes that occur in the truth or among the answers: scikit-learn's `f1_score(average='macro')`. Null
 * over no rows.
 */
import { marginsOf } from './confusionMatrix.ts'
import { meanOf } from './meanOf.ts'

/** Of counts[true][predicted]. */
export function macroF1(confusion: readonly (readonly number[])[]): number | null {
  const { support, claimed } = marginsOf(confusion)
  const scores = support.flatMap((rows, c) => {
    const both = rows + (claimed[c] ?? 0)
    return both > 0 ? [(2 * (confusion[c]?.[c] ?? 0)) / both] : []
  })
  return scores.length > 0 ? meanOf(scores) : null
}
