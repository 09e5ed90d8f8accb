import { useMemo } from 'react'
import { significant } from '../../../shared/significant.ts'
import { selectRunsSlice } from '../../store/selectors.ts'
import { useStudio } from '../../store/studio.ts'
import { Card } from '../../ui/Card.tsx'
import { LineChart } from '../../ui/charts/LineChart.tsx'
import { countOf } from '../../ui/format.ts'
import { mostLines, type Overlay, overlays } from './overlaid.ts'
import styles from './runs.module.css'

/** The selected runs laid over one another, epoch by epoch. */
export function RunCurves() {
  const { selected, records } = useStudio(selectRunsSlice)
  const drawn = useMemo(() => {
    const inOrder = selected.flatMap((id) => records.find((record) => record.id === id) ?? [])
    return overlays(inOrder.slice(0, mostLines))
  }, [selected, records])
  if (selected.length === 0) return null
  return (
    <Card title="Side by side" note={countOf(selected.length, 'run', 'runs')}>
      {drawn.length === 0 && <p className={styles.note}>{waiting(selected.length, records.length)}</p>}
      {selected.length > mostLines && <p className={styles.note}>The first {mostLines} are drawn.</p>}
      <div className={styles.curves}>
        {drawn.map((overlay) => (
          <Curves key={overlay.figure} overlay={overlay} />
        ))}
      </div>
    </Card>
  )
}

function waiting(selected: number, records: number): string {
  return records < selected ? 'Reading …' : 'None of them has finished an epoch.'
}

function Curves({ overlay: { title, series, xEnd, yEnd } }: { readonly overlay: Overlay }) {
  const last = series.map(({ label, points }) => `${label}: ${digits(points.at(-1)?.y ?? Number.NaN)}`)
  return (
    <LineChart
      title={title}
      summary={`${title} by epoch, at the end: ${last.join('; ')}.`}
      series={series}
      xLabel="Epoch"
      xEnd={xEnd}
      yEnd={yEnd}
      format={digits}
      waiting={null}
    />
  )
}

function digits(value: number): string {
  if (!Number.isFinite(value)) return '–'
  return value >= 100 ? significant(value, 3) : value.toFixed(3)
}
