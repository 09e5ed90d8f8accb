import { FolderOpen, Pencil, Pin, PinOff, RotateCcw, Save, Trash2 } from 'lucide-react'
import { verdictTones } from '../../../shared/coach/verdict.ts'
import { holdsRuns } from '../../store/occupied.ts'
import { selectRunsSlice } from '../../store/selectors.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { download } from '../../ui/download.ts'
import { useSay } from '../../ui/useSay.ts'
import { VerdictBox } from '../../ui/VerdictBox.tsx'
import { RunNotes } from './RunNotes.tsx'
import styles from './RunTable.module.css'
import type { RunRow } from './runRows.ts'

/** A run unfolded: its tags and note, what went wrong, and everything that can be done with it. */
export function RunDetails({ row, span }: { readonly row: RunRow; readonly span: number }) {
  const { sayError } = useSay()
  return (
    <tr className={styles.details} data-details={row.id}>
      <td colSpan={span}>
        <div className={styles.unfolded}>
          {row.verdict && <VerdictBox verdict={row.verdict} tone={verdictTones[row.verdict.id]} />}
          {row.error && <p className={styles.error}>{sayError(row.error).join(' ')}</p>}
          {!row.weights && row.status === 'finished' && (
            <p className={styles.quiet}>Its weights were not saved, so it cannot answer. Train it again for that.</p>
          )}
          {row.testViews > 0 && <p className={styles.quiet}>Its test was seen.</p>}
          <RunNotes key={row.id} row={row} />
          <RunActions row={row} />
        </div>
      </td>
    </tr>
  )
}

function RunActions({ row }: { readonly row: RunRow }) {
  const { id, recipe, standing, goesOn } = row
  const { busy: project, baseline } = useStudio(selectRunsSlice)
  const pinned = baseline === id
  const busy = useStudio(holdsRuns)
  const save = async () => {
    const file = await actions.runs.saveProject([id], true)
    if (file) download(file.name, file.blob)
  }
  const link = async () => {
    const hash = await actions.runs.copyLink(recipe)
    return hash === null ? null : `${location.href.replace(/#.*$/, '')}${hash}`
  }
  return (
    <div className={styles.actions}>
      {goesOn && (
        <Button icon={FolderOpen} data-action="open-run" isDisabled={busy} onPress={() => void actions.runs.open(id)}>
          Open
        </Button>
      )}
      <Button icon={RotateCcw} data-action="train-again" isDisabled={busy} onPress={() => void actions.runs.again(id)}>
        Train again
      </Button>
      <Button icon={Pencil} data-action="change-run" isDisabled={busy} onPress={() => void actions.runs.change(id)}>
        Change and train
      </Button>
      <Button
        icon={pinned ? PinOff : Pin}
        data-action="pin-run"
        aria-pressed={pinned}
        onPress={() => actions.runs.pin(pinned ? null : id)}
      >
        {pinned ? 'Unpin baseline' : 'Pin as baseline'}
      </Button>
      <CopyButton label="Copy link" action="copy-link" text={link} />
      <Button
        icon={Save}
        data-action="save-run"
        isDisabled={project !== null || standing === 'training'}
        onPress={() => void save()}
      >
        Save as project
      </Button>
      <Button
        variant="danger"
        icon={Trash2}
        data-action="delete-run"
        isDisabled={standing === 'training'}
        onPress={() => void actions.runs.remove([id])}
      >
        Delete
      </Button>
    </div>
  )
}
