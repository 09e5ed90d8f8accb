import { ChevronRight } from 'lucide-react'
import { holdsRuns } from '../../store/occupied.ts'
import { runTitle } from '../../store/runTitle.ts'
import { selectRunsSlice } from '../../store/selectors.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import styles from './RunTable.module.css'
import type { RunColumn } from './runColumns.ts'
import type { RunRow } from './runRows.ts'
import { gapText, runName, whenText } from './runWords.ts'

export interface RunLineProps {
  readonly row: RunRow
  readonly columns: readonly RunColumn[]
  readonly open: boolean
  /** Among the selected, from 1, as the curves are numbered; 0 where it is not selected. */
  readonly place: number
  /** Pinned to be measured against; null where none is. */
  readonly baseline: RunRow | null
  readonly onToggle: () => void
  readonly onSelect: () => void
}

/** A run in the table, with the one thing that is most likely wanted of it. */
export function RunLine({ row, columns, open, place, baseline, onToggle, onSelect }: RunLineProps) {
  const gap = gapText(row, baseline)
  const name = `${runName(row)}, ${whenText(row.startedAt)}`
  return (
    <tr className={styles.run} data-run={row.id} data-status={row.standing} data-open={open || undefined}>
      <th scope="row">
        <span className={styles.name}>
          <input
            type="checkbox"
            aria-label={`Select ${name}`}
            checked={place > 0}
            data-select={row.id}
            onChange={onSelect}
          />
          {place > 0 && <span className={styles.place}>{place}</span>}
          <button
            type="button"
            className={styles.unfold}
            aria-expanded={open}
            aria-label={`${name}: details`}
            data-action="unfold-run"
            onClick={onToggle}
          >
            <ChevronRight size={16} aria-hidden="true" />
            <span>
              {runTitle(row.recipe)}
              {row.id === baseline?.id && <span className={styles.quiet}>Baseline</span>}
              {row.note !== '' && <span className={styles.quiet}>{row.note}</span>}
            </span>
          </button>
        </span>
      </th>
      <td>
        <FirstAction row={row} name={name} />
      </td>
      {columns.map((column) => (
        <td key={column.id} data-column={column.id} data-look={column.kind}>
          {column.id === 'tags' ? <Tags tags={row.tags} /> : column.text(row)}
          {column.id === 'score' && gap && <span className={styles.quiet}>{gap}</span>}
        </td>
      ))}
    </tr>
  )
}

function Tags({ tags }: { readonly tags: readonly string[] }) {
  return tags.map((tag) => (
    <span key={tag} className={styles.tag}>
      {tag}
    </span>
  ))
}

function FirstAction({ row, name }: { readonly row: RunRow; readonly name: string }) {
  const { opening } = useStudio(selectRunsSlice)
  const busy = useStudio(holdsRuns)
  if (row.standing === 'training')
    return (
      <Button aria-label={`Watch ${name}`} data-action="watch-run" onPress={() => actions.goTo('watch')}>
        Watch
      </Button>
    )
  if (row.goesOn)
    return (
      <Button
        aria-label={`Continue ${name}`}
        data-action="continue-run"
        isDisabled={busy}
        onPress={() => void actions.runs.resume(row.id)}
      >
        {opening === row.id ? 'Getting ready …' : 'Continue'}
      </Button>
    )
  return (
    <Button
      aria-label={`Open ${name}`}
      data-action="open-run"
      isDisabled={busy}
      onPress={() => void actions.runs.open(row.id)}
    >
      {opening === row.id ? 'Opening …' : 'Open'}
    </Button>
  )
}
