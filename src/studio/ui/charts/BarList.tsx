/** Labelled horizontal bars from 0 to 1 that share one scale: probabilities, or a score beside its baseline. */
import type { CSSProperties } from 'react'
import styles from './BarList.module.css'

export interface Bar {
  readonly key: string
  readonly label: string
  /** 0 to 1. */
  readonly value: number
  readonly text: string
  /** A quieter bar, for what is only compared with. */
  readonly quiet?: boolean
  /** Where the truth may lie, drawn as a whisker. */
  readonly interval?: readonly [number, number]
}

export function BarList({ label, bars }: { readonly label: string; readonly bars: readonly Bar[] }) {
  return (
    <ul className={styles.list} aria-label={label}>
      {bars.map((bar) => (
        <li key={bar.key} className={styles.bar} data-bar={bar.key} data-value={bar.value}>
          <span className={styles.label} title={bar.label}>
            {bar.label}
          </span>
          <span className={styles.track} aria-hidden="true">
            <span className={`${styles.fill} ${bar.quiet ? styles.quiet : ''}`} style={share('--value', bar.value)} />
            {bar.interval && (
              <span
                className={styles.whisker}
                style={{ ...share('--from', bar.interval[0]), ...share('--to', bar.interval[1]) }}
              />
            )}
          </span>
          <span className={styles.text}>{bar.text}</span>
        </li>
      ))}
    </ul>
  )
}

function share(name: `--${string}`, value: number): CSSProperties {
  return { [name]: `${100 * Math.min(1, Math.max(0, value))}%` } as CSSProperties
}
