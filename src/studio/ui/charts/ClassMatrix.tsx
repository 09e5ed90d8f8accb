// A confusion matrix with the pairs that are mixed up most above it. One of many classes begins folded to those; unfolded
// it scrolls, with its headings in sight.
import { useMemo, useState } from 'react'
import { Button } from '../Button.tsx'
import styles from './ClassMatrix.module.css'
import { HeatTable, type HeatTableProps } from './HeatTable.tsx'
import { classesOf, mixUps } from './mixUps.ts'

/** More classes than fit beside one another begin folded, to as many as do. */
const [mostAtOnce, foldedTo] = [16, 12] as const
const pairsShown = 6
/** Two classes have two ways to be mixed up, which the matrix shows at a glance. */
const fewestForPairs = 3

export function ClassMatrix(props: Omit<HeatTableProps, 'only'>) {
  const { labels, values, chosen, describe, onChoose } = props
  const pairs = useMemo(() => mixUps(values), [values])
  const many = labels.length > mostAtOnce
  const [whole, setWhole] = useState(false)
  const folded = many && !whole
  const only = useMemo(() => classesOf(pairs, foldedTo), [pairs])
  const isChosen = (row: number, column: number) => chosen?.row === row && chosen.column === column
  return (
    <>
      {labels.length >= fewestForPairs && pairs.length > 0 && (
        <>
          <h3 className={styles.heading}>Most often mixed up</h3>
          <ul className={styles.pairs} data-mix-ups={pairs.length}>
            {pairs.slice(0, pairsShown).map(({ row, column, count, share }) => (
              <li key={`${row} ${column}`}>
                <button
                  type="button"
                  data-mix-up={`${row} ${column}`}
                  aria-pressed={isChosen(row, column)}
                  aria-label={describe(row, column, count)}
                  onClick={() => onChoose(row, column)}
                >
                  <span className={styles.names}>
                    <bdi>{labels[row]}</bdi> → <bdi>{labels[column]}</bdi>
                  </span>
                  <span className={styles.count}>
                    {count.toLocaleString('en')} · {Math.round(100 * share)}&nbsp;%
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      {many && (
        <div className={styles.fold}>
          <Button data-action="fold-matrix" aria-expanded={!folded} onPress={() => setWhole(!whole)}>
            {folded ? `Show all ${labels.length} classes` : `Show the ${only.length} most mixed up`}
          </Button>
          <span>
            {folded && only.length > 0 && `${only.length} of ${labels.length} classes are shown, those mixed up most.`}
            {folded && only.length === 0 && `No class is mixed up with another.`}
          </span>
        </div>
      )}
      {(!folded || only.length > 0) && <HeatTable {...props} {...(folded && { only })} />}
    </>
  )
}
