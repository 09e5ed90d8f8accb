import { FolderInput } from 'lucide-react'
import { modelAccept } from '../../../shared/catalog/weightFormats.ts'
import { actions } from '../../store/studio.ts'
import { Card } from '../../ui/Card.tsx'
import { PickFiles } from './PickFiles.tsx'
import styles from './use.module.css'

/** A model that was taken away answers here again, without any data. */
export function BringBack({ busy, importing }: { busy: boolean; importing: boolean }) {
  const load = (files: readonly File[]) => actions.importModel(files.map((file) => ({ path: file.name, file })))
  return (
    <Card title="Open a saved model">
      <p className={styles.text}>
        A model that you saved here, or an adapter (from here or from Python’s peft) for the chosen model: its zip, or
        its files together.
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
    </Card>
  )
}
