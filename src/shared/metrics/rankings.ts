/** Rows worth a look, as indices, the most telling first; of equal ones the earlier row. A NaN comes last. */
import type { Answers } from './answers.ts'
import { confidences, predictedClasses } from './predictedClasses.ts'

/** Rows that are wrong, the surest first. */
export function surestMistakes(answers: Answers): number[] {
  const { sure, predicted } = judged(answers)
  const wrong = answers.truth.flatMap((label, row) => (predicted[row] === label ? [] : [row]))
  return byFalling(wrong, sure)
}

/** All rows, those first whose two likeliest classes are closest. */
export function leastSure({ truth, probabilities, classes }: Answers): number[] {
  const closeness = Float32Array.from(truth, (_, row) => -marginOf(probabilities, row, classes))
  return byFalling([...truth.keys()], closeness)
}

/** By class: its rows that are right, the surest first. */
export function mostTypical(answers: Answers): number[][] {
  const { sure, predicted } = judged(answers)
  const rightOf: number[][] = Array.from({ length: answers.classes }, () => [])
  answers.truth.forEach((label, row) => {
    if (predicted[row] === label) rightOf[label]?.push(row)
  })
  return rightOf.map((rows) => byFalling(rows, sure))
}

function judged({ probabilities, classes }: Answers): { sure: Float32Array; predicted: number[] } {
  return { sure: confidences(probabilities, classes), predicted: predictedClasses(probabilities, classes) }
}

function byFalling(rows: readonly number[], scores: Float32Array): number[] {
  const score = (row: number) => scores[row] as number
  return [...rows].sort((a, b) => {
    if (Number.isNaN(score(a)) || Number.isNaN(score(b)))
      return Number(Number.isNaN(score(a))) - Number(Number.isNaN(score(b)))
    return score(b) - score(a)
  })
}

/** Of the likeliest over the second; NaN if any is. */
function marginOf(probabilities: Float32Array, row: number, classes: number): number {
  let [first, second] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let c = 0; c < classes; c++) {
    const probability = probabilities[row * classes + c] as number
    if (Number.isNaN(probability)) return Number.NaN
    if (probability > first) [first, second] = [probability, first]
    else if (probability > second) second = probability
  }
  return first - second
}
