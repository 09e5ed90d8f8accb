// One of several charts over the same run: its frame and its axes by recharts, laid out only when an axis changes; its
// lines in layers of their own; above them what it is, its values under the crosshair, and the ways to take it away.
import { Download, ImageDown, type LucideIcon, Table2 } from 'lucide-react'
import { memo, type RefObject, useMemo, useRef, useState } from 'react'
import { CartesianGrid, LineChart as Recharts, ResponsiveContainer, XAxis, YAxis } from 'recharts'
import { download } from '../download.ts'
import { pictureOf } from './chartPicture.ts'
import { niceTicks, type Range, valueAxis } from './chartScale.ts'
import { type SharedView, usePointed, useRange } from './chartView.ts'
import { axis, axisLabel, firstSize, Key } from './LineChart.tsx'
import { PlotSurface } from './PlotSurface.tsx'
import { SheetTable } from './SheetTable.tsx'
import { csvOf, type Sheet } from './sheet.ts'
import styles from './TraceChart.module.css'
import { tickFormat } from './tickFormat.ts'
import { type ChartFlag, drawnValues, type RunAxis, readOff, type Trace } from './trace.ts'
import { type Drawing, DrawingContext, TraceLayers } from './traceLayers.tsx'
import { useTurns } from './useTurns.ts'

export interface TraceChartProps {
  /** Names it for automation, and its files. */
  readonly name: string
  readonly title: string
  /** What the chart shows at this moment, in words, for those who do not see it. */
  readonly summary: string
  readonly traces: readonly Trace[]
  readonly flags: readonly ChartFlag[]
  readonly axis: RunAxis
  readonly format: (value: number) => string
  /** Whether the y axis is written in that format too; else its numbers are all of one form. */
  readonly ownTicks?: boolean
  /** Where a linear y axis ends; a round number above everything without. */
  readonly most?: number
  readonly log: boolean
  /** Share of the past that smoothing keeps over one `unit` of x. */
  readonly keep: number
  readonly unit: number
  /** Shown in the empty frame before the first point. */
  readonly waiting: string | null
  readonly view: SharedView
  readonly sheet: () => Sheet
  /** Nothing is drawn before it was seen. */
  readonly seen: boolean
}

export const TraceChart = memo(function TraceChart(props: TraceChartProps) {
  const { name, title, summary, view, waiting, sheet, traces, seen } = props
  const [tabled, setTabled] = useState(false)
  const figure = useRef<HTMLElement>(null)
  const turn = useTurns(seen)
  const frame = useFrame(props)
  return (
    <figure ref={figure} className={styles.chart} aria-label={summary} data-chart={name}>
      <figcaption className={styles.caption}>
        <span className={styles.title}>{title}</span>
        <Tools {...{ name, title, sheet, figure, tabled, setTabled }} />
        <Legend {...props} />
      </figcaption>
      {tabled ? (
        <div className={styles.frame}>
          <SheetTable label={`${title} in numbers`} sheet={sheet()} />
        </div>
      ) : (
        <div className={styles.frame}>
          {waiting && <p className={styles.waiting}>{waiting}</p>}
          <div className={styles.plot} aria-hidden="true">
            {turn !== 'page' && (
              <DrawingContext.Provider value={turn === 'lines' ? frame.drawing : null}>
                <Axes {...frame.axes} />
              </DrawingContext.Provider>
            )}
          </div>
          {traces.length > 0 && (
            <PlotSurface
              label={title}
              view={view}
              shown={frame.shown}
              whole={frame.whole}
              describe={(x) => spoken(props, x)}
            />
          )}
        </div>
      )}
    </figure>
  )
})

/** The axes as plain values that stay the same until they change, and what is drawn between them. */
function useFrame({
  traces,
  flags,
  axis: run,
  format,
  ownTicks = false,
  most,
  log,
  keep,
  unit,
  view,
}: TraceChartProps) {
  const range = useRange(view)
  const {
    from,
    to,
    ticks,
    log: logged,
  } = useMemo(
    () => valueAxis(drawnValues(traces, range), { log, ...(most !== undefined && { most }) }),
    [traces, range, log, most],
  )
  const key = ticks.join()
  const yTicks = useMemo(() => key.split(',').map(Number), [key])
  const { end, whole: wholeNumbers, label, format: xFormat } = run
  const whole = useMemo<Range>(() => [0, end], [end])
  const shown = range ?? whole
  const xTicks = useMemo(
    () => niceTicks(shown, { whole: wholeNumbers && shown[1] - shown[0] > 4 }),
    [shown, wholeNumbers],
  )
  const drawing = useMemo<Drawing>(
    () => ({ traces, flags, range, keep, unit, log: logged, view }),
    [traces, flags, range, keep, unit, logged, view],
  )
  const tickText = useMemo(() => (ownTicks ? format : tickFormat(yTicks)), [ownTicks, format, yTicks])
  const yDomain = useMemo<Range>(() => [from, to], [from, to])
  return {
    drawing,
    whole,
    shown,
    axes: { shown, xTicks, xFormat, label, yDomain, yTicks, log: logged, format: tickText },
  }
}

