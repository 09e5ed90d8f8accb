import { useMemo } from 'react'
import { CartesianGrid, Line, LineChart, ReferenceLine, ResponsiveContainer, XAxis, YAxis } from 'recharts'
import type { RateSearch } from '../../../shared/domain/trials.ts'
import { tickFormat } from '../../ui/charts/tickFormat.ts'
import { formatRate } from '../../ui/format.ts'
import { rateAxes } from './rateAxes.ts'
import styles from './trials.module.css'
import { type RateOffer, rateWords } from './trialWords.ts'

/** The loss over the rate: smoothed in front, as it was behind; the suggestions marked. */
export function RateChart({ search, offers }: { readonly search: RateSearch; readonly offers: readonly RateOffer[] }) {
  const { points } = search
  const { ends, rates, losses } = useMemo(() => rateAxes(points), [points])
  const leftmost = Math.min(...offers.map(({ rate }) => rate))
  if (points.length < 2) return null
  return (
    <figure className={styles.chart} aria-label={summaryOf(search)}>
      <div className={styles.frame} aria-hidden="true">
        <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 640, height: 260 }}>
          <LineChart data={points as RateSearch['points'][number][]} margin={margin} accessibilityLayer={false}>
            <CartesianGrid stroke="var(--border)" vertical={false} />
            <XAxis
              {...axis}
              dataKey="rate"
              type="number"
              scale="log"
              domain={[...ends]}
              ticks={[...rates]}
              tickFormatter={formatRate}
              height={40}
              label={{ value: 'Learning rate', ...axisLabel }}
            />
            <YAxis
              {...axis}
              domain={[losses[0] as number, losses.at(-1) as number]}
              ticks={[...losses]}
              allowDataOverflow
              tickFormatter={tickFormat(losses)}
              width={52}
            />
            <Line {...line} dataKey="loss" stroke="var(--border-strong)" strokeWidth={1} strokeOpacity={0.6} />
            <Line {...line} dataKey="smooth" stroke="var(--series-1)" strokeWidth={2} />
            {offers.map(({ kind, rate }) => (
              <ReferenceLine
                key={kind}
                x={rate}
                stroke="var(--text)"
                strokeDasharray={kind === 'valley' ? '2 3' : '6 3'}
                label={{
                  value: kind,
                  position: rate === leftmost ? 'insideTopRight' : 'insideTopLeft',
                  fontSize: 12,
                  fill: 'var(--text)',
                }}
              />
            ))}
          </LineChart>
        </ResponsiveContainer>
      </div>
      <figcaption className={styles.note}>
        Loss, smoothed in front and as it was behind.{' '}
        {search.end === 'diverged' && 'The search ended where the loss shot up.'}
      </figcaption>
    </figure>
  )
}

function summaryOf(search: RateSearch): string {
  const [first, last] = [search.points[0], search.points.at(-1)]
  const span = first && last ? ` from ${formatRate(first.rate)} to ${formatRate(last.rate)}` : ''
  return `The loss under a learning rate that grows${span}. ${rateWords(search)}`
}

const margin = { top: 16, right: 12, bottom: 0, left: 0 }
const axis = { stroke: 'var(--text-muted)', tickLine: false, fontSize: 12, minTickGap: 12 } as const
const axisLabel = { position: 'insideBottom', offset: 4, fontSize: 12, fill: 'var(--text-muted)' } as const
const line = { dot: false, isAnimationActive: false, type: 'linear', activeDot: false } as const
