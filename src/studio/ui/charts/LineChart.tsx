// A line chart that never animates, never jumps and never draws more than it can draw in a frame: the space is
// reserved, the axes are fixed by whoever uses it, and long series are thinned before they reach recharts. The plot is
// laid out only when its own series or axes change; the words above it change by themselves.
import { memo, useMemo, useState } from 'react'
import { CartesianGrid, Line, LineChart as Recharts, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { decimate, type Point } from './decimate.ts'
import styles from './LineChart.module.css'
import { useTurns } from './useTurns.ts'

export type Mark = 'circle' | 'square' | 'diamond' | 'none'

/** How a line looks, on the chart and in its key. Colours are Okabe–Ito, as CSS values. */
export interface LineStyle {
  readonly label: string
  readonly colour: string
  /** SVG dash array; a solid line without. */
  readonly dash?: string | undefined
  readonly mark: Mark
}
export interface Series extends LineStyle {
  readonly key: string
  readonly points: readonly Point[]
  /** What the key says of it; absent, the value of its last point. */
  readonly figure?: string
}
interface PlotProps {
  readonly series: readonly Series[]
  readonly xLabel: string
  /** Where the x axis ends; it begins at 0, as does the y axis. */
  readonly xEnd: number
  readonly yEnd: number
  readonly format: (value: number) => string
}
export interface LineChartProps extends PlotProps {
  readonly title: string
  /** What the chart shows at this moment, in words, for those who do not see it. */
  readonly summary: string
  /** Shown in the empty frame before the first point. */
  readonly waiting: string | null
}

const mostPoints = 200
const mostMarks = 40

export const LineChart = memo(function LineChart({ title, summary, waiting, ...plot }: LineChartProps) {
  const turn = useTurns()
  return (
    <figure className={styles.chart} aria-label={summary}>
      <figcaption className={styles.caption}>
        <span className={styles.title}>{title}</span>
        <span className={styles.legend}>
          {plot.series.map((each) => (
            <Key key={each.key} lineStyle={each} latest={latest(each, plot.format)} />
          ))}
        </span>
      </figcaption>
      <div className={styles.frame} aria-hidden="true">
        {waiting && <p className={styles.waiting}>{waiting}</p>}
        {turn !== 'page' && <Plot {...plot} lined={turn === 'lines'} />}
      </div>
    </figure>
  )
})

const Plot = memo(function Plot({ series, lined, ...axes }: PlotProps & { lined: boolean }) {
  const { xLabel, xEnd, yEnd, format } = axes
  const [pointed, setPointed] = useState(false)
  const drawn = useMemo(() => series.map((each) => decimate(each.points, mostPoints)), [series])
  const xDomain = useMemo(() => [0, xEnd] as [number, number], [xEnd])
  const yDomain = useMemo(() => [0, yEnd] as [number, number], [yEnd])
  const yTicks = useMemo(() => [0, 0.25, 0.5, 0.75, 1].map((share) => share * yEnd), [yEnd])
  return (
    <div className={styles.plot} onPointerEnter={() => setPointed(true)} onPointerLeave={() => setPointed(false)}>
      <ResponsiveContainer width="100%" height="100%" initialDimension={firstSize}>
        <Recharts margin={margin} accessibilityLayer={false}>
          <CartesianGrid stroke="var(--border)" vertical={false} />
          <XAxis
            dataKey="x"
            type="number"
            domain={xDomain}
            allowDecimals={false}
            tickCount={6}
            {...axis}
            label={{ value: xLabel, ...axisLabel }}
            height={36}
          />
          <YAxis domain={yDomain} ticks={yTicks} width={52} tickFormatter={format} {...axis} minTickGap={4} />
          {pointed && (
            <Tooltip
              isAnimationActive={false}
              formatter={(value) => format(Number(value))}
              labelFormatter={(x) => `${xLabel} ${x}`}
              contentStyle={tooltip}
            />
          )}
          {(lined ? series : []).map((each, index) => (
            <Line
              key={each.key}
              data={drawn[index] ?? []}
              dataKey="y"
              name={each.label}
              stroke={each.colour}
              strokeWidth={2}
              {...(each.dash && { strokeDasharray: each.dash })}
              dot={each.mark === 'none' ? false : dots(each, drawn[index]?.length ?? 0)}
              activeDot={{ r: 4 }}
              isAnimationActive={false}
              type="linear"
            />
          ))}
        </Recharts>
      </ResponsiveContainer>
    </div>
  )
})

export const firstSize = { width: 480, height: 180 }
const margin = { top: 8, right: 12, bottom: 0, left: 0 }
export const axis = { stroke: 'var(--text-muted)', tickLine: false, fontSize: 12, minTickGap: 16 }
export const axisLabel = { position: 'insideBottom', offset: 2, fontSize: 12, fill: 'var(--text-muted)' } as const
export const tooltip = {
  background: 'var(--surface)',
  border: '1px solid var(--border)',
  borderRadius: 8,
  fontSize: 12,
}

/** Marks tell the series apart without colour; where they would run together, only some are drawn. */
function dots(lineStyle: LineStyle, count: number) {
  const every = Math.max(1, Math.ceil(count / mostMarks))
  return ({ cx, cy, index, key }: { cx?: number; cy?: number; index?: number; key?: unknown }) =>
    (index ?? 0) % every === 0 && cx !== undefined && cy !== undefined ? (
      <Marker key={String(key)} lineStyle={lineStyle} cx={cx} cy={cy} />
    ) : (
      <g key={String(key)} />
    )
}

export function Marker({ lineStyle: { mark, colour }, cx, cy }: { lineStyle: LineStyle; cx: number; cy: number }) {
  switch (mark) {
    case 'circle':
      return <circle cx={cx} cy={cy} r={3} fill={colour} />
    case 'square':
      return <rect x={cx - 3} y={cy - 3} width={6} height={6} fill="var(--surface)" stroke={colour} strokeWidth={2} />
    case 'diamond':
      return <path d={`M${cx} ${cy - 4}l4 4l-4 4l-4 -4z`} fill={colour} />
    case 'none':
      return null
    default:
      return mark satisfies never
  }
}

export const Key = memo(function Key({ lineStyle, latest }: { lineStyle: LineStyle; latest?: string }) {
  const width = lineStyle.mark === 'none' ? 1.25 : 2
  return (
    <span className={styles.key} data-key={lineStyle.label}>
      <svg width="24" height="10" aria-hidden="true">
        <line
          x1="0"
          x2="24"
          y1="5"
          y2="5"
          stroke={lineStyle.colour}
          strokeWidth={width}
          strokeDasharray={lineStyle.dash}
        />
        <Marker lineStyle={lineStyle} cx={12} cy={5} />
      </svg>
      {lineStyle.label}
      {latest !== undefined && <b className={styles.latest}>{latest}</b>}
    </span>
  )
})

function latest(series: Series, format: (value: number) => string): string {
  const last = series.points.at(-1)
  if (series.figure !== undefined) return series.figure
  return last ? format(last.y) : '–'
}
