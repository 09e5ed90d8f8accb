import { FolderInput } from 'lucide-react'
import { modelAccept } from '../../../shared/catalog/weightFormats.ts'
import { actions } from '../../store/studio.ts'
import { Card } from '../../ui/Card.tsx'
import { filesFromInput } from '../../ui/droppedFiles.ts'
import { PickFiles } from './PickFiles.tsx'
import styles from './use.module.css'

/** A model that was taken away answers here again, without any data. */
export function BringBack({ busy, importing }: { busy: boolean; importing: boolean }) {
  const load = (files: readonly File[]) => actions.importModel(filesFromInput(files))
  return (
    <Card title="Open a saved model">
      <p className={styles.text}>
        A model that you saved here, or an adapter (from here or from Python’s peft) for the chosen model: its zip, its
        files together, or its folder.
      </p>
      <PickFiles
        input="import-model"
        label={importing ? 'Loading …' : 'Open a saved model'}
        icon={FolderInput}
        accept={modelAccept}
        multiple
        disabled={busy}
        onPick={(files) => void load(files)}
      />
      <PickFiles
        input="import-model-folder"
        label="Open its folder"
        icon={FolderInput}
        folder
        disabled={busy}
        onPick={(files) => void load(files)}
      />
    </Card>
  )
}
