/**
 * What is gained by leaving unsure answers unanswered: of the rows whose confidence (the probability of the class they
 * answer) is at least a threshold, their share of all and how many of them are right.
 */
import type { Answers } from './answers.ts'
import { judgedRows } from './judgedRows.ts'

export interface CoveragePoint {
  readonly threshold: number
  /** Rows that are answered. */
  readonly kept: number
  /** Share of the rows that are answered. */
  readonly coverage: number
  /** Share of the answered rows that are right; null where none is answered. */
  readonly accuracy: number | null
}

/** One point for each distinct confidence, rising: the first answers every row. A NaN is never answered. */
export function coverageCurve(answers: Answers): CoveragePoint[] {
  const { sure, right } = judgedRows(answers)
  const order = [...sure.keys()].filter((row) => !Number.isNaN(sure[row]))
  order.sort((a, b) => (sure[b] as number) - (sure[a] as number))
  const points: CoveragePoint[] = []
  let correct = 0
  order.forEach((row, i) => {
    if (right[row]) correct++
    const threshold = sure[row] as number
    if (i + 1 < order.length && sure[order[i + 1] as number] === threshold) return
    points.push(point(threshold, i + 1, correct, sure.length))
  })
  return points.reverse()
}

/** Over no rows coverage is 0. */
export function atThreshold(answers: Answers, threshold: number): CoveragePoint {
  const { sure, right } = judgedRows(answers)
  let kept = 0
  let correct = 0
  sure.forEach((confidence, row) => {
    if (!(confidence >= threshold)) return
    kept++
    if (right[row]) correct++
  })
  return point(threshold, kept, correct, sure.length)
}

function point(threshold: number, kept: number, correct: number, rows: number): CoveragePoint {
  return { threshold, kept, coverage: kept / Math.max(1, rows), accuracy: kept > 0 ? correct / kept : null }
}
