/** Metrics of classification, from probabilities on the host. Zero denominators give 0, as scikit-learn's default. */
import type { ClassMetrics } from '../../shared/protocol.ts'

/** Rows of logits [n, classes] → probabilities, stable for large logits. */
export function softmaxRows(logits: Float32Array, classes: number): Float32Array {
  const output = new Float32Array(logits.length)
  for (let row = 0; row < logits.length; row += classes) {
    let top = Number.NEGATIVE_INFINITY
    for (let c = 0; c < classes; c++) top = Math.max(top, logits[row + c] as number)
    let total = 0
    for (let c = 0; c < classes; c++) total += Math.exp((logits[row + c] as number) - top)
    for (let c = 0; c < classes; c++) output[row + c] = Math.exp((logits[row + c] as number) - top) / total
  }
  return output
}

/** Mean of −log p(label). */
export function meanLoss(probabilities: Float32Array, labels: readonly number[], classes: number): number {
  const losses = labels.map((label, row) => -Math.log(Math.max(1e-12, probabilities[row * classes + label] as number)))
  return losses.reduce((a, b) => a + b, 0) / Math.max(1, losses.length)
}

export function predictedClasses(probabilities: Float32Array, classes: number): number[] {
  return Array.from({ length: probabilities.length / classes }, (_, row) => {
    const own = probabilities.subarray(row * classes, (row + 1) * classes)
    return own.indexOf(Math.max(...own))
  })
}

export function accuracyOf(predicted: readonly number[], labels: readonly number[]): number {
  return predicted.filter((value, row) => value === labels[row]).length / Math.max(1, labels.length)
}

/** counts[true][predicted] */
export function confusionMatrix(predicted: readonly number[], labels: readonly number[], classes: number): number[][] {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0))
  labels.forEach((label, row) => {
    const line = counts[label] as number[]
    const column = predicted[row] as number
    line[column] = (line[column] as number) + 1
  })
  return counts
}

export function classMetrics(confusion: readonly (readonly number[])[], names: readonly string[]): ClassMetrics[] {
  return names.map((name, c) => {
    const right = confusion[c]?.[c] ?? 0
    const support = (confusion[c] ?? []).reduce((a, b) => a + b, 0)
    const claimed = confusion.reduce((total, row) => total + (row[c] ?? 0), 0)
    const precision = claimed > 0 ? right / claimed : 0
    const recall = support > 0 ? right / support : 0
    const f1 = precision + recall > 0 ? (2 * precision * recall) / (precision + recall) : 0
    return { name, precision, recall, f1, support }
  })
}

/** 95 % score interval of a proportion (Wilson 1927). */
export function wilsonInterval(right: number, n: number): [number, number] {
  if (n === 0) return [0, 1]
  const z = 1.959963984540054
  const p = right / n
  const centre = p + (z * z) / (2 * n)
  const reach = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))
  const scale = 1 + (z * z) / n
  return [Math.max(0, (centre - reach) / scale), Math.min(1, (centre + reach) / scale)]
}
