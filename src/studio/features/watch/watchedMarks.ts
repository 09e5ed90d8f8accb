// How a network's mind on one example changed from epoch to epoch. Pure.
import type { WatchedEpoch } from '../../../shared/domain/runLog.ts'

export interface WatchedMark {
  readonly epoch: number
  readonly answer: number
  readonly probability: number
  readonly right: boolean
}
export interface WatchedRow {
  readonly example: number
  readonly truth: number
  /** In order of epochs; 0 is before the first step. */
  readonly marks: readonly WatchedMark[]
}

/** What was asked up to an epoch: of a run that is over, the one whose weights are kept; all of it where that was not asked. */
export function upToEpoch(watched: readonly WatchedEpoch[], epoch: number): readonly WatchedEpoch[] {
  return watched.some((each) => each.epoch === epoch) ? watched.filter((each) => each.epoch <= epoch) : watched
}

export function watchedRows(watched: readonly WatchedEpoch[]): readonly WatchedRow[] {
  const last = watched.at(-1)
  if (!last) return []
  const ordered = [...watched].sort((a, b) => a.epoch - b.epoch)
  return last.examples.map(({ example, truth }) => ({
    example,
    truth,
    marks: ordered.flatMap(({ epoch, examples }) => {
      const asked = examples.find((each) => each.example === example)
      return asked ? [markOf(epoch, asked.probabilities, truth)] : []
    }),
  }))
}

function markOf(epoch: number, probabilities: readonly number[], truth: number): WatchedMark {
  const probability = Math.max(...probabilities)
  const answer = probabilities.indexOf(probability)
  return { epoch, answer, probability, right: answer === truth }
}

/**
 * At most `limit` marks: the first, the last, and of those between every change of mind before any that only repeats
 * the one before.
 */
export function fewerMarks(marks: readonly WatchedMark[], limit: number): readonly WatchedMark[] {
  if (marks.length <= limit) return marks
  const last = marks.length - 1
  const turning = marks.flatMap((mark, index) =>
    index > 0 && index < last && mark.answer !== marks[index - 1]?.answer ? [index] : [],
  )
  const room = limit - 2
  const chosen = new Set(turning.slice(-room))
  for (let place = 1; chosen.size < room && place < room + 1; place++)
    chosen.add(Math.round((place * last) / (room + 1)))
  return [0, ...[...chosen].filter((index) => index > 0 && index < last).sort((a, b) => a - b), last].map(
    (index) => marks[index] as WatchedMark,
  )
}
