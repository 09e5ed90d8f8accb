/** What features know before any head: each row gets the class whose training rows' mean is nearest (plain Euclidean). */
export interface LabelledRows {
  readonly rows: readonly Float32Array[]
  readonly labels: readonly number[]
}

/** Share of `asked` that is named rightly; classes without a known row are never named. */
export function nearestMeanAccuracy(known: LabelledRows, asked: LabelledRows): number {
  const means = classMeans(known)
  const right = asked.rows.filter((row, index) => nearestClasses(means, row)[0] === asked.labels[index])
  return right.length / Math.max(1, asked.rows.length)
}

/** Of each class that has a row, in the order of their first rows. */
export type ClassMeans = ReadonlyMap<number, Float64Array>

export function classMeans({ rows, labels }: LabelledRows): ClassMeans {
  const sums = new Map<number, { readonly sum: Float64Array; count: number }>()
  for (const [index, row] of rows.entries()) {
    const label = labels[index] as number
    const own = sums.get(label) ?? { sum: new Float64Array(row.length), count: 0 }
    sums.set(label, own)
    own.count++
    for (let i = 0; i < row.length; i++) own.sum[i] = (own.sum[i] as number) + (row[i] as number)
  }
  return new Map([...sums].map(([label, { sum, count }]) => [label, sum.map((value) => value / count)]))
}

/** The classes, the nearest first; of two as near, the one that was known first. */
export function nearestClasses(means: ClassMeans, row: Float32Array): number[] {
  const found = [...means].map(([label, mean]) => ({ label, distance: squaredDistance(mean, row) }))
  return found.sort((a, b) => a.distance - b.distance).map(({ label }) => label)
}

function squaredDistance(mean: Float64Array, row: Float32Array): number {
  let sum = 0
  for (let i = 0; i < row.length; i++) sum += ((row[i] as number) - (mean[i] as number)) ** 2
  return sum
}
