// The order of the table. What is not known yet stands last, whichever way it is sorted.
import type { Entry, Figures } from './summarise.ts'

export type ColumnId = 'contender' | 'score' | 'trainable' | 'seconds' | 'memory' | 'drift'
export interface Sorting {
  readonly column: ColumnId
  readonly descending: boolean
}

/** Sorts by a column, or turns the order where it is sorted by it already; the better end comes first. */
export function sortBy(before: Sorting, column: ColumnId, lowerIsBetter: boolean): Sorting {
  if (before.column === column) return { column, descending: !before.descending }
  return { column, descending: column === 'score' && !lowerIsBetter }
}

export function sorted(entries: readonly Entry[], { column, descending }: Sorting): readonly Entry[] {
  if (column === 'contender') return descending ? entries.toReversed() : entries
  const sign = descending ? -1 : 1
  const figure = values[column]
  return entries.toSorted((a, b) => {
    const [x, y] = [a.figures && figure(a.figures), b.figures && figure(b.figures)]
    if (x === null || y === null) return Number(x === null) - Number(y === null)
    return sign * (x - y)
  })
}

const values: Record<Exclude<ColumnId, 'contender'>, (figures: Figures) => number | null> = {
  score: ({ score }) => score.mean,
  trainable: ({ trainable }) => trainable,
  seconds: ({ seconds }) => seconds.mean,
  memory: ({ peakBytes }) => peakBytes,
  drift: ({ drift }) => drift?.mean ?? null,
}
