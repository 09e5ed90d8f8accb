import { Trash2 } from 'lucide-react'
import { actions } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { countOf } from '../../ui/format.ts'
import styles from './runs.module.css'

/** What can be done to all that are marked. */
export function SelectedRuns({ selected }: { readonly selected: readonly string[] }) {
  return (
    <div className={styles.selected} data-selected={selected.length}>
      <span role="status">{countOf(selected.length, 'run', 'runs')} selected</span>
      <Button variant="quiet" data-action="select-none" onPress={() => void actions.runs.select([])}>
        Select none
      </Button>
      <Button
        variant="danger"
        icon={Trash2}
        data-action="delete-selected"
        onPress={() => void actions.runs.remove(selected)}
      >
        Delete
      </Button>
    </div>
  )
}
