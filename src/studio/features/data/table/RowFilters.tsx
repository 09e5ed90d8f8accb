/** Which rows of a table are shown: those with some words, with a value in a column, or those that were left out. */
import { useEffect, useId, useState } from 'react'
import type { TableProposal } from '../../../../shared/domain/data.ts'
import type { RowQuery, ValueCount } from '../../../../shared/domain/tableRows.ts'
import { actions } from '../../../store/studio.ts'
import { tableValues } from '../../../store/tableActions.ts'
import { SelectField, SwitchField } from '../../../ui/Field.tsx'
import { countOf, formatCount } from '../../../ui/format.ts'
import styles from './RowFilters.module.css'

interface Props {
  readonly table: TableProposal
  readonly query: RowQuery
  readonly onQuery: (query: RowQuery) => void
}

export function RowFilters({ table, query, onQuery }: Props) {
  const { columns, leftOut } = table
  const [by, setBy] = useState('')
  const choose = (column: string) => {
    setBy(column)
    const { filter: _, ...rest } = query
    onQuery(rest)
  }
  return (
    <search className={styles.filters}>
      <Search onSearch={(search) => onQuery({ ...query, search })} />
      <SelectField
        label="Filter by"
        help="Choose a column, then one of its values: only the rows with that value are shown."
        name="filterBy"
        value={by}
        options={[
          { value: '', label: 'All rows' },
          ...columns.map(({ name }, at) => ({ value: String(at), label: name })),
        ]}
        onChange={choose}
      />
      {by !== '' && (
        <Values
          key={by}
          table={table}
          column={Number(by)}
          chosen={query.filter?.value}
          onChoose={(value) => onQuery({ ...query, filter: { column: Number(by), value } })}
        />
      )}
      {leftOut > 0 && (
        <SwitchField
          label={`Only the ${countOf(leftOut, 'row', 'rows')} left out`}
          name="leftOutOnly"
          value={query.leftOut ?? false}
          onChange={(only) => onQuery({ ...query, leftOut: only })}
        />
      )}
    </search>
  )
}

/** Milliseconds after the last letter: each search looks through all rows. */
const settled = 200

function Search({ onSearch }: { readonly onSearch: (words: string) => void }) {
  const id = useId()
  const [words, setWords] = useState<string | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the search follows the words, not who listens
  useEffect(() => {
    if (words === null) return
    const timer = setTimeout(() => onSearch(words), settled)
    return () => clearTimeout(timer)
  }, [words])
  return (
    <div className={styles.search}>
      <label htmlFor={id}>Search in all cells</label>
      <input
        id={id}
        type="search"
        autoComplete="off"
        spellCheck={false}
        data-field="searchRows"
        onChange={(event) => setWords(event.target.value)}
      />
    </div>
  )
}

interface ValuesProps {
  readonly table: TableProposal
  readonly column: number
  readonly chosen: string | undefined
  readonly onChoose: (value: string) => void
}

function Values({ table, column, chosen, onChoose }: ValuesProps) {
  const [values, setValues] = useState<readonly ValueCount[]>([])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the values of a table that is read anew may be others
  useEffect(() => {
    let current = true
    void actions.by(tableValues(column)).then((found) => current && setValues(found))
    return () => {
      current = false
    }
  }, [table, column])
  return (
    <SelectField
      label="Value"
      name="filterValue"
      value={chosen === undefined ? unchosen : JSON.stringify(chosen)}
      options={[
        { value: unchosen, label: 'Choose one' },
        ...values.map(({ value, rows }) => ({
          value: JSON.stringify(value),
          label: `${value === '' ? 'empty' : cut(value)} (${formatCount(rows)})`,
        })),
      ]}
      onChange={(value) => value !== unchosen && onChoose(JSON.parse(value) as string)}
    />
  )
}

/** No value is written so, since JSON's texts have quotation marks. */
const unchosen = ''
const shownLength = 60

function cut(value: string): string {
  return value.length > shownLength ? `${value.slice(0, shownLength - 1)}…` : value
}
