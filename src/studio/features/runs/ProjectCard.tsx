import { FolderOpen, Save } from 'lucide-react'
import { useState } from 'react'
import { exportCards } from '../../../shared/catalog/exports.ts'
import { formats } from '../../../shared/catalog/formats.ts'
import { trainingId } from '../../store/runStanding.ts'
import { selectRunsSlice } from '../../store/selectors.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { download } from '../../ui/download.ts'
import { SwitchField } from '../../ui/Field.tsx'
import { FileButton } from '../../ui/FileButton.tsx'
import styles from './runs.module.css'

/** Everything in one file, out and in: to another device, to a colleague, or onto a shelf. */
export function ProjectCard() {
  const { runs, selected, busy } = useStudio(selectRunsSlice)
  const training = useStudio(trainingId)
  const [withData, setWithData] = useState(true)
  const some = selected.length > 0
  const runIds = (some ? selected : runs.map(({ id }) => id)).filter((id) => id !== training)
  const save = async () => {
    const file = await actions.runs.saveProject(runIds, withData)
    if (file) download(file.name, file.blob)
  }
  return (
    <Card title={exportCards.project.title}>
      <div className={styles.stack}>
        <p className={styles.note}>
          {some ? 'The selected runs' : 'All runs'} with recipe and weights in one zip. Open it on this page, on any
          device, to continue.
        </p>
        <SwitchField
          label="With the data"
          help="Includes the examples, so that anyone who opens the project can train at once."
          name="with-data"
          value={withData}
          onChange={setWithData}
        />
        <Button
          icon={Save}
          data-action={exportCards.project.action}
          isDisabled={busy !== null || runIds.length === 0}
          onPress={() => void save()}
        >
          {busy === 'saving' ? 'Saving …' : exportCards.project.button}
        </Button>
        <FileButton
          label="Open project"
          icon={FolderOpen}
          name="project"
          accept={`.${formats.zip.extensions[0]}`}
          disabled={busy !== null || training !== null}
          onFiles={([file]) => file && void actions.runs.openProject(file)}
        />
      </div>
    </Card>
  )
}
