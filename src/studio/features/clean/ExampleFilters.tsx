/** Which examples are shown: of what kind, of which class, of which part of the data. */
import type { ExampleFilter, ExampleTable } from '../../../shared/domain/cleaning.ts'
import type { ExampleWords } from '../../store/taskWords.ts'
import { SelectField } from '../../ui/Field.tsx'
import styles from './clean.module.css'
import { type ShownFilter, shownFilter } from './shownFilter.ts'

export interface ExampleFiltersProps {
  readonly table: ExampleTable
  readonly classes: readonly { readonly name: string }[]
  readonly filter: ShownFilter
  readonly words: ExampleWords
  /** Whether the last run was asked for labels that it doubts. */
  readonly doubted: boolean
}

export function ExampleFilters({ table, classes, filter, words, doubted }: ExampleFiltersProps) {
  return (
    <div className={styles.filters}>
      <SelectField
        label="Show"
        name="show-examples"
        value={filter.show}
        options={showOptions(table, words, doubted)}
        onChange={(show) => shownFilter.setState({ show: show as ExampleFilter })}
      />
      {table.sorted && (
        <SelectField
          label="Class"
          name="show-class"
          value={filter.ofClass ?? ''}
          options={[{ value: '', label: 'All classes' }, ...classes.map(({ name }) => ({ value: name, label: name }))]}
          onChange={(name) => shownFilter.setState({ ofClass: name === '' ? null : name })}
        />
      )}
      <SelectField
        label="Split"
        name="show-part"
        value={filter.ofPart === null ? '' : String(filter.ofPart)}
        options={[
          { value: '', label: 'All splits' },
          { value: '0', label: 'Training' },
          { value: '1', label: 'Validation' },
          { value: '2', label: 'Test' },
        ]}
        onChange={(part) => shownFilter.setState({ ofPart: part === '' ? null : Number(part) })}
      />
    </div>
  )
}

function showOptions({ pictures }: ExampleTable, { many }: ExampleWords, doubted: boolean) {
  const options: { value: ExampleFilter; label: string }[] = [
    { value: 'all', label: `All ${many}` },
    { value: 'near', label: 'Nearly the same' },
    { value: 'outliers', label: 'Unlike their class' },
    { value: 'poor', label: pictures ? 'Blurred or empty' : 'Nothing to read' },
    { value: 'doubts', label: 'Doubted by the last run' },
    { value: 'changed', label: 'Changed by you' },
    { value: 'left-out', label: 'Left out' },
  ]
  return options.filter(({ value }) => value !== 'doubts' || doubted)
}
