// Single things by two figures, a mark each. Positions are given from 0 to 1 with the words of both axes, so that an axis
// of powers or of names is no matter of this chart.
import { memo, useMemo } from 'react'
import { CartesianGrid, ResponsiveContainer, Scatter, ScatterChart, XAxis, YAxis } from 'recharts'
import { axis, axisLabel, firstSize } from './LineChart.tsx'
import type { ParallelAxis } from './ParallelLines.tsx'
import styles from './ScatterPoints.module.css'

export interface ScatterPoint {
  readonly id: string
  readonly x: number
  readonly y: number
  readonly best: boolean
}

export interface ScatterPointsProps {
  readonly title: string
  /** What the chart shows, in words, for those who do not see it. */
  readonly summary: string
  readonly points: readonly ScatterPoint[]
  readonly x: ParallelAxis
  readonly y: ParallelAxis
  readonly lit: string | null
  readonly onLight: (id: string | null) => void
}

export const ScatterPoints = memo(function ScatterPoints(props: ScatterPointsProps) {
  const { title, summary, points, x, y, lit, onLight } = props
  const data = useMemo(() => points.map((point) => ({ ...point, lit: point.id === lit })), [points, lit])
  return (
    <figure className={styles.chart} aria-label={summary}>
      <figcaption className={styles.title}>{title}</figcaption>
      <div className={styles.frame} aria-hidden="true">
        <ResponsiveContainer width="100%" height="100%" initialDimension={firstSize}>
          <ScatterChart margin={margin} accessibilityLayer={false}>
            <CartesianGrid stroke="var(--border)" />
            <XAxis
              dataKey="x"
              type="number"
              domain={whole}
              ticks={x.ticks.map(({ at }) => at)}
              tickFormatter={(at) => wordAt(x, at)}
              {...axis}
              label={{ value: x.label, ...axisLabel }}
              height={36}
            />
            <YAxis
              dataKey="y"
              type="number"
              domain={whole}
              ticks={y.ticks.map(({ at }) => at)}
              tickFormatter={(at) => wordAt(y, at)}
              width={64}
              {...axis}
              minTickGap={4}
            />
            <Scatter
              data={data}
              shape={drawPoint}
              isAnimationActive={false}
              onMouseEnter={({ payload }: { readonly payload?: unknown }) => onLight(idOf(payload))}
              onMouseLeave={() => onLight(null)}
            />
          </ScatterChart>
        </ResponsiveContainer>
      </div>
    </figure>
  )
})

const margin = { top: 8, right: 24, bottom: 0, left: 0 }
/** Marks at the ends are seen whole. */
const whole: [number, number] = [-0.06, 1.06]

function wordAt({ ticks }: ParallelAxis, at: number): string {
  return ticks.find((tick) => tick.at === at)?.text ?? ''
}

function idOf(payload: unknown): string | null {
  return typeof payload === 'object' && payload !== null && 'id' in payload ? String(payload.id) : null
}

interface Drawn {
  readonly cx?: number | undefined
  readonly cy?: number | undefined
  readonly payload?: { readonly id: string; readonly best: boolean; readonly lit: boolean } | undefined
}

/** The best is a diamond, so that it is told without colour. */
function drawPoint({ cx = 0, cy = 0, payload }: Drawn) {
  const size = payload?.lit ? 9 : 6
  const fill = payload?.lit ? 'var(--text)' : payload?.best ? 'var(--series-6)' : 'var(--series-1)'
  const marked = { fill, stroke: 'var(--surface)', 'data-point': payload?.id }
  return payload?.best ? (
    <path
      d={`M${cx} ${cy - size - 1}l${size + 1} ${size + 1}l${-size - 1} ${size + 1}l${-size - 1} ${-size - 1}z`}
      {...marked}
    />
  ) : (
    <circle cx={cx} cy={cy} r={size} {...marked} />
  )
}
