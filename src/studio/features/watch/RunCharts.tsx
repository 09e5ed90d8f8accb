// The charts of a run. Each follows the run at its own moment, so that no two are drawn in one task, and only while it
// is on the screen. What is pointed at and zoomed to, all share.
import { useEffect, useMemo, useRef } from 'react'
import type { ModelSummary } from '../../../shared/domain/model.ts'
import type { TaskId } from '../../../tasks/ids.ts'
import type { ShownRunLog } from '../../store/runLog.ts'
import type { StudioState } from '../../store/state.ts'
import { modelOf } from '../../store/steps.ts'
import { useStudio } from '../../store/studio.ts'
import { Card } from '../../ui/Card.tsx'
import { TraceChart } from '../../ui/charts/TraceChart.tsx'
import { readOff } from '../../ui/charts/trace.ts'
import { useSeen } from '../../ui/charts/useSeen.ts'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { InTurn } from '../../ui/InTurn.tsx'
import { ChartToolbar } from './ChartToolbar.tsx'
import { chartPrefs, chartView, useChartPrefs } from './chartPrefs.ts'
import { type AxisKind, axisOf, placeOf } from './runAxis.ts'
import { sheetOf } from './runSheets.ts'
import { flagsOf, onAxis, type RunChartId, runCharts } from './runTraces.ts'
import { usePaced } from './usePaced.ts'
import styles from './watch.module.css'

const selectRunId = ({ run }: StudioState) => (run.status === 'idle' ? null : run.log.runId)

/** Milliseconds between two drawings; no two are multiples of each other, so that they fall apart. */
const paces: Record<RunChartId, number> = {
  loss: 310,
  score: 370,
  rate: 430,
  gradient: 350,
  movement: 470,
  pace: 530,
  memory: 590,
}

export function RunCharts() {
  const runId = useStudio(selectRunId)
  useEffect(() => {
    if (runId) chartView.setState({ pointed: null, range: null })
  }, [runId])
  return (
    <>
      <ChartToolbar />
      <RunChart id="loss" />
      <div className={styles.pair}>
        <InTurn after={1}>
          <RunChart id="score" />
        </InTurn>
        <InTurn after={2}>
          <RunChart id="rate" />
        </InTurn>
      </div>
      <MoreCharts />
    </>
  )
}

/** What is looked at when something is strange; unfolded once, it stays so from screen to screen. */
function MoreCharts() {
  const { unfolded } = useChartPrefs()
  return (
    <Disclosure
      lazy
      label="More charts"
      note="gradient, updates, pace, memory"
      action="more-charts"
      open={unfolded}
      onToggle={(open) => chartPrefs.setState({ unfolded: open })}
    >
      <div className={styles.pair}>
        <RunChart id="gradient" />
        <RunChart id="movement" />
        <RunChart id="pace" />
        <RunChart id="memory" />
      </div>
    </Disclosure>
  )
}

const selectLog = ({ run }: StudioState) => (run.status === 'idle' ? null : run.log)
const selectOver = ({ run }: StudioState) => run.status === 'finished' || run.status === 'failed'

function RunChart({ id }: { readonly id: RunChartId }) {
  const place = useRef<HTMLDivElement>(null)
  const seen = useSeen(place)
  const log = usePaced(selectLog, paces[id], seen)
  const over = usePaced(selectOver, paces[id], seen)
  const model = usePaced(modelOf, paces[id], seen)
  return (
    <div ref={place}>
      <Card>{log && <Drawn id={id} log={log} over={over} model={model} seen={seen} />}</Card>
    </div>
  )
}

interface DrawnProps {
  readonly id: RunChartId
  readonly log: ShownRunLog
  readonly over: boolean
  readonly model: ModelSummary | null
  readonly seen: boolean
}

function Drawn({ id, log, over, model, seen }: DrawnProps) {
  const { smoothing, log: logarithmic, axis: kind } = useChartPrefs()
  const { task } = log.recipe
  const { title, format: formatted, ticks, most, log: settled, waiting, traces: tracesOf } = runCharts[id]
  const names = useMemo(() => blockNames(log, model), [log, model])
  const drawn = useMemo(() => {
    const place = placeOf(log, kind)
    return { traces: onAxis(tracesOf(log, names), place), flags: flagsOf(log, place) }
  }, [log, kind, names, tracesOf])
  const axis = useAxis(log, kind, over)
  const format = useMemo(() => (value: number) => formatted(value, task), [formatted, task])
  const end = most?.(task)
  const empty = drawn.traces.every(({ points }) => points.length === 0)
  return (
    <TraceChart
      name={id}
      title={title(task)}
      summary={summaryOf(title(task), drawn.traces, format)}
      traces={drawn.traces}
      flags={drawn.flags}
      axis={axis}
      format={format}
      ownTicks={ticks === 'own'}
      {...(end !== undefined && { most: end })}
      log={settled ?? logarithmic}
      keep={smoothing}
      unit={smoothingUnit(log, kind)}
      waiting={empty ? waiting : null}
      view={chartView}
      sheet={() => sheetOf(id, log, names)}
      seen={seen}
    />
  )
}

/** The same axis until it ends elsewhere: a new one would have the chart laid out anew. */
function useAxis(log: ShownRunLog, kind: AxisKind, over: boolean) {
  const { label, end, whole, format } = axisOf(log, kind, over)
  return useMemo(() => ({ label, end, whole, format }), [label, end, whole, format])
}

/**
 * A line is a thousand points wide to the eye, however many steps it has: smoothing counts in those, and in single steps
 * while there are fewer.
 */
function smoothingUnit(log: ShownRunLog, kind: AxisKind): number {
  const steps = log.lastStep?.step ?? 1
  const unit = Math.max(1, steps / 1000)
  if (kind === 'step') return unit
  if (kind === 'epoch') return unit / Math.max(1, log.stepsPerEpoch)
  return Math.max(1e-6, (unit * (log.lastStep?.seconds ?? 0)) / steps)
}

/** Of the blocks and, last, the head; none where another model is loaded now. */
function blockNames({ recipe }: ShownRunLog, model: ModelSummary | null): readonly string[] {
  if (model?.id !== recipe.model.id) return []
  return [...model.blocks.map(({ label }) => label), 'head']
}

function summaryOf(
  title: string,
  traces: ReturnType<typeof onAxis>,
  format: (value: number, task?: TaskId) => string,
): string {
  const latest = traces.flatMap((trace) => {
    const value = readOff(trace, null)
    return value === null ? [] : [`${trace.label} ${format(value)}`]
  })
  return latest.length > 0 ? `${title}, latest: ${latest.join(', ')}.` : `${title}: nothing measured yet.`
}
