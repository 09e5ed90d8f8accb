/** Which classes of a confusion matrix are mixed up most. Pure. */

export interface MixUp {
  /** The true class. */
  readonly row: number
  /** The answer. */
  readonly column: number
  readonly count: number
  /** Of all examples of the true class. */
  readonly share: number
}

/** The most frequent first; of equal ones that which takes more of its class. */
export function mixUps(values: readonly (readonly number[])[]): readonly MixUp[] {
  const all = values.flatMap((counts, row) => {
    const total = counts.reduce((sum, count) => sum + count, 0)
    return counts.flatMap((count, column) =>
      row === column || count === 0 ? [] : [{ row, column, count, share: count / total }],
    )
  })
  return all.toSorted((a, b) => b.count - a.count || b.share - a.share)
}

/** The classes of the foremost pairs, at most so many, in the order of the matrix. */
export function classesOf(pairs: readonly MixUp[], most: number): readonly number[] {
  const classes = new Set<number>()
  for (const { row, column } of pairs) {
    const added = [row, column].filter((each) => !classes.has(each))
    if (classes.size + added.length > most) break
    for (const each of added) classes.add(each)
  }
  return [...classes].sort((a, b) => a - b)
}
