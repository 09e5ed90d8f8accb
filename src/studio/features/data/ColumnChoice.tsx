/** A table's columns: which one was taken for the text and which for the label, and the way to say otherwise. */
import type { Columns, TableColumns } from '../../../shared/domain/data.ts'
import type { StudioState } from '../../store/state.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { Choices } from '../../ui/Choices.tsx'
import { SelectField } from '../../ui/Field.tsx'
import styles from './ColumnChoice.module.css'
import { chosenColumns } from './chosenColumns.ts'

const selectAsked = ({ recipe }: StudioState) => recipe.columns

/** The table is read anew as soon as another column is chosen. */
export function ColumnChoice({ columns, disabled }: { readonly columns: TableColumns; readonly disabled: boolean }) {
  const { names, text, label, secondText, labels } = columns
  const asked = useStudio(selectAsked)
  const options = names.map((name) => ({ value: name, label: name }))
  const choose = (part: Partial<Columns>) => void actions.setColumns(chosenColumns(columns, part, asked))
  return (
    <div className={styles.columns}>
      <SelectField
        label="Text"
        help="The column that the model reads."
        name="textColumn"
        value={text}
        disabled={disabled}
        options={options}
        onChange={(textColumn) => choose({ textColumn })}
      />
      {secondText !== undefined && (
        <SelectField
          label="Second text"
          help="The column that the model reads together with the first."
          name="secondTextColumn"
          value={secondText}
          disabled={disabled}
          options={options}
          onChange={(secondTextColumn) => choose({ secondTextColumn })}
        />
      )}
      {labels ? (
        <Choices
          kind="many"
          name="labelColumn"
          legend="Label columns"
          choices={names
            .filter((name) => name !== text && name !== secondText)
            .map((name) => ({ value: name, label: name }))}
          chosen={labels}
          disabled={disabled}
          onChoose={(labelColumns) => choose({ labelColumns })}
        />
      ) : (
        <SelectField
          label="Label"
          help="The column that names the class. Without one, the model learns to write like the texts."
          name="labelColumn"
          value={label ?? ''}
          disabled={disabled}
          options={label === null ? [{ value: '', label: 'None' }, ...options] : options}
          onChange={(labelColumn) => choose({ labelColumn })}
        />
      )}
    </div>
  )
}
