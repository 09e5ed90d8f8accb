import { FolderInput } from 'lucide-react'
import { useState } from 'react'
import { toWire, type WireError } from '../../../shared/errors.ts'
import { actions } from '../../store/studio.ts'
import { Card } from '../../ui/Card.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { modelFiles } from './modelFiles.ts'
import { PickFiles } from './PickFiles.tsx'
import styles from './use.module.css'

/** A model that was taken away answers here again, without any data. */
export function BringBack({ busy, importing }: { busy: boolean; importing: boolean }) {
  const [error, setError] = useState<WireError | null>(null)
  const load = async (files: readonly File[]) => {
    setError(null)
    try {
      await actions.importModel(await modelFiles(files))
    } catch (thrown) {
      setError(toWire(thrown))
    }
  }
  return (
    <Card title="Bring one back">
      <p className={styles.text}>Load a model that was saved here: its zip, or its files together.</p>
      <PickFiles
        input="import-model"
        label={importing ? 'Loading …' : 'Load a model'}
        icon={FolderInput}
        accept=".zip,.safetensors,.json"
        multiple
        disabled={busy}
        onPick={(files) => void load(files)}
      />
      {error && (
        <div className={styles.error}>
          <ErrorNotice error={error} onDismiss={() => setError(null)} />
        </div>
      )}
    </Card>
  )
}
