/** What features know before any head: each row gets the class whose training rows' mean is nearest (plain Euclidean). */
export interface LabelledRows {
  readonly rows: readonly Float32Array[]
  readonly labels: readonly number[]
}

/** Share of `asked` that is named rightly; classes without a known row are never named. */
export function nearestMeanAccuracy(known: LabelledRows, asked: LabelledRows): number {
  const means = [...meansOf(known)]
  const right = asked.rows.filter((row, index) => nearest(means, row) === asked.labels[index])
  return right.length / Math.max(1, asked.rows.length)
}

function meansOf({ rows, labels }: LabelledRows): Map<number, Float64Array> {
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

/** Of two as near, the first. */
function nearest(means: readonly (readonly [number, Float64Array])[], row: Float32Array): number | null {
  let best: number | null = null
  let least = Number.POSITIVE_INFINITY
  for (const [label, mean] of means) {
    let distance = 0
    for (let i = 0; i < row.length; i++) distance += ((row[i] as number) - (mean[i] as number)) ** 2
    if (distance >= least) continue
    least = distance
    best = label
  }
  return best
}
