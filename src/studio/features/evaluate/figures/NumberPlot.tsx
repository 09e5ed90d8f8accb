// A plane of two numbers with a mark for each example: predicted against true, or what is left over. The pointer finds
// the mark next to it; who uses no pointer takes the table beside the plot.
import { type PointerEvent, useMemo, useState } from 'react'
import { nearest, type Position } from './plotPoints.ts'
import styles from './UnitPlot.module.css'

export interface NumberPlotProps {
  readonly title: string
  /** What the figure shows, in words, for those who do not see it. */
  readonly summary: string
  readonly xLabel: string
  readonly yLabel: string
  readonly points: readonly Position[]
  /** Where a perfect answer would lie: both numbers alike, or none left over. */
  readonly perfect: 'diagonal' | 'zero'
  readonly format: (value: number) => string
  readonly onOpen: (index: number) => void
}

const plane = { width: 360, height: 280, left: 56, top: 12, wide: 292, high: 220 }
const reach = 12
const tickCount = 5

export function NumberPlot({ title, summary, xLabel, yLabel, points, perfect, format, onOpen }: NumberPlotProps) {
  const [pointed, setPointed] = useState<number | null>(null)
  const { width, height, left, top, wide, high } = plane
  const { x, y } = useMemo(() => rangesOf(points, perfect), [points, perfect])
  const across = (value: number) => left + (wide * (value - x[0])) / (x[1] - x[0])
  const down = (value: number) => top + high - (high * (value - y[0])) / (y[1] - y[0])
  const places = points.map(([a, b]): Position => [across(a), down(b)])
  const under = (event: PointerEvent<SVGSVGElement>) => nearest(places, placeOf(event), reach)
  const open = (event: PointerEvent<SVGSVGElement>) => {
    const index = under(event)
    if (index !== null) onOpen(index)
  }
  const line = perfect === 'diagonal' ? [x[0], x[0], x[1], x[1]] : [x[0], 0, x[1], 0]
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = line
  return (
    <figure className={styles.figure} aria-label={summary}>
      <figcaption className={styles.caption}>
        <span>{title}</span>
      </figcaption>
      <svg
        className={styles.plot}
        viewBox={`0 0 ${width} ${height}`}
        aria-hidden="true"
        style={{ cursor: pointed === null ? undefined : 'pointer' }}
        onPointerMove={(event) => setPointed(under(event))}
        onPointerLeave={() => setPointed(null)}
        onPointerUp={open}
      >
        {ticksOf(y).map((tick) => (
          <g key={tick}>
            <line className={styles.grid} x1={left} x2={left + wide} y1={down(tick)} y2={down(tick)} />
            <text className={styles.tick} x={left - 6} y={down(tick) + 4} textAnchor="end">
              {format(tick)}
            </text>
          </g>
        ))}
        {ticksOf(x).map((tick) => (
          <text key={tick} className={styles.tick} x={across(tick)} y={top + high + 16} textAnchor="middle">
            {format(tick)}
          </text>
        ))}
        <text className={styles.axis} x={left + wide / 2} y={height - 6} textAnchor="middle">
          {xLabel}
        </text>
        <text className={styles.axis} textAnchor="middle" transform={`translate(10 ${top + high / 2}) rotate(-90)`}>
          {yLabel}
        </text>
        <line
          x1={across(x1)}
          y1={down(y1)}
          x2={across(x2)}
          y2={down(y2)}
          stroke="var(--text-quiet, currentColor)"
          strokeDasharray="4 4"
        />
        {places.map(([cx, cy], index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a point has no other name, and points never move
          <circle key={index} cx={cx} cy={cy} r={index === pointed ? 5 : 3} fill="var(--series-1)" fillOpacity={0.6} />
        ))}
      </svg>
    </figure>
  )
}

/** Of both axes; predicted and true share one, so that the diagonal is one. */
function rangesOf(points: readonly Position[], perfect: NumberPlotProps['perfect']) {
  const xs = points.map(([a]) => a)
  const ys = points.map(([, b]) => b)
  if (perfect === 'diagonal') {
    const both = widened([...xs, ...ys])
    return { x: both, y: both }
  }
  return { x: widened(xs), y: widened([...ys, 0]) }
}

function widened(values: readonly number[]): readonly [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const edge = 0.04 * (high - low) || 0.5
  return [low - edge, high + edge]
}

function ticksOf([low, high]: readonly [number, number]): readonly number[] {
  const rough = (high - low) / tickCount
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 5, 10].find((each) => each * power >= rough) ?? 10) * power
  const first = Math.ceil(low / step)
  const count = Math.floor(high / step) - first + 1
  return Array.from({ length: count }, (_, index) => Number(((first + index) * step).toPrecision(12)))
}

/** In the picture's own coordinates. */
function placeOf({ currentTarget, clientX, clientY }: PointerEvent<SVGSVGElement>): Position {
  const { left, top, width, height } = currentTarget.getBoundingClientRect()
  return [((clientX - left) / width) * plane.width, ((clientY - top) / height) * plane.height]
}
