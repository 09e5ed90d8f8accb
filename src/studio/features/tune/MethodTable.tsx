import { Check } from 'lucide-react'
import { methodCard } from '../../../methods/cards.ts'
import type { MethodId } from '../../../methods/ids.ts'
import type { Estimate } from '../../../shared/estimate.ts'
import { Button } from '../../ui/Button.tsx'
import { classes } from '../../ui/classes.ts'
import { aboutSeconds, formatBytes, formatCount, formatPercent } from '../../ui/format.ts'
import type { MethodRow, RowGroup } from './comparison.ts'
import { lineWords } from './estimateText.ts'
import styles from './MethodTable.module.css'

export interface MethodTableProps {
  readonly groups: readonly RowGroup[]
  readonly blocks: number
  readonly chosen: MethodId
  readonly onChoose: (method: MethodId) => void
}

const columns = ['Learns', 'Trainable', 'Download size', 'Optimiser', 'Time per epoch'] as const

/** All methods side by side, and why some do not fit. On a narrow page each row is a card of its own. */
export function MethodTable({ groups, ...props }: MethodTableProps) {
  const slowest = Math.max(
    ...groups.flatMap(({ rows }) => rows.map(({ figures }) => figures?.secondsPerEpoch ?? 0)),
    Number.MIN_VALUE,
  )
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col" className={styles.column}>
            Method
          </th>
          {columns.map((column) => (
            <th key={column} scope="col" className={styles.column}>
              {column}
            </th>
          ))}
          <td className={styles.column} />
        </tr>
      </thead>
      {groups.map(({ title, rows }) => (
        <tbody key={title}>
          <tr>
            <th scope="rowgroup" colSpan={columns.length + 2} className={styles.group}>
              {title}
            </th>
          </tr>
          {rows.map((row) => (
            <Row key={row.method} row={row} slowest={slowest} {...props} />
          ))}
        </tbody>
      ))}
    </table>
  )
}

function Row({
  row,
  slowest,
  blocks,
  chosen,
  onChoose,
}: Omit<MethodTableProps, 'groups'> & { readonly row: MethodRow; readonly slowest: number }) {
  const { method, figures, refusal } = row
  const { title, summary } = methodCard(method)
  return (
    <tr
      className={styles.row}
      data-method-row={method}
      data-chosen={method === chosen || undefined}
      data-refused={refusal ? '' : undefined}
    >
      <th scope="row" title={summary} className={classes(styles.cell, styles.name)}>
        {title}
      </th>
      {figures === null ? (
        <td colSpan={columns.length + 1} className={classes(styles.cell, styles.refusal)}>
          {refusal}
        </td>
      ) : (
        <>
          <Figures figures={figures} method={method} blocks={blocks} slowest={slowest} />
          <td className={classes(styles.cell, styles.choose)}>
            {method === chosen ? (
              <span className={styles.chosen}>
                <Check size={16} aria-hidden="true" /> Chosen
              </span>
            ) : (
              <Button aria-label={`Choose ${title}`} data-choose={method} onPress={() => onChoose(method)}>
                Choose
              </Button>
            )}
          </td>
        </>
      )}
    </tr>
  )
}

function Figures({
  figures,
  method,
  blocks,
  slowest,
}: {
  readonly figures: Estimate
  readonly method: MethodId
  readonly blocks: number
  readonly slowest: number
}) {
  const { trainable, total, thawed, adapterBytes, optimiserBytes, secondsPerEpoch } = figures
  return (
    <>
      <td data-label={columns[0]} className={classes(styles.cell, styles.words)}>
        {lineWords(method, thawed, blocks)}
      </td>
      <td data-label={columns[1]} className={styles.cell}>
        {formatCount(trainable)} <span className={styles.percent}>{formatPercent(trainable / total)}</span>
      </td>
      <td data-label={columns[2]} className={styles.cell}>
        {adapterBytes === null ? (
          <span className={styles.share}>Whole model, {formatBytes(4 * total)}</span>
        ) : (
          formatBytes(adapterBytes)
        )}
      </td>
      <td data-label={columns[3]} className={styles.cell}>
        {formatBytes(optimiserBytes)}
      </td>
      <td data-label={columns[4]} className={classes(styles.cell, styles.time)}>
        {aboutSeconds(secondsPerEpoch)}
        <span className={styles.bar} aria-hidden="true">
          <span style={{ inlineSize: `${Math.max(2, (100 * secondsPerEpoch) / slowest)}%` }} />
        </span>
      </td>
    </>
  )
}
