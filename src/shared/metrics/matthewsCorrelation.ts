/**
 * Correlation of answers and truth over any number of classes (Gorodkin 2004): scikit-learn's `matthews_corrcoef`. 0
 * where either is all of one class, and over no rows.
 */
import { marginsOf } from './confusionMatrix.ts'

/** Of counts[true][predicted]. */
export function matthewsCorrelation(confusion: readonly (readonly number[])[]): number {
  const { support, claimed } = marginsOf(confusion)
  const rows = support.reduce((a, b) => a + b, 0)
  const right = confusion.reduce((total, line, c) => total + (line[c] ?? 0), 0)
  const spread = (rows * rows - product(support, support)) * (rows * rows - product(claimed, claimed))
  return spread === 0 ? 0 : (right * rows - product(support, claimed)) / Math.sqrt(spread)
}

function product(a: readonly number[], b: readonly number[]): number {
  return a.reduce((total, value, c) => total + value * (b[c] ?? 0), 0)
}
