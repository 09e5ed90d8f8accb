/**
 * Whether confidence can be believed: rows in bins of equal width by the probability of the class they answer, each
 * open below and closed above, and the expected calibration error over them (Naeini et al. 2015; Guo et al. 2017).
 */
import type { Answers } from './answers.ts'
import { judgedRows } from './judgedRows.ts'

export interface ReliabilityBin {
  readonly from: number
  readonly to: number
  readonly count: number
  /** Mean over the bin's rows; null where it has none. */
  readonly confidence: number | null
  /** Share of the bin's rows that are right; null where it has none. */
  readonly accuracy: number | null
}

/** A row whose confidence is NaN is in no bin. */
export function reliabilityBins(answers: Answers, bins = 15): ReliabilityBin[] {
  const { sure, right } = judgedRows(answers)
  const sums = Array.from({ length: bins }, () => ({ count: 0, confidence: 0, correct: 0 }))
  sure.forEach((confidence, row) => {
    const bin = sums[Math.min(bins, Math.max(1, Math.ceil(confidence * bins))) - 1]
    if (!bin) return
    bin.count++
    bin.confidence += confidence
    if (right[row]) bin.correct++
  })
  return sums.map(({ count, confidence, correct }, index) => ({
    from: index / bins,
    to: (index + 1) / bins,
    count,
    confidence: count > 0 ? confidence / count : null,
    accuracy: count > 0 ? correct / count : null,
  }))
}

/** Mean over the rows of |accuracy − confidence| of their bin. Over no rows 0; NaN where a row is in no bin. */
export function calibrationError(answers: Answers, bins = 15): number {
  const rows = answers.truth.length
  let binned = 0
  let sum = 0
  for (const { count, accuracy, confidence } of reliabilityBins(answers, bins)) {
    binned += count
    sum += count * Math.abs((accuracy ?? 0) - (confidence ?? 0))
  }
  return binned === rows ? sum / Math.max(1, rows) : Number.NaN
}
