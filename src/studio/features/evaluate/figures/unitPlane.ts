// Where shares of one, 0 to 1 on both axes, lie in a picture of fixed size; for the page's figures and the report's.
export type Place = readonly [x: number, y: number]

export const plane = { width: 320, height: 272, left: 48, top: 8, wide: 264, high: 220 } as const
export const ticks: readonly number[] = [0, 0.25, 0.5, 0.75, 1]

export const acrossOf = (x: number) => tenth(plane.left + clamped(x) * plane.wide)
export const downOf = (y: number) => tenth(plane.top + (1 - clamped(y)) * plane.high)

/** An SVG path through the points, without those that lie on top of the one before. */
export function linePath(points: readonly Place[]): string {
  return apart(points)
    .map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${acrossOf(x)} ${downOf(y)}`)
    .join('')
}

/** Half a pixel, about. */
const closest = 0.002

function apart(points: readonly Place[]): readonly Place[] {
  const kept: Place[] = []
  points.forEach((point, index) => {
    const before = kept.at(-1)
    const last = index === points.length - 1
    if (before && !last && Math.abs(point[0] - before[0]) + Math.abs(point[1] - before[1]) < closest) return
    kept.push(point)
  })
  return kept
}

function clamped(share: number): number {
  return Math.min(1, Math.max(0, share))
}

function tenth(pixels: number): number {
  return Math.round(10 * pixels) / 10
}
