/** Rows worth a look, as indices, the most telling first; of equal ones the earlier row. A NaN comes last. */
import type { Answers } from './answers.ts'
import { judgedRows } from './judgedRows.ts'

/** Rows that are wrong, the surest first. */
export function surestMistakes(answers: Answers): number[] {
  const { sure, right } = judgedRows(answers)
  const wrong = right.flatMap((own, row) => (own ? [] : [row]))
  return byFalling(wrong, sure)
}

/** All rows, those first whose two likeliest classes are closest. */
export function leastSure({ truth, probabilities, classes }: Answers): number[] {
  const closeness = Float64Array.from(truth, (_, row) => -marginOf(probabilities, row, classes))
  return byFalling([...truth.keys()], closeness)
}

/** By class: its rows that are right, the surest first. */
export function mostTypical(answers: Answers): number[][] {
  const { sure, right } = judgedRows(answers)
  const rightOf: number[][] = Array.from({ length: answers.classes }, () => [])
  answers.truth.forEach((label, row) => {
    if (right[row]) rightOf[label]?.push(row)
  })
  return rightOf.map((rows) => byFalling(rows, sure))
}

function byFalling(rows: readonly number[], scores: Float32Array | Float64Array): number[] {
  const score = (row: number) => (Number.isNaN(scores[row]) ? Number.NEGATIVE_INFINITY : (scores[row] as number))
  return [...rows].sort((a, b) => (score(a) === score(b) ? a - b : score(b) - score(a)))
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
