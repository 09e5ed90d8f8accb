/** The first rows of a table under what each column was taken for: at a glance, and to be changed in the column's head. */
import { useState } from 'react'
import type { ColumnProposal, ColumnRole, Columns, TableColumns, TableProposal } from '../../../shared/domain/data.ts'
import type { StudioState } from '../../store/state.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { classes } from '../../ui/classes.ts'
import { countOf, formatCount } from '../../ui/format.ts'
import { Notice } from '../../ui/Notice.tsx'
import { useSay } from '../../ui/useSay.ts'
import styles from './ColumnTable.module.css'
import { chosenColumns } from './chosenColumns.ts'
import { changeOfRole, isUsed, offeredRoles } from './columnRoles.ts'

const roleNames: Readonly<Record<ColumnRole, string>> = {
  text: 'Text',
  'second-text': 'Second text',
  prompt: 'Given first',
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

const selectAsked = ({ recipe }: StudioState) => recipe.columns

export interface ColumnTableProps {
  readonly table: TableProposal
  readonly columns: TableColumns
  /** A run is using the data. */
  readonly locked: boolean
}

export function ColumnTable({ table, columns, locked }: ColumnTableProps) {
  const asked = useStudio(selectAsked)
  const choose = (change: Partial<Columns>) => void actions.setColumns(chosenColumns(columns, change, asked))
  // Long names may be cut to the same one.
  const shown = useOrder(table).flatMap((at) => {
    const column = table.columns[at]
    return column ? [{ column, at, id: `${at} ${column.name}` }] : []
  })
  return (
    <>
      <CloseOthers table={table} locked={locked} onChoose={choose} />
      <p className={styles.note}>
        {table.rows.length < table.total
          ? `The first ${table.rows.length} of ${formatCount(table.total)} rows of `
          : `${countOf(table.total, 'row', 'rows')} of `}
        <bdi>{table.title}</bdi>
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must scroll by keyboard too */}
      <section className={styles.scroll} tabIndex={0} aria-label="The first rows and what each column is used for">
        <table className={styles.table} data-columns={table.columns.length}>
          <thead>
            <tr>
              {shown.map(({ column, id }) => (
                <ColumnHead
                  key={id}
                  column={column}
                  roles={offeredRoles(column, table.columns, columns)}
                  locked={locked}
                  onRole={(role) => choose(changeOfRole(column, role, columns))}
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map((cells, row) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the rows never change their order
              <tr key={row}>
                {shown.map(({ column, at, id }) => (
                  <td key={id} data-idle={isUsed(column.role) ? undefined : ''}>
                    <bdi className={styles.cell}>{cells[at]}</bdi>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  )
}

/**
 * Places of the columns, those that are used first: of a wide table they may stand far to the right. A column that gets
 * another role stays where it is, under the hand that changed it.
 */
function useOrder({ title, columns }: TableProposal): readonly number[] {
  const key = JSON.stringify([title, columns.map(({ name }) => name)])
  const [kept, setKept] = useState(() => ({ key, order: usedFirst(columns) }))
  if (kept.key === key) return kept.order
  const order = usedFirst(columns)
  setKept({ key, order })
  return order
}

function usedFirst(columns: readonly ColumnProposal[]): readonly number[] {
  const rank = (at: number) => Number(!isUsed(columns[at]?.role ?? 'ignore'))
  return columns.map((_, at) => at).toSorted((a, b) => rank(a) - rank(b))
}

interface HeadProps {
  readonly column: ColumnProposal
  readonly roles: readonly ColumnRole[]
  readonly locked: boolean
  readonly onRole: (role: ColumnRole) => void
}

function ColumnHead({ column: { name, role, sure, why }, roles, locked, onRole }: HeadProps) {
  const { say } = useSay()
  const doubt = isUsed(role) ? doubts[sure] : null
  const choose = (value: string) => {
    const chosen = roles.find((each) => each === value)
    if (chosen !== undefined && chosen !== role) onRole(chosen)
  }
  return (
    <th scope="col" data-column={name} data-role={role} data-idle={isUsed(role) ? undefined : ''}>
      <bdi className={styles.name}>{name}</bdi>
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

const couldAlso: Readonly<Partial<Record<ColumnRole, string>>> = {
  label: 'Labels could also be in ',
  number: 'The number could also be in ',
  text: 'Texts could also be in ',
}

interface OthersProps {
  readonly table: TableProposal
  readonly locked: boolean
  readonly onChoose: (change: Partial<Columns>) => void
}

/** Says where the choice was close, with the other column one press away. */
function CloseOthers({ table: { others }, locked, onChoose }: OthersProps) {
  const { say } = useSay()
  if (others.length === 0) return null
  return (
    <Notice>
      {others.map(({ name, role, why }) => (
        <p key={`${role} ${name}`} className={styles.other}>
          <span>
            {couldAlso[role] ?? 'It could also be in '}
            <bdi>{say(why)}</bdi>
          </span>
          <Button
            variant="quiet"
            data-action="use-other-column"
            data-column={name}
            isDisabled={locked}
            onPress={() => onChoose(changeOfRole({ name }, role, {}))}
          >
            Use that instead
          </Button>
        </p>
      ))}
    </Notice>
  )
}
