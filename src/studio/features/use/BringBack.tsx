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
    <Card title="Bring one back">
      <p className={styles.text}>
        Load a model that was saved here, or an adapter for the model that is chosen, also one of Python’s peft: its
        zip, or its files together.
      </p>
      <PickFiles
        input="import-model"
        label={importing ? 'Loading …' : 'Load it back'}
        icon={FolderInput}
        accept={modelAccept}
        multiple
        disabled={busy}
        onPick={(files) => void load(files)}
      />
    </Card>
  )
}
