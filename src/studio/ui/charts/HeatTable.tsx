// A matrix of counts in one hue, as a real table: row and column headers, every cell its number, and each cell that
// holds something can be chosen with pointer or keyboard.
import type { CSSProperties } from 'react'
import styles from './HeatTable.module.css'
import { heatShade, heatTone } from './heat.ts'

export interface HeatTableProps {
  readonly caption: string
  readonly rowTitle: string
  readonly columnTitle: string
  readonly labels: readonly string[]
  /** Indices of the classes that are shown; absent: all. */
  readonly only?: readonly number[]
  /** values[row][column] */
  readonly values: readonly (readonly number[])[]
  readonly describe: (row: number, column: number, value: number) => string
  readonly chosen: { readonly row: number; readonly column: number } | null
  readonly onChoose: (row: number, column: number) => void
}

export function HeatTable({ caption, rowTitle, columnTitle, labels, values, only, ...rest }: HeatTableProps) {
  const shown = only ?? labels.map((_, index) => index)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide matrix scrolls, and must scroll by keyboard too
    <section className={styles.scroll} tabIndex={0} aria-label={caption}>
      <table className={styles.table} style={{ '--columns': shown.length } as CSSProperties}>
        <caption className={styles.caption}>{caption}</caption>
        <thead>
          <tr>
            <td className={styles.corner} />
            <th scope="colgroup" colSpan={shown.length} className={styles.axis}>
              {columnTitle}
            </th>
          </tr>
          <tr>
            <th scope="col" className={styles.axis}>
              {rowTitle}
            </th>
            {shown.map((column) => (
              <th key={column} scope="col" className={styles.column}>
                <span title={labels[column]}>{labels[column]}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={row}>
              <th scope="row" className={styles.row}>
                <span title={labels[row]}>{labels[row]}</span>
              </th>
              {shown.map((column) => (
                <Cell key={column} row={row} column={column} values={values[row] ?? []} {...rest} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

type CellProps = Pick<HeatTableProps, 'describe' | 'chosen' | 'onChoose'> & {
  row: number
  column: number
  values: readonly number[]
}

function Cell({ row, column, values, describe, chosen, onChoose }: CellProps) {
  const value = values[column] ?? 0
  const shade = heatShade(
    value,
    values.reduce((a, b) => a + b, 0),
  )
  const style: CSSProperties & Record<'--shade', string> = { '--shade': `${Math.round(shade * 100)}%` }
  const tone = styles[heatTone(shade)] ?? ''
  if (value === 0) return <td className={styles.none}>0</td>
  const picked = chosen?.row === row && chosen.column === column
  return (
    <td className={`${styles.cell} ${tone} ${row === column ? styles.diagonal : ''}`} style={style}>
      <button
        type="button"
        aria-pressed={picked}
        aria-label={describe(row, column, value)}
        onClick={() => onChoose(row, column)}
      >
        {value.toLocaleString('en')}
      </button>
    </td>
  )
}
