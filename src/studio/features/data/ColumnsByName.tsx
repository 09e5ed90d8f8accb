import { useState } from 'react'
import type { Columns } from '../../../shared/domain/data.ts'
import { actions } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { TextField } from '../../ui/Field.tsx'
import styles from './ColumnChoice.module.css'

/** After a table was refused: its columns can be named by hand, and the same file is read once more. */
export function ColumnsByName({ disabled }: { readonly disabled: boolean }) {
  const [columns, setColumns] = useState<Columns>({ textColumn: '', labelColumn: '' })
  const typed = (part: Partial<Columns>) => {
    setColumns((before) => ({ ...before, ...part }))
    return null
  }
  return (
    <Card title="Name the columns yourself">
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
        <Button data-action="read-again" isDisabled={disabled} onPress={() => void actions.readRefused(columns)}>
          Read it again
        </Button>
      </div>
    </Card>
  )
}
