/** How often each class was answered for each: scikit-learn's `confusion_matrix`, counts[true][predicted]. */
export function confusionMatrix(predicted: readonly number[], labels: readonly number[], classes: number): number[][] {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0))
  labels.forEach((label, row) => {
    const line = counts[label] as number[]
    const column = predicted[row] as number
    line[column] = (line[column] as number) + 1
  })
  return counts
}

/** Rows of each true class, and answers of each class. */
export function marginsOf(confusion: readonly (readonly number[])[]): { support: number[]; claimed: number[] } {
  const support = confusion.map((line) => line.reduce((a, b) => a + b, 0))
  const claimed = confusion.map((_, c) => confusion.reduce((total, line) => total + (line[c] ?? 0), 0))
  return { support, claimed }
}
