/** What stands over a column: its name, by which the rows are sorted, its role, which can be changed, and why it has that. */
import { ArrowDown, ArrowUp, ArrowUpDown } from 'lucide-react'
import type { ColumnProposal, ColumnRole } from '../../../../shared/domain/data.ts'
import { classes } from '../../../ui/classes.ts'
import { useSay } from '../../../ui/useSay.ts'
import styles from './ColumnTable.module.css'
import { isUsed } from './columnRoles.ts'

const roleNames: Readonly<Record<ColumnRole, string>> = {
  text: 'Text',
  'second-text': 'Second text',
  prompt: 'Prompt',
  answer: 'Answer',
  label: 'Label',
  labels: 'Labels',
  number: 'Number',
  tags: 'Tags',
  picture: 'Picture',
  split: 'Split',
  id: 'Id',
  weight: 'Confidence',
  ignore: 'Not used',
}

const doubts: Readonly<Record<ColumnProposal['sure'], string | null>> = {
  sure: null,
  likely: 'Likely',
  unsure: 'Not sure',
}

interface HeadProps {
  readonly column: ColumnProposal
  readonly roles: readonly ColumnRole[]
  readonly locked: boolean
  readonly onRole: (role: ColumnRole) => void
  readonly sorted: Sorted
  readonly onSort: () => void
}

export function ColumnHead({ column: { name, role, sure, why }, roles, locked, onRole, sorted, onSort }: HeadProps) {
  const { say } = useSay()
  const doubt = isUsed(role) ? doubts[sure] : null
  const choose = (value: string) => {
    const chosen = roles.find((each) => each === value)
    if (chosen !== undefined && chosen !== role) onRole(chosen)
  }
  return (
    <th
      scope="col"
      data-column={name}
      data-role={role}
      data-idle={isUsed(role) ? undefined : ''}
      aria-sort={sorted ?? undefined}
    >
      <SortButton name={name} sorted={sorted} onSort={onSort} />
      <select
        className={styles.role}
        aria-label={`What the column ${name} is used for`}
        data-column-role={name}
        value={role}
        disabled={locked}
        onChange={(event) => choose(event.target.value)}
      >
        {roles.map((each) => (
          <option key={each} value={each}>
            {roleNames[each]}
          </option>
        ))}
      </select>
      {doubt && <span className={classes(styles.doubt, sure === 'unsure' && styles.unsure)}>{doubt}</span>}
      <span className={styles.why} data-why>
        {say(why)}
      </span>
    </th>
  )
}

export type Sorted = 'ascending' | 'descending' | null

interface SortProps {
  readonly name: string
  readonly sorted: Sorted
  readonly onSort: () => void
}

const arrows = { ascending: ArrowUp, descending: ArrowDown } as const

/** Ascending, descending, and back to the order of the file. */
export function SortButton({ name, sorted, onSort }: SortProps) {
  const Arrow = sorted ? arrows[sorted] : ArrowUpDown
  return (
    <button type="button" className={styles.sort} data-sort={name} onClick={onSort} title={`Sort by ${name}`}>
      <bdi className={styles.name}>{name}</bdi>
      <Arrow size={14} aria-hidden="true" />
    </button>
  )
}
