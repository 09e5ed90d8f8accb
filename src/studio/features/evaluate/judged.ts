// The test's rows as examples: what each is, what it was taken for, and how sure that was; and in which order they are
// worth looking at.

import type { JudgedAnswers } from '../../../shared/domain/evaluation.ts'
import { predictedClasses } from '../../../shared/metrics/predictedClasses.ts'
import { leastSure, mostTypical, surestMistakes } from '../../../shared/metrics/rankings.ts'
import type { Cell } from './confusionCells.ts'

export interface JudgedExample {
  readonly row: number
  /** Index into the dataset. */
  readonly example: number
  readonly truth: number
  readonly predicted: number
  /** Of what was predicted. */
  readonly probability: number
}

export type View = 'mistakes' | 'unsure' | 'typical'

export function judgedExamples(answers: JudgedAnswers): readonly JudgedExample[] {
  const { truth, probabilities, classes, examples } = answers
  return predictedClasses(probabilities, classes).map((predicted, row) => ({
    row,
    example: examples[row] ?? row,
    truth: truth[row] ?? 0,
    predicted,
    probability: probabilities[row * classes + predicted] ?? Number.NaN,
  }))
}

/** Rows in the order of a view. Typical ones come class by class in turn, so that every class is seen on the first page. */
export function rowsInView(answers: JudgedAnswers, view: View): readonly number[] {
  switch (view) {
    case 'mistakes':
      return surestMistakes(answers)
    case 'unsure':
      return leastSure(answers)
    case 'typical':
      return inTurn(mostTypical(answers))
    default:
      return view satisfies never
  }
}

/** Rows of a cell of the confusion matrix, the surest first. */
export function rowsOfCell(judged: readonly JudgedExample[], { row, column }: Cell): readonly number[] {
  return judged
    .filter(({ truth, predicted }) => truth === row && predicted === column)
    .sort((a, b) => b.probability - a.probability)
    .map((each) => each.row)
}

/** Names with their probabilities, the likeliest first. */
export function rankedClasses(
  { probabilities, classes }: JudgedAnswers,
  row: number,
): readonly { readonly index: number; readonly probability: number }[] {
  const own = Array.from(probabilities.subarray(row * classes, (row + 1) * classes))
  return own.map((probability, index) => ({ index, probability })).sort((a, b) => b.probability - a.probability)
}

function inTurn(groups: readonly (readonly number[])[]): readonly number[] {
  const longest = Math.max(0, ...groups.map(({ length }) => length))
  return Array.from({ length: longest }, (_, place) => groups.flatMap((group) => group[place] ?? [])).flat()
}
