/**
 * Agreement of answers and truth beyond chance (Cohen 1960): scikit-learn's `cohen_kappa_score`. Null over no rows, and
 * where truth and answers are all of one same class, so that chance alone agrees.
 */
import { marginsOf } from './confusionMatrix.ts'

/** Of counts[true][predicted]. */
export function cohenKappa(confusion: readonly (readonly number[])[]): number | null {
  const { support, claimed } = marginsOf(confusion)
  const rows = support.reduce((a, b) => a + b, 0)
  const right = confusion.reduce((total, line, c) => total + (line[c] ?? 0), 0)
  const byChance = support.reduce((total, own, c) => total + own * (claimed[c] ?? 0), 0) / Math.max(1, rows)
  return rows > byChance ? 1 - (rows - right) / (rows - byChance) : null
}
