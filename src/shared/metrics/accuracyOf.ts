/** Share of rows whose predicted class is the true one: scikit-learn's `accuracy_score`. Over no rows 0. */
export function accuracyOf(predicted: readonly number[], labels: readonly number[]): number {
  return predicted.filter((value, row) => value === labels[row]).length / Math.max(1, labels.length)
}
