// Points of a plane of features, fitted into a picture: both axes at one scale, since only distances mean anything.
export interface Size {
  readonly width: number
  readonly height: number
}
export type Position = readonly [x: number, y: number]

const margin = 12

export function fitted(points: readonly Position[], { width, height }: Size): readonly Position[] {
  const xs = points.map(([x]) => x)
  const ys = points.map(([, y]) => y)
  const [left, right] = extent(xs)
  const [bottom, top] = extent(ys)
  const scale = Math.min((width - 2 * margin) / (right - left || 1), (height - 2 * margin) / (top - bottom || 1))
  const [x0, y0] = [(left + right) / 2, (bottom + top) / 2]
  return points.map(([x, y]) => [tenth(width / 2 + scale * (x - x0)), tenth(height / 2 - scale * (y - y0))])
}

/** The index of the point next to a place, if one lies within `reach`. */
export function nearest(points: readonly Position[], [x, y]: Position, reach: number): number | null {
  let best: number | null = null
  let least = reach * reach
  points.forEach(([px, py], index) => {
    const distance = (px - x) ** 2 + (py - y) ** 2
    if (distance > least) return
    least = distance
    best = index
  })
  return best
}

function extent(values: readonly number[]): readonly [number, number] {
  return values.reduce<[number, number]>(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  )
}

function tenth(pixels: number): number {
  return Math.round(10 * pixels) / 10
}
