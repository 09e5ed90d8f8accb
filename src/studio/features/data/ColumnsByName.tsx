import { useState } from 'react'
import type { Columns } from '../../../shared/domain/data.ts'
import { actions } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { type Option, SelectField, TextField } from '../../ui/Field.tsx'
import styles from './ColumnChoice.module.css'
import { encodingOptions, separatorOptions } from './WrittenForm.tsx'

const guessed: Option = { value: '', label: 'Guessed' }

/** After a table was refused: how it is written can be said by hand, and the same file is read once more. */
export function ColumnsByName({ disabled }: { readonly disabled: boolean }) {
  const [columns, setColumns] = useState<Columns>({ textColumn: '', labelColumn: '' })
  const typed = (part: Partial<Columns>) => {
    setColumns((before) => ({ ...before, ...part }))
    return null
  }
  return (
    <Card title="Say how it is written">
      <div className={styles.columns}>
        <TextField
          label="Text column"
          name="textColumn"
          value={columns.textColumn}
          disabled={disabled}
          onText={(textColumn) => typed({ textColumn })}
        />
        <TextField
          label="Label column"
          name="labelColumn"
          value={columns.labelColumn}
          disabled={disabled}
          onText={(labelColumn) => typed({ labelColumn })}
        />
        <SelectField
          label="Encoding"
          name="encoding"
          value={columns.encoding ?? ''}
          disabled={disabled}
          options={[guessed, ...encodingOptions([])]}
          onChange={(encoding) => typed({ encoding })}
        />
        <SelectField
          label="Cells are separated by"
          name="separator"
          value={columns.separator ?? ''}
          disabled={disabled}
          options={[guessed, ...separatorOptions]}
          onChange={(separator) => typed({ separator })}
        />
        <Button data-action="read-again" isDisabled={disabled} onPress={() => void actions.readRefused(said(columns))}>
          Read it again
        </Button>
      </div>
    </Card>
  )
}

/** Without what was left to be guessed. */
function said({ encoding = '', separator = '', ...columns }: Columns): Columns {
  return { ...columns, ...(encoding !== '' && { encoding }), ...(separator !== '' && { separator }) }
}
