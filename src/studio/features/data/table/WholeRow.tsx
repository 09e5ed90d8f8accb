/** A row in full: each column with the whole of its cell, which the table shows in two lines. */
import { useEffect, useState } from 'react'
import type { ColumnRole } from '../../../../shared/domain/data.ts'
import type { WholeRow as Whole, WholeCell } from '../../../../shared/domain/tableRows.ts'
import { actions } from '../../../store/studio.ts'
import { tableRow } from '../../../store/tableActions.ts'
import { Dialog } from '../../../ui/Dialog.tsx'
import { countOf, formatCount } from '../../../ui/format.ts'
import { MarkedWords } from '../../../ui/MarkedText.tsx'
import styles from './WholeRow.module.css'

export interface RowPlace {
  readonly file: number
  readonly row: number
}

interface Props {
  /** Null shows none. */
  readonly place: RowPlace | null
  /** The name of its file. */
  readonly file: string
  /** The columns as they stand in the table. */
  readonly shown: readonly { readonly name: string; readonly role: ColumnRole; readonly at: number }[]
  /** Labels that words are marked with: each keeps its colour. */
  readonly marked: readonly string[]
  readonly onClose: () => void
}

export function WholeRow({ place, file, shown, marked, onClose }: Props) {
  const row = useWholeRow(place)
  return (
    <Dialog
      title={place ? `Row ${formatCount(place.row)}` : 'Row'}
      lead={`In full, as it stands in ${file}.`}
      name="whole-row"
      isOpen={place !== null}
      onClose={onClose}
    >
      <dl className={styles.cells}>
        {shown.map(({ name, role, at }) => (
          <div key={`${at} ${name}`} data-whole-cell={name}>
            <dt>
              <bdi>{name}</bdi>
            </dt>
            {role === 'tags' && row?.marked ? (
              <dd className={styles.marked}>
                <MarkedWords {...row.marked} labels={marked} />
              </dd>
            ) : (
              <Cell cell={row?.cells[at]} waits={row === undefined} />
            )}
          </div>
        ))}
      </dl>
    </Dialog>
  )
}

function Cell({ cell, waits }: { readonly cell: WholeCell | undefined; readonly waits: boolean }) {
  if (waits) return <dd className={styles.none}>…</dd>
  if (!cell || cell.text === '') return <dd className={styles.none}>empty</dd>
  return (
    <dd dir="auto" className={styles.text}>
      {cell.text}
      {cell.cut > 0 && (
        <span className={styles.none}>
          {' '}
          … and {countOf(cell.cut, 'character', 'characters')} more, which are not shown
        </span>
      )}
    </dd>
  )
}

/** Undefined while it is on its way. */
function useWholeRow(place: RowPlace | null): Whole | null | undefined {
  const [held, setHeld] = useState<{ readonly of: RowPlace; readonly row: Whole | null } | null>(null)
  useEffect(() => {
    let wanted = true
    if (place)
      void actions.by(tableRow(place.file, place.row)).then((row) => {
        if (wanted) setHeld({ of: place, row })
      })
    return () => {
      wanted = false
    }
  }, [place])
  return held && held.of === place ? held.row : undefined
}
