// Where the slabs of a stack stand, in pixels. Pure, so that the picture and the pointer agree on every boundary.

export interface SlabPlace {
  /** From the top of the picture. */
  readonly top: number
  readonly height: number
}
export interface StackPlaces {
  /** In the order of the weights: the bottom of the stack first. */
  readonly slabs: readonly SlabPlace[]
  /** Middle of the opened gap. */
  readonly line: number
  readonly height: number
}

const shortest = 300
const tallest = 520
const wanted = 44
/** A slab as thin as this has no room for words, but a stack of sixty fits the screen. */
const thinnest = 5
const roomForWords = 22

/** Height of a stack of `count` slabs: room for a label each, until the screen is full. */
export function stackHeight(count: number): number {
  return Math.min(tallest, Math.max(shortest, count * wanted))
}

/**
 * Heights that sum to `height`, by the square root of the weights, so that a huge slab leaves the small ones visible.
 * Where there is room every slab is tall enough for its words; the last, the top of the stack, always is.
 */
export function slabHeights(weights: readonly number[], height: number): number[] {
  const top = Math.min(roomForWords, height / 2)
  const fair = (height - top) / Math.max(1, weights.length - 1)
  const floor = Math.min(fair, Math.max(thinnest, Math.min(roomForWords, fair * 0.62)))
  const floors = weights.map((_, index) => (index === weights.length - 1 ? Math.max(top, floor) : floor))
  const roots = weights.map((weight) => Math.sqrt(Math.max(0, weight)))
  const sum = roots.reduce((a, b) => a + b, 0)
  const spare = Math.max(0, height - floors.reduce((a, b) => a + b, 0))
  return roots.map((root, index) => (floors[index] ?? 0) + (sum > 0 ? (spare * root) / sum : spare / weights.length))
}

/**
 * Stacks the slabs from the bottom upwards, parted by `gap` above the first `below` of them.
 * @param weights bottom of the stack first
 */
export function placeSlabs(
  weights: readonly number[],
  { below, height, gap }: { below: number; height: number; gap: number },
): StackPlaces {
  const heights = slabHeights(weights, height)
  let bottom = height + gap
  let line = bottom - gap / 2
  const slabs = heights.map((each, index) => {
    if (index === below) {
      line = bottom - gap / 2
      bottom -= gap
    }
    bottom -= each
    return { top: bottom, height: each }
  })
  if (below >= weights.length) line = gap / 2
  return { slabs, line, height: height + gap }
}

/** How many slabs lie below the boundary nearest to `y`, a distance from the top; at most `most`. */
export function nearestBoundary(
  weights: readonly number[],
  y: number,
  { most, height, gap }: { most: number; height: number; gap: number },
): number {
  const candidates = Array.from({ length: most + 1 }, (_, below) => ({
    below,
    distance: Math.abs(placeSlabs(weights, { below, height, gap }).line - y),
  }))
  return candidates.reduce((best, each) => (each.distance < best.distance ? each : best)).below
}
