// A square of shares, 0 to 1 both ways, with what is drawn in it. Small and still: it is drawn as it is, in SVG.
import type { ReactNode } from 'react'
import styles from './UnitPlot.module.css'
import { acrossOf, downOf, plane, ticks } from './unitPlane.ts'

export interface UnitPlotProps {
  readonly title: string
  /** What the figure shows, in words, for those who do not see it. */
  readonly summary: string
  readonly xLabel: string
  readonly yLabel: string
  /** Beside the title: what the lines are. */
  readonly legend?: ReactNode
  /** In the coordinates of `unitPlane`. */
  readonly children: ReactNode
}

export function UnitPlot({ title, summary, xLabel, yLabel, legend, children }: UnitPlotProps) {
  const { width, height, left, top, wide, high } = plane
  return (
    <figure className={styles.figure} aria-label={summary}>
      <figcaption className={styles.caption}>
        <span>{title}</span>
        {legend}
      </figcaption>
      <svg className={styles.plot} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
        {ticks.map((tick) => (
          <g key={tick}>
            <line className={styles.grid} x1={left} x2={left + wide} y1={downOf(tick)} y2={downOf(tick)} />
            <text className={styles.tick} x={left - 6} y={downOf(tick) + 4} textAnchor="end">
              {tick}
            </text>
            <text className={styles.tick} x={acrossOf(tick)} y={top + high + 16} textAnchor="middle">
              {tick}
            </text>
          </g>
        ))}
        <text className={styles.axis} x={left + wide / 2} y={height - 8} textAnchor="middle">
          {xLabel}
        </text>
        <text className={styles.axis} textAnchor="middle" transform={`translate(10 ${top + high / 2}) rotate(-90)`}>
          {yLabel}
        </text>
        {children}
      </svg>
    </figure>
  )
}

/** How a line or a row of marks is told, beside its name. */
export function PlotKey({ children, mark }: { readonly children: ReactNode; readonly mark: ReactNode }) {
  return (
    <span className={styles.key}>
      <svg width="24" height="12" aria-hidden="true">
        {mark}
      </svg>
      {children}
    </span>
  )
}
