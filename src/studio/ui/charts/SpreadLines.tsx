// Lines over amounts that double, each point with a whisker for its spread; so that eight and sixteen stand as far
// apart as sixteen and thirty-two. Whiskers of one amount are moved aside a little, so that none hides another.
import { memo, useMemo } from 'react'
import { CartesianGrid, ErrorBar, Line, LineChart, ResponsiveContainer, XAxis, YAxis } from 'recharts'
import { axis, axisLabel, firstSize, Key, type LineStyle, Marker } from './LineChart.tsx'
import styles from './SpreadLines.module.css'

export interface SpreadSeries extends LineStyle {
  readonly key: string
  readonly points: readonly SpreadPoint[]
}
export interface SpreadPoint {
  /** More than 0. */
  readonly x: number
  readonly y: number
  /** Half the whisker; null where it is unknown. */
  readonly spread: number | null
}

export interface SpreadLinesProps {
  readonly title: string
  /** What the chart shows, in words, for those who do not see it. */
  readonly summary: string
  readonly series: readonly SpreadSeries[]
  /** What stands on the axis before there are points there. */
  readonly amounts: readonly number[]
  readonly xLabel: string
  /** Where the y axis begins and ends. */
  readonly range: readonly [number, number]
  readonly format: (value: number) => string
}

/** Of a doubling. */
const aside = 0.05

export const SpreadLines = memo(function SpreadLines(props: SpreadLinesProps) {
  const { title, summary, series, amounts, xLabel, range, format } = props
  const drawn = useMemo(() => series.map(placed), [series])
  const ticks = useMemo(() => allAmounts(series, amounts).map(Math.log2), [series, amounts])
  const domain = useMemo(() => [(ticks[0] ?? 0) - 0.2, (ticks.at(-1) ?? 1) + 0.2] as [number, number], [ticks])
  const yDomain = useMemo(() => [...range] as [number, number], [range])
  return (
    <figure className={styles.chart} aria-label={summary}>
      <figcaption className={styles.caption}>
        <span className={styles.title}>{title}</span>
        <span className={styles.legend}>
          {series.map((each) => (
            <Key key={each.key} lineStyle={each} />
          ))}
        </span>
      </figcaption>
      <div className={styles.frame} aria-hidden="true">
        <ResponsiveContainer width="100%" height="100%" initialDimension={firstSize}>
          <LineChart margin={margin} accessibilityLayer={false}>
            <CartesianGrid stroke="var(--border)" vertical={false} />
            <XAxis
              dataKey="x"
              type="number"
              domain={domain}
              ticks={ticks}
              tickFormatter={amountText}
              {...axis}
              label={{ value: xLabel, ...axisLabel }}
              height={36}
            />
            <YAxis domain={yDomain} tickCount={5} width={52} tickFormatter={format} {...axis} minTickGap={4} />
            {series.map((each, index) => (
              <Line
                key={each.key}
                data={drawn[index] ?? []}
                dataKey="y"
                stroke={each.colour}
                strokeWidth={2}
                {...(each.dash && { strokeDasharray: each.dash })}
                dot={({ cx, cy, key }: { cx?: number; cy?: number; key?: unknown }) => (
                  <Marker key={String(key)} lineStyle={each} cx={cx ?? 0} cy={cy ?? 0} />
                )}
                activeDot={false}
                isAnimationActive={false}
                type="linear"
              >
                <ErrorBar dataKey="whisker" direction="y" width={5} strokeWidth={1.5} stroke={each.colour} />
              </Line>
            ))}
          </LineChart>
        </ResponsiveContainer>
      </div>
    </figure>
  )
})

const margin = { top: 8, right: 12, bottom: 0, left: 0 }

function placed({ points }: SpreadSeries, index: number, all: readonly SpreadSeries[]) {
  const moved = aside * (index - (all.length - 1) / 2)
  return points.map(({ x, y, spread }) => ({ x: Math.log2(x) + moved, y, whisker: spread ?? 0 }))
}

/** Every amount once, ascending. */
function allAmounts(series: readonly SpreadSeries[], amounts: readonly number[]): number[] {
  const drawn = series.flatMap(({ points }) => points.map(({ x }) => x))
  return [...new Set([...amounts, ...drawn])].sort((a, b) => a - b)
}

function amountText(power: number): string {
  return String(Math.round(10 * 2 ** power) / 10)
}
