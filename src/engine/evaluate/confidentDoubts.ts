/** Confident learning (Northcutt et al. 2021): which labels out-of-fold probabilities doubt. Pure, on the host. */

export interface Judged {
  readonly labels: readonly number[]
  /** [examples, classes], each from a model that did not learn from that example. */
  readonly probabilities: Float32Array
  readonly classes: number
  /** A class of fewer examples has no model that knows it: its labels are not doubted, nor suggested. */
  readonly least: number
}

export interface Doubt {
  /** Index into the examples. */
  readonly row: number
  readonly suggested: number
  readonly probability: number
  readonly own: number
}

/**
 * A class's threshold is the mean probability that its own examples get for it. A label is doubted where another class
 * reaches its threshold and is more probable than the label, which stays below its own. Widest margin first.
 */
export function confidentDoubts({ labels, probabilities, classes, least }: Judged): Doubt[] {
  const probability = (row: number, label: number) => probabilities[row * classes + label] as number
  const thresholds = selfConfidence(labels, classes, probability, least)
  const doubts = labels.flatMap((label, row) => {
    const own = probability(row, label)
    const threshold = thresholds[label] as number | null
    if (threshold === null || own >= threshold) return []
    const suggested = likeliest(thresholds, label, (other) => probability(row, other))
    if (suggested === null || probability(row, suggested) <= own) return []
    return [{ row, suggested, probability: probability(row, suggested), own }]
  })
  return doubts.sort((a, b) => b.probability - b.own - (a.probability - a.own) || a.row - b.row)
}

/** By class; null for a class that is too small to be judged. */
function selfConfidence(
  labels: readonly number[],
  classes: number,
  probability: (row: number, label: number) => number,
  least: number,
): (number | null)[] {
  const sums = new Array<number>(classes).fill(0)
  const counts = new Array<number>(classes).fill(0)
  for (const [row, label] of labels.entries()) {
    sums[label] = (sums[label] as number) + probability(row, label)
    counts[label] = (counts[label] as number) + 1
  }
  return counts.map((count, label) => (count < least ? null : (sums[label] as number) / count))
}

/** Of the other classes that reach their thresholds. */
function likeliest(
  thresholds: readonly (number | null)[],
  label: number,
  probability: (label: number) => number,
): number | null {
  let best: number | null = null
  for (const [other, threshold] of thresholds.entries()) {
    if (other === label || threshold === null || probability(other) < threshold) continue
    if (best === null || probability(other) > probability(best)) best = other
  }
  return best
}
