/**
 * The threshold of each label that gives the best F1 on rows that were not trained on. All thresholds between two
 * neighbouring probabilities decide alike: of them 0.5 is taken where it is one, else the middle, so that a new row
 * close to either falls on its own side. Of equally good ones the nearest to 0.5 is taken, as the least presuming, then
 * the lower.
 */
import { evenThreshold, type LabelAnswers, scoresOf } from './labelAnswers.ts'
import { scoresOfCount } from './labelScores.ts'
import { rankedScores } from './rankedCounts.ts'

export interface ChosenThreshold {
  readonly threshold: number
  /** Of the rows that it was chosen on, so a little too high; null where nothing could be chosen and 0.5 stays. */
  readonly f1: number | null
}

/** A label that is true nowhere, or whose probabilities hold a NaN, keeps 0.5. */
export function labelThresholds(answers: LabelAnswers): ChosenThreshold[] {
  return Array.from({ length: answers.labels }, (_, label) => chosenFor(answers, label))
}

function chosenFor(answers: LabelAnswers, label: number): ChosenThreshold {
  const isTrue = (row: number) => answers.truth[row * answers.labels + label] === 1
  const counts = rankedScores(scoresOf(answers, label), isTrue)
  const positives = counts?.truePositives.at(-1) ?? 0
  if (!counts || positives === 0) return { threshold: evenThreshold, f1: null }
  let best = { threshold: evenThreshold, f1: -1 }
  // Falling, so that of two as near to 0.5 the lower comes last.
  counts.thresholds.forEach((score, i) => {
    const threshold = within(counts.thresholds[i + 1] ?? 0, score)
    const truePositives = counts.truePositives[i] as number
    const falsePositives = counts.falsePositives[i] as number
    const { f1 } = scoresOfCount({ truePositives, falsePositives, falseNegatives: positives - truePositives })
    const nearer = Math.abs(threshold - evenThreshold) <= Math.abs(best.threshold - evenThreshold)
    if (f1 > best.f1 || (f1 === best.f1 && nearer)) best = { threshold, f1 }
  })
  return best
}

/** A threshold above `low` and at most `high`, in a number that float32 holds. */
function within(low: number, high: number): number {
  if (low < evenThreshold && evenThreshold <= high) return evenThreshold
  const middle = Math.fround((low + high) / 2)
  return middle > low ? middle : high
}
