// Scores beside each other, a row each: the mean as a filled mark with a whisker for its spread, every single value as
// a hollow one. The axis does not begin at 0: positions are compared, not lengths.
import { memo, useMemo } from 'react'
import { CartesianGrid, ErrorBar, ResponsiveContainer, Scatter, ScatterChart, XAxis, YAxis } from 'recharts'
import { classes } from '../classes.ts'
import styles from './DotChart.module.css'
import { axis, axisLabel, firstSize } from './LineChart.tsx'

export interface DotRow {
  readonly key: string
  readonly label: string
  /** Null while nothing is known: the row is kept free. */
  readonly mean: number | null
  /** Half the whisker; null where it is unknown. */
  readonly spread: number | null
  readonly values: readonly number[]
  readonly colour: string
}

export interface DotChartProps {
  readonly title: string
  /** What the chart shows, in words, for those who do not see it. */
  readonly summary: string
  /** From the top. */
  readonly rows: readonly DotRow[]
  readonly xLabel: string
  /** Where the axis begins and ends. */
  readonly range: readonly [number, number]
  readonly format: (value: number) => string
}

const rowHeight = 44
/** Of a row: single values stand under their mean, so that neither hides the other. */
const below = 0.3
const axisHeight = 44

export const DotChart = memo(function DotChart({ title, summary, rows, xLabel, range, format }: DotChartProps) {
  const means = useMemo(() => rows.flatMap(meanOf), [rows])
  const spreads = useMemo(() => means.filter(({ spread }) => spread !== null), [means])
  const values = useMemo(() => rows.flatMap(singles), [rows])
  const domain = useMemo(() => [...range] as [number, number], [range])
  const places = rows.map((_, index) => index)
  return (
    <figure className={classes(styles.chart)} aria-label={summary}>
      <figcaption className={styles.title}>{title}</figcaption>
      <div className={styles.frame} style={{ blockSize: rows.length * rowHeight + axisHeight }} aria-hidden="true">
        <ResponsiveContainer width="100%" height="100%" initialDimension={firstSize}>
          <ScatterChart margin={margin} accessibilityLayer={false}>
            <CartesianGrid stroke="var(--border)" />
            <XAxis
              dataKey="x"
              type="number"
              domain={domain}
              tickCount={5}
              tickFormatter={format}
              {...axis}
              label={{ value: xLabel, ...axisLabel }}
              height={36}
            />
            <YAxis
              dataKey="y"
              type="number"
              reversed
              domain={[-0.5, rows.length - 0.5]}
              ticks={places}
              interval={0}
              tickFormatter={(place) => rows[Number(place)]?.label ?? ''}
              width={128}
              {...axis}
              minTickGap={0}
            />
            <Scatter data={values} shape={drawSingle} isAnimationActive={false} />
            <Scatter data={spreads} shape={drawNothing} isAnimationActive={false}>
              <ErrorBar dataKey="spread" direction="x" width={6} strokeWidth={1.5} stroke="var(--text)" />
            </Scatter>
            <Scatter data={means} shape={drawMean} isAnimationActive={false} />
          </ScatterChart>
        </ResponsiveContainer>
      </div>
    </figure>
  )
})

const margin = { top: 4, right: 24, bottom: 0, left: 0 }

interface Drawn {
  readonly cx?: number | undefined
  readonly cy?: number | undefined
  readonly payload?: { readonly colour: string } | undefined
}

function singles({ values, colour }: DotRow, y: number) {
  return values.length > 1 ? values.map((x) => ({ x, y: y + below, colour })) : []
}

function meanOf(row: DotRow, y: number) {
  return row.mean === null ? [] : [{ ...row, x: row.mean, y }]
}

function drawNothing() {
  return <g />
}

function drawSingle({ cx = 0, cy = 0, payload }: Drawn) {
  return <circle cx={cx} cy={cy} r={3.5} fill="none" stroke={payload?.colour} strokeWidth={1.5} />
}

function drawMean({ cx = 0, cy = 0, payload }: Drawn) {
  return <path d={`M${cx} ${cy - 6}l6 6l-6 6l-6 -6z`} fill={payload?.colour} stroke="var(--surface)" />
}
