// Lines over one long x, as the charts of a run draw them, and what is read off them.
import type { Range } from './chartScale.ts'
import { nearest, within } from './chartScale.ts'
import type { Point } from './decimate.ts'
import type { LineStyle } from './LineChart.tsx'

export interface Trace extends LineStyle {
  readonly key: string
  /** In order of x. */
  readonly points: readonly Point[]
  /** Whether it is drawn smoothed, itself faint behind; for what jitters from point to point. */
  readonly smooth?: boolean
}

/** A place on the x axis that is told of. */
export interface ChartFlag {
  readonly key: string
  readonly kind: 'best' | 'change' | 'notice'
  readonly x: number
  /** One or two signs. */
  readonly sign: string
}

export interface RunAxis {
  readonly label: string
  /** It begins at 0. */
  readonly end: number
  /** Where whole numbers alone make sense. */
  readonly whole: boolean
  readonly format: (x: number) => string
}

/** Every value that is drawn within a range. */
export function* drawnValues(traces: readonly Trace[], range: Range | null): Generator<number> {
  for (const { points } of traces) for (const { y } of within(points, range)) yield y
}

/** What stands in the key: the value at the crosshair, else the latest. */
export function readOff({ points }: Pick<Trace, 'points'>, pointed: number | null): number | null {
  const point = pointed === null ? points.at(-1) : nearest(points, pointed)
  return point?.y ?? null
}
