// What moves in a chart of traces. Recharts lays the whole chart out anew for every change of its data, which is too
// much several times a second; so recharts keeps frame and axes, and these layers take its scales and draw themselves.
import { createContext, memo, useContext, useId, useMemo } from 'react'
import { type ScaleFunction, usePlotArea, useXAxisScale, useYAxisScale } from 'recharts'
import { type Range, within } from './chartScale.ts'
import { type SharedView, usePointed } from './chartView.ts'
import { decimate, type Point } from './decimate.ts'
import { Marker } from './LineChart.tsx'
import { smoothed } from './smooth.ts'
import styles from './TraceChart.module.css'
import type { ChartFlag, Trace } from './trace.ts'

export interface Drawing {
  readonly traces: readonly Trace[]
  readonly flags: readonly ChartFlag[]
  readonly range: Range | null
  readonly keep: number
  /** Of x, for smoothing. */
  readonly unit: number
  readonly log: boolean
  readonly view: SharedView
}

export const DrawingContext = createContext<Drawing | null>(null)

const mostPoints = 400
const mostMarks = 40
/** Of the drawing beside the plot, in pixels: a sign at the last epoch may reach into it. */
const marginRight = 12

/** Everything that is drawn between the axes. */
export function TraceLayers() {
  const drawing = useContext(DrawingContext)
  const [x, y, area] = [useXAxisScale(), useYAxisScale(), usePlotArea()]
  const clip = useId()
  if (!drawing || !x || !y || !area) return null
  const { traces, flags, view, ...how } = drawing
  const span = [area.y, area.y + area.height] as const
  const shown = flags.filter((flag) => isShown(flag, how.range))
  const across = [area.x, area.x + area.width + marginRight] as const
  return (
    <>
      <clipPath id={clip}>
        <rect x={area.x - 4} y={area.y - 4} width={area.width + 8} height={area.height + 8} />
      </clipPath>
      <g clipPath={`url(#${clip})`}>
        {shown.map((flag) => (
          <FlagLine key={flag.key} flag={flag} at={x(flag.x) ?? 0} span={span} />
        ))}
        {traces.map((trace) => (
          <TraceLine key={trace.key} trace={trace} x={x} y={y} {...how} />
        ))}
        <Crosshair view={view} x={x} span={span} />
      </g>
      {shown.map((flag) => (
        <FlagSign key={flag.key} flag={flag} at={x(flag.x) ?? 0} span={span} across={across} />
      ))}
    </>
  )
}

interface TraceLineProps extends Pick<Drawing, 'range' | 'keep' | 'unit' | 'log'> {
  readonly trace: Trace
  readonly x: ScaleFunction
  readonly y: ScaleFunction
}

const TraceLine = memo(function TraceLine({ trace, x, y, range, keep, unit, log }: TraceLineProps) {
  const { points, smooth = false, colour, dash, mark } = trace
  const soft = smooth && keep > 0
  const raw = useMemo(() => shownPart(points, range, log), [points, range, log])
  const calm = useMemo(
    () => (soft ? shownPart(smoothed(points, keep, unit), range, log) : raw),
    [points, range, log, soft, keep, unit, raw],
  )
  const every = Math.max(1, Math.ceil(calm.length / mostMarks))
  const width = smooth && !soft ? 1.25 : 2
  return (
    <g data-trace={trace.key}>
      {soft && <path d={pathOf(raw, x, y)} fill="none" stroke={colour} strokeWidth={1} opacity={0.28} />}
      <path
        d={pathOf(calm, x, y)}
        fill="none"
        stroke={colour}
        strokeWidth={width}
        strokeDasharray={dash}
        strokeLinejoin="round"
      />
      {mark !== 'none' &&
        calm.map(
          (point, index) =>
            index % every === 0 && <Marker key={point.x} lineStyle={trace} cx={x(point.x) ?? 0} cy={y(point.y) ?? 0} />,
        )}
    </g>
  )
})

/** What the eye can tell apart; on a logarithmic axis nothing at or below 0. */
function shownPart(points: readonly Point[], range: Range | null, log: boolean): readonly Point[] {
  const there = within(points, range).filter(({ y }) => Number.isFinite(y) && (!log || y > 0))
  return decimate(there, mostPoints)
}

function isShown({ x }: ChartFlag, range: Range | null): boolean {
  return range === null || (x >= range[0] && x <= range[1])
}

type Span = readonly [number, number]

function FlagLine({ flag: { kind }, at, span: [top, bottom] }: { flag: ChartFlag; at: number; span: Span }) {
  return (
    <g data-flag={kind} className={styles[kind]}>
      <line x1={at} x2={at} y1={top} y2={bottom} strokeDasharray={kind === 'best' ? '4 3' : undefined} />
    </g>
  )
}

interface FlagSignProps {
  readonly flag: ChartFlag
  readonly at: number
  readonly span: Span
  /** From the y axis to the drawing's end. */
  readonly across: Span
}

/** The best epoch is told above the plot, where it hides no curve; changes at its foot, so that both can be read. */
function FlagSign({ flag: { kind, sign }, at, span: [top, bottom], across: [left, right] }: FlagSignProps) {
  const wide = 8 + 7 * sign.length
  const middle = Math.max(left + wide / 2, Math.min(right - wide / 2, at))
  const row = kind === 'best' ? top - 18 : bottom - 16
  return (
    <g data-flag-sign={kind} className={styles[kind]}>
      <rect x={middle - wide / 2} y={row} width={wide} height={14} rx={3} />
      <text x={middle} y={row + 10.5} textAnchor="middle" fontSize={10} fontWeight={600}>
        {sign}
      </text>
    </g>
  )
}

function Crosshair({ view, x, span: [top, bottom] }: { view: SharedView; x: ScaleFunction; span: Span }) {
  const pointed = usePointed(view)
  const at = pointed === null ? undefined : x(pointed)
  if (at === undefined) return null
  return <line x1={at} x2={at} y1={top} y2={bottom} stroke="var(--text)" strokeWidth={1} data-crosshair={pointed} />
}

function pathOf(points: readonly Point[], x: ScaleFunction, y: ScaleFunction): string {
  return points.map((point, index) => `${index === 0 ? 'M' : 'L'}${tenth(x(point.x))} ${tenth(y(point.y))}`).join('')
}

/** A tenth of a pixel is as fine as anyone sees. */
function tenth(pixels: number | undefined): number {
  return Math.round(10 * (pixels ?? 0)) / 10
}
