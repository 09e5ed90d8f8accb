import { methodCards } from '../../../methods/cards.ts'
import { SelectField, TextField } from '../../ui/Field.tsx'
import type { RunFilter } from './runOrder.ts'
import type { RunRow } from './runRows.ts'
import styles from './runs.module.css'
import { standingNames } from './runWords.ts'

/** Narrows the table; only what some run has can be chosen. */
export function RunFilters({
  rows,
  filter,
  onChange,
}: {
  readonly rows: readonly RunRow[]
  readonly filter: RunFilter
  readonly onChange: (filter: RunFilter) => void
}) {
  const set = (part: Partial<RunFilter>) => onChange({ ...filter, ...part })
  const search = (text: string) => {
    set({ text })
    return null
  }
  const tags = [...new Set(rows.flatMap((row) => row.tags))].sort()
  const methods = methodCards.filter(({ id }) => rows.some(({ recipe }) => recipe.method.id === id))
  const standings = Object.entries(standingNames).filter(([id]) => rows.some(({ standing }) => standing === id))
  return (
    <search className={styles.filters} aria-label="Runs">
      <TextField
        label="Search"
        name="filter-text"
        value={filter.text}
        placeholder="Model, data, tag, note"
        onText={search}
      />
      <SelectField
        label="Status"
        name="filter-status"
        value={filter.standing}
        options={[{ value: '', label: 'Any' }, ...standings.map(([value, label]) => ({ value, label }))]}
        onChange={(standing) => set({ standing: standing as RunFilter['standing'] })}
      />
      <SelectField
        label="Method"
        name="filter-method"
        value={filter.method}
        options={[{ value: '', label: 'Any' }, ...methods.map(({ id, title }) => ({ value: id, label: title }))]}
        onChange={(method) => set({ method: method as RunFilter['method'] })}
      />
      <SelectField
        label="Tag"
        name="filter-tag"
        value={filter.tag}
        disabled={tags.length === 0}
        options={[{ value: '', label: 'Any' }, ...tags.map((tag) => ({ value: tag, label: tag }))]}
        onChange={(tag) => set({ tag })}
      />
    </search>
  )
}
