/**
 * Average precision of each label and its mean (mAP): scikit-learn's `average_precision_score` over columns. A label
 * that is true nowhere has none and is left out of the mean, where scikit-learn warns and counts it as 0: it would say
 * something of the rows, not of the network. A NaN among a label's probabilities leaves it without order, so without
 * average precision as well.
 */
import { type LabelAnswers, scoresOf } from './labelAnswers.ts'
import { meanOf } from './meanOf.ts'
import { averagePrecision, curveOfCounts, type PrecisionRecallCurve } from './precisionRecallCurve.ts'
import { rankedScores } from './rankedCounts.ts'

/** Null where the label is true nowhere. */
export function labelPrecisionRecall(answers: LabelAnswers, label: number): PrecisionRecallCurve | null {
  const isTrue = (row: number) => answers.truth[row * answers.labels + label] === 1
  return curveOfCounts(rankedScores(scoresOf(answers, label), isTrue))
}

export function labelAveragePrecision(answers: LabelAnswers, label: number): number | null {
  const curve = labelPrecisionRecall(answers, label)
  return curve && averagePrecision(curve)
}

/** Null where no label is ever true. */
export function meanAveragePrecision(answers: LabelAnswers): number | null {
  const own = Array.from({ length: answers.labels }, (_, label) => labelAveragePrecision(answers, label))
  const defined = own.filter((value) => value !== null)
  return defined.length > 0 ? meanOf(defined) : null
}
