// A line for each thing across parallel axes: what goes together runs together. It knows nothing of runs; whoever uses
// it places the values on axes from 0 to 1, and says which line is looked at. Numbers and names stand in a table beside it.
import { memo } from 'react'
import { classes } from '../classes.ts'
import styles from './ParallelLines.module.css'

export interface ParallelAxis {
  readonly id: string
  readonly label: string
  readonly ticks: readonly { readonly at: number; readonly text: string }[]
}

export interface ParallelLine {
  readonly id: string
  /** Of each axis; null where the line has no value there. */
  readonly places: readonly (number | null)[]
  /** Drawn stronger than the others. */
  readonly best: boolean
}

export interface ParallelLinesProps {
  readonly title: string
  /** What the chart shows, in words, for those who do not see it. */
  readonly summary: string
  readonly axes: readonly ParallelAxis[]
  readonly lines: readonly ParallelLine[]
  readonly lit: string | null
  readonly onLight: (id: string | null) => void
}

/** Of the height, in hundredths: values lie between these, and what has none lies below, on a dashed edge. */
const [top, bottom, none] = [4, 88, 98]

export const ParallelLines = memo(function ParallelLines(props: ParallelLinesProps) {
  const { title, summary, axes, lines, lit, onLight } = props
  const across = (index: number) => (axes.length < 2 ? 50 : (100 * index) / (axes.length - 1))
  const drawn = [...lines].sort((a, b) => Number(a.id === lit) - Number(b.id === lit))
  const lacking = lines.some(({ places }) => places.includes(null))
  return (
    <figure className={classes(styles.chart)} aria-label={summary}>
      <figcaption className={styles.title}>{title}</figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must scroll by keyboard too */}
      <section className={styles.scroll} tabIndex={0} aria-label={`${title}, to be scrolled`}>
        <div className={styles.plot} style={{ minInlineSize: axes.length * 92 }} aria-hidden="true">
          <svg viewBox="0 0 100 100" preserveAspectRatio="none" className={styles.lines} role="presentation">
            {axes.map(({ id }, index) => (
              <line key={id} x1={across(index)} x2={across(index)} y1={top} y2={bottom} className={styles.axis} />
            ))}
            {lacking && <line x1={0} x2={100} y1={none} y2={none} className={styles.none} />}
            {drawn.map(({ id, places, best }) => (
              <polyline
                key={id}
                points={places.map((place, index) => `${across(index)},${down(place)}`).join(' ')}
                className={styles.line}
                data-line={id}
                data-best={best || undefined}
                data-lit={id === lit || undefined}
                data-dim={(lit !== null && id !== lit) || undefined}
                onPointerEnter={() => onLight(id)}
                onPointerLeave={() => onLight(null)}
              />
            ))}
          </svg>
          {axes.map((axis, index) => (
            <AxisWords key={axis.id} axis={axis} left={across(index)} last={index === axes.length - 1} />
          ))}
          {lacking && (
            <span className={styles.lacking} style={{ insetBlockStart: `${none}%` }}>
              does not apply
            </span>
          )}
        </div>
      </section>
    </figure>
  )
})

function AxisWords({
  axis,
  left,
  last,
}: {
  readonly axis: ParallelAxis
  readonly left: number
  readonly last: boolean
}) {
  return (
    <div className={styles.words} style={{ insetInlineStart: `${left}%` }} data-last={last || undefined}>
      <span className={styles.name}>{axis.label}</span>
      {axis.ticks.map(({ at, text }) => (
        <span key={text} className={styles.tick} style={{ insetBlockStart: `${down(at)}%` }}>
          {text}
        </span>
      ))}
    </div>
  )
}

function down(place: number | null): number {
  return place === null ? none : bottom - place * (bottom - top)
}