interface AxesProps {
  readonly shown: Range
  readonly xTicks: readonly number[]
  readonly xFormat: (x: number) => string
  readonly label: string
  readonly yDomain: Range
  readonly yTicks: readonly number[]
  readonly log: boolean
  readonly format: (value: number) => string
}

const Axes = memo(function Axes({ shown, xTicks, xFormat, label, yDomain, yTicks, log, format }: AxesProps) {
  return (
    <ResponsiveContainer width="100%" height="100%" initialDimension={firstSize}>
      <Recharts margin={margin} accessibilityLayer={false}>
        <CartesianGrid stroke="var(--border)" vertical={false} />
        <XAxis
          dataKey="x"
          type="number"
          domain={[...shown]}
          allowDataOverflow
          ticks={xTicks}
          interval="equidistantPreserveStart"
          tickFormatter={xFormat}
          {...axis}
          label={{ value: label, ...axisLabel }}
          height={36}
        />
        <YAxis
          domain={[...yDomain]}
          allowDataOverflow
          scale={log ? 'log' : 'linear'}
          ticks={yTicks}
          width={60}
          tickFormatter={format}
          {...axis}
          minTickGap={4}
        />
        <TraceLayers />
      </Recharts>
    </ResponsiveContainer>
  )
})

// The flags stand above the plot, where no curve runs.
const margin = { top: 22, right: 12, bottom: 0, left: 0 }

function Legend({ traces, format, axis: run, view }: TraceChartProps) {
  const pointed = usePointed(view)
  return (
    <span className={styles.legend}>
      {traces.map((trace) => (
        <Key key={trace.key} lineStyle={trace} latest={inDigits(readOff(trace, pointed), format)} />
      ))}
      <span className={styles.at}>{pointed === null ? '' : `${run.label} ${run.format(pointed)}`}</span>
    </span>
  )
}

function inDigits(value: number | null, format: (value: number) => string): string {
  return value === null ? '–' : format(value)
}

function spoken({ traces, axis: run, format }: TraceChartProps, x: number): string {
  const values = traces.map((trace) => `${trace.label} ${inDigits(readOff(trace, x), format)}`)
  return `${run.label} ${run.format(x)}: ${values.join(', ')}`
}

interface ToolsProps {
  readonly name: string
  readonly title: string
  readonly sheet: () => Sheet
  readonly figure: RefObject<HTMLElement | null>
  readonly tabled: boolean
  readonly setTabled: (tabled: boolean) => void
}

function Tools({ name, title, sheet, figure, tabled, setTabled }: ToolsProps) {
  const saveTable = () => download(`thaw-${name}.csv`, new Blob([csvOf(sheet())], { type: 'text/csv' }))
  const savePicture = async () => {
    const picture = figure.current && (await pictureOf(figure.current, title))
    if (picture) download(`thaw-${name}.png`, picture)
  }
  return (
    <span className={styles.tools}>
      <Tool
        icon={Table2}
        label="Table"
        spoken={`${title} as a table`}
        action={`table-${name}`}
        pressed={tabled}
        onPress={() => setTabled(!tabled)}
      />
      <Tool icon={Download} label="CSV" spoken={`${title} as CSV`} action={`csv-${name}`} onPress={saveTable} />
      <Tool
        icon={ImageDown}
        label="PNG"
        spoken={`${title} as PNG`}
        action={`png-${name}`}
        disabled={tabled}
        onPress={() => void savePicture()}
      />
    </span>
  )
}

interface ToolProps {
  readonly icon: LucideIcon
  readonly label: string
  readonly spoken: string
  readonly action: string
  readonly pressed?: boolean
  readonly disabled?: boolean
  readonly onPress: () => void
}

/** Its word is always there; the icon only where there is room for both. */
function Tool({ icon: Icon, label, spoken: name, action, pressed, disabled = false, onPress }: ToolProps) {
  return (
    <button
      type="button"
      className={styles.toggle}
      aria-label={name}
      aria-pressed={pressed}
      disabled={disabled}
      data-action={action}
      onClick={onPress}
    >
      <Icon size={14} aria-hidden="true" />
      <span aria-hidden="true">{label}</span>
    </button>
  )
}
