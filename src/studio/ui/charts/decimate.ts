export interface Point {
  readonly x: number
  readonly y: number
}

/**
 * At most `limit` of the points, in order: the first, the last, and the lowest and highest of every stretch between,
 * so that a spike is never lost from a long series.
 */
export function decimate<P extends Point>(points: readonly P[], limit: number): readonly P[] {
  if (points.length <= limit) return points
  const first = points[0]
  const last = points.at(-1)
  if (!first || !last || limit < 4) return [first, last].filter((point) => point !== undefined).slice(0, limit)
  const stretches = Math.floor((limit - 2) / 2)
  const inner = points.length - 2
  const kept: P[] = [first]
  for (let stretch = 0; stretch < stretches; stretch++) {
    const from = 1 + Math.floor((stretch * inner) / stretches)
    const to = 1 + Math.floor(((stretch + 1) * inner) / stretches)
    kept.push(...extremes(points.slice(from, to)))
  }
  kept.push(last)
  return kept
}

function extremes<P extends Point>(points: readonly P[]): P[] {
  let low: P | undefined
  let high: P | undefined
  for (const point of points) {
    if (!low || point.y < low.y) low = point
    if (!high || point.y > high.y) high = point
  }
  if (!low || !high) return []
  if (low === high) return [low]
  return low.x < high.x ? [low, high] : [high, low]
}
