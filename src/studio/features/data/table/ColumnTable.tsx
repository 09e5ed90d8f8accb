/** All rows of a table under what each column was taken for: to be looked at, searched, and changed in the column's head. */
import { useState } from 'react'
import type { ColumnProposal, Columns, TableColumns, TableProposal } from '../../../../shared/domain/data.ts'
import type { RowQuery } from '../../../../shared/domain/tableRows.ts'
import type { StudioState } from '../../../store/state.ts'
import { actions, useStudio } from '../../../store/studio.ts'
import { chosenColumns } from '../chosenColumns.ts'
import { CloseReadings } from './CloseReadings.tsx'
import { changeOfRole, isUsed } from './columnRoles.ts'
import { RowFilters } from './RowFilters.tsx'
import { RowTable } from './RowTable.tsx'

const selectAsked = ({ recipe }: StudioState) => recipe.columns

export interface ColumnTableProps {
  readonly table: TableProposal
  readonly columns: TableColumns
  /** A run is using the data. */
  readonly locked: boolean
}

export function ColumnTable({ table, columns, locked }: ColumnTableProps) {
  const asked = useStudio(selectAsked)
  const choose = (change: Partial<Columns>) => {
    const { task, ...others } = change
    if (task !== undefined && Object.keys(others).length === 0) void actions.setTask(task)
    else void actions.setColumns(chosenColumns(columns, change, asked))
  }
  // Other columns are another table: what was searched and sorted by before means nothing there.
  const key = JSON.stringify([table.files, table.columns.map(({ name }) => name)])
  return (
    <>
      <CloseReadings table={table} columns={columns} locked={locked} onChoose={choose} />
      <Rows key={key} table={table} columns={columns} locked={locked} onChoose={choose} />
    </>
  )
}

interface RowsProps extends ColumnTableProps {
  readonly onChoose: (change: Partial<Columns>) => void
}

/**
 * The columns that are used stand first: of a wide table they may stand far to the right. A column that gets another role
 * stays where it is, under the hand that changed it.
 */
function Rows({ table, columns, locked, onChoose }: RowsProps) {
  const [order] = useState(() => usedFirst(table.columns))
  const [query, setQuery] = useState<RowQuery>({})
  return (
    <>
      <RowFilters table={table} query={query} onQuery={setQuery} />
      <RowTable
        table={table}
        columns={columns}
        order={order}
        query={query}
        onQuery={setQuery}
        locked={locked}
        onRole={(column, role) => onChoose(changeOfRole(column, role, columns))}
      />
    </>
  )
}

function usedFirst(columns: readonly ColumnProposal[]): readonly number[] {
  const rank = (at: number) => Number(!isUsed(columns[at]?.role ?? 'ignore'))
  return columns.map((_, at) => at).toSorted((a, b) => rank(a) - rank(b))
}
