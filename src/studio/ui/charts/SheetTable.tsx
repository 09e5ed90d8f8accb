import { memo } from 'react'
import styles from './SheetTable.module.css'
import { fewerRows, type Sheet } from './sheet.ts'

const mostRows = 100

/** The numbers behind a chart, as many as can be read; the file has the rest. */
export const SheetTable = memo(function SheetTable({
  label,
  sheet,
}: {
  readonly label: string
  readonly sheet: Sheet
}) {
  const { columns, rows } = sheet
  const shown = fewerRows(rows, mostRows)
  return (
    <section
      className={styles.scroll}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must scroll by keyboard too
      tabIndex={0}
      aria-label={label}
    >
      {shown.length < rows.length && (
        <p className={styles.note}>
          {shown.length} of {rows.length.toLocaleString('en')} rows; the CSV has them all.
        </p>
      )}
      <table className={styles.table}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={String(row[0])}>
              {row.map((cell, index) => (
                <td key={columns[index]}>{cellText(cell)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
})

function cellText(cell: number | string | null): string {
  if (cell === null) return ''
  if (typeof cell === 'string' || Number.isInteger(cell)) return String(cell)
  return Math.abs(cell) >= 1e-3 ? String(Number(cell.toPrecision(5))) : cell.toExponential(2)
}
