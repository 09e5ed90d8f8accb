// A line chart that never animates, never jumps and never draws more than it can draw in a frame: the space is
// reserved, the axes are fixed by whoever uses it, and long series are thinned before they reach recharts.
import { memo, useMemo } from 'react'
import { CartesianGrid, Line, LineChart as Recharts, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { decimate, type Point } from './decimate.ts'
import styles from './LineChart.module.css'

export type Mark = 'circle' | 'square' | 'diamond' | 'none'

export interface Series {
  readonly key: string
  readonly label: string
  readonly points: readonly Point[]
  /** Okabe–Ito colour, as a CSS value. */
  readonly colour: string
  /** SVG dash array; a solid line without. */
  readonly dash?: string
  readonly mark: Mark
}
export interface LineChartProps {
  readonly title: string
  /** What the chart shows at this moment, in words, for those who do not see it. */
  readonly summary: string
  readonly series: readonly Series[]
  readonly xLabel: string
  readonly xDomain: readonly [number, number]
  readonly yDomain: readonly [number | 'auto', number | 'auto']
  readonly format: (value: number) => string
  /** Shown in the empty frame before the first point. */
  readonly waiting: string
}

const mostPoints = 200

export const LineChart = memo(function LineChart(props: LineChartProps) {
  const { title, summary, series, xDomain, yDomain, format } = props
  const drawn = useMemo(() => series.map((each) => decimate(each.points, mostPoints)), [series])
  const empty = drawn.every((points) => points.length === 0)
  return (
    <figure className={styles.chart} aria-label={summary}>
      <figcaption className={styles.caption}>
        <span className={styles.title}>{title}</span>
        <span className={styles.legend}>
          {series.map((each) => (
            <span key={each.key} className={styles.key}>
              <svg width="24" height="10" aria-hidden="true">
                <line x1="0" x2="24" y1="5" y2="5" stroke={each.colour} strokeWidth="2" strokeDasharray={each.dash} />
                <Marker mark={each.mark} cx={12} cy={5} colour={each.colour} />
              </svg>
              {each.label}
              <b className={styles.latest}>{latest(each, format)}</b>
            </span>
          ))}
        </span>
      </figcaption>
      <div className={styles.frame} aria-hidden="true">
        {empty && <p className={styles.waiting}>{props.waiting}</p>}
        <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 480, height: 180 }}>
          <Recharts margin={{ top: 8, right: 12, bottom: 0, left: 0 }} accessibilityLayer={false}>
            <CartesianGrid stroke="var(--border)" vertical={false} />
            <XAxis
              dataKey="x"
              type="number"
              domain={[...xDomain]}
              allowDecimals={false}
              tickCount={6}
              {...axis}
              label={{ value: props.xLabel, ...axisLabel }}
              height={36}
            />
            <YAxis domain={[...yDomain]} width={52} tickCount={5} tickFormatter={format} {...axis} minTickGap={4} />
            <Tooltip
              isAnimationActive={false}
              formatter={(value) => format(Number(value))}
              labelFormatter={(x) => `${props.xLabel} ${round(Number(x))}`}
              contentStyle={tooltip}
            />
            {series.map((each, index) => (
              <Line
                key={each.key}
                data={drawn[index] ?? []}
                dataKey="y"
                name={each.label}
                stroke={each.colour}
                strokeWidth={each.mark === 'none' && !each.dash ? 1.25 : 2}
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
    </figure>
  )
})

const axis = { stroke: 'var(--text-muted)', tickLine: false, fontSize: 12, minTickGap: 16 }
const axisLabel = { position: 'insideBottom', offset: 2, fontSize: 12, fill: 'var(--text-muted)' } as const
const tooltip = { background: 'var(--surface)', border: '1px solid var(--border)', borderRadius: 8, fontSize: 12 }

/** Markers tell the series apart without colour; past forty they would run together, so that only some are drawn. */
function dots(series: Series, count: number) {
  const every = Math.max(1, Math.ceil(count / 40))
  return ({ cx, cy, index, key }: { cx?: number; cy?: number; index?: number; key?: unknown }) =>
    (index ?? 0) % every === 0 && cx !== undefined && cy !== undefined ? (
      <Marker key={String(key)} mark={series.mark} cx={cx} cy={cy} colour={series.colour} />
    ) : (
      <g key={String(key)} />
    )
}

function Marker({ mark, cx, cy, colour }: { mark: Mark; cx: number; cy: number; colour: string }) {
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

function latest(series: Series, format: (value: number) => string): string {
  const last = series.points.at(-1)
  return last ? format(last.y) : '–'
}

function round(value: number): string {
  return String(Math.round(value * 100) / 100)
}
