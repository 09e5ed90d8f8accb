/** The data as they stand, taken away: pictures in folders, texts as a table. */
import { Download } from 'lucide-react'
import { useState } from 'react'
import { type DataExportId, dataExportIds, dataExports } from '../../../shared/catalog/dataExports.ts'
import { fileNameIn } from '../../../shared/catalog/formats.ts'
import { toWire, type WireError } from '../../../shared/messages/errors.ts'
import { zipFiles } from '../../store/zipFiles.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { download } from '../../ui/download.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import styles from './clean.module.css'
import { exampleDesk } from './exampleDesk.ts'

export function CleanDownloads({ pictures }: { readonly pictures: boolean }) {
  const [writing, setWriting] = useState(false)
  const [error, setError] = useState<WireError | null>(null)
  const offered = dataExportIds.filter((id) => dataExports[id].of === (pictures ? 'pictures' : 'texts'))
  const take = async (id: DataExportId) => {
    setWriting(true)
    setError(null)
    try {
      const files = await exampleDesk.export(id)
      const [only] = files
      const { format } = dataExports[id]
      if (format === 'zip') download(fileNameIn('zip', 'examples'), await zipFiles(files))
      else if (only) download(only.name, only.blob)
    } catch (thrown) {
      setError(toWire(thrown))
    }
    setWriting(false)
  }
  return (
    <Card title="Download the clean data">
      <div className={styles.downloads}>
        {error && <ErrorNotice error={error} onDismiss={() => setError(null)} />}
        {offered.map((id) => (
          <div key={id} className={styles.download}>
            <Button icon={Download} isDisabled={writing} data-export={id} onPress={() => void take(id)}>
              {dataExports[id].title}
            </Button>
            <p className={styles.hint}>{dataExports[id].holds}</p>
          </div>
        ))}
        <p className={styles.hint}>What is left out is not in it. Each example says which part it is in.</p>
      </div>
    </Card>
  )
}
