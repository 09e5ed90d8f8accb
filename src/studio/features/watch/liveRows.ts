// How a network's answer to one example changed from epoch to epoch. Pure.
import type { WatchedEpoch } from '../../../shared/domain/runLog.ts'
import { isWatched, type WatchedExample, type WatchedKind } from '../../../tasks/watched.ts'

export interface LiveRow<Kind extends WatchedKind> {
  readonly example: number
  /** In order of epochs; 0 is before the first step. */
  readonly answers: readonly LiveAnswer<Kind>[]
}
export interface LiveAnswer<Kind extends WatchedKind> {
  readonly epoch: number
  readonly told: WatchedExample<Kind>
}

/** One answer as it is drawn among those of other epochs. */
export interface LiveMark {
  readonly epoch: number
  /** In words; where it differs from the one before, the network changed its mind. */
  readonly answer: string
  /** What is added to it: "70 %". */
  readonly detail?: string
  readonly right: boolean
  /** Of the colours of series, from 1. */
  readonly colour: number
}

/** What was asked up to an epoch: of a run that is over, the one whose weights are kept; all of it where that was not asked. */
export function upToEpoch(watched: readonly WatchedEpoch[], epoch: number): readonly WatchedEpoch[] {
  return watched.some((each) => each.epoch === epoch) ? watched.filter((each) => each.epoch <= epoch) : watched
}

export function liveRows<Kind extends WatchedKind>(
  watched: readonly WatchedEpoch[],
  kind: Kind,
): readonly LiveRow<Kind>[] {
  const ordered = [...watched].sort((a, b) => a.epoch - b.epoch)
  const own = ordered.map(({ epoch, examples }) => ({ epoch, told: examples.filter(isWatched(kind)) }))
  return (own.at(-1)?.told ?? []).map(({ example }) => ({
    example,
    answers: own.flatMap(({ epoch, told }) => {
      const asked = told.find((each) => each.example === example)
      return asked ? [{ epoch, told: asked }] : []
    }),
  }))
}

/**
 * At most `limit` marks: the first, the last, and of those between every change of mind before any that only repeats
 * the one before.
 */
export function fewerMarks(marks: readonly LiveMark[], limit: number): readonly LiveMark[] {
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
    (index) => marks[index] as LiveMark,
  )
}
