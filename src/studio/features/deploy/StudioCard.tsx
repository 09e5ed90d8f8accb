/** A target that holds everything a person has here, and not one model: the project. */
import { Save } from 'lucide-react'
import { useRef } from 'react'
import { type ExportCard, type ExportId, exportCard } from '../../../shared/catalog/exports.ts'
import type { ExportOptions } from '../../../shared/domain/exports.ts'
import { trainingId } from '../../store/runStanding.ts'
import { selectRunsSlice } from '../../store/selectors.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { download } from '../../ui/download.ts'
import { countOf } from '../../ui/format.ts'
import styles from './deploy.module.css'
import { Options } from './Options.tsx'
import { useFocusAlong } from './useFocusAlong.ts'

export interface StudioCardProps {
  readonly what: ExportId
  readonly options: ExportOptions
  readonly onOptions: (options: ExportOptions) => void
}

export function StudioCard({ what, options, onOptions }: StudioCardProps) {
  const { runs, busy } = useStudio(selectRunsSlice)
  const training = useStudio(trainingId)
  const card: ExportCard = exportCard(what)
  const box = useRef<HTMLElement>(null)
  useFocusAlong(busy === 'saving', box, [`[data-action="${card.action}"]`])
  const runIds = runs.map(({ id }) => id).filter((id) => id !== training)
  const save = async () => {
    const file = await actions.runs.saveProject(runIds, options.withData === true)
    if (file) download(file.name, file.blob)
  }
  return (
    <section ref={box} className={styles.target} data-choice={what}>
      <div className={styles.targetHead}>
        <h3>{card.title}</h3>
        <span className={styles.chip}>{countOf(runIds.length, 'run', 'runs')}</span>
      </div>
      <p className={styles.use}>{card.use}</p>
      {card.options && (
        <Options
          options={card.options}
          values={options}
          disabled={busy !== null}
          onChange={(key, value) => onOptions({ ...options, [key]: value })}
        />
      )}
      <Button
        icon={Save}
        data-action={card.action}
        isDisabled={busy !== null || runIds.length === 0}
        onPress={() => void save()}
      >
        {busy === 'saving' ? 'Saving …' : card.button}
      </Button>
      {runIds.length === 0 && (
        <p className={styles.needs}>No run is saved here yet. Train one, and it can be saved as a project.</p>
      )}
    </section>
  )
}
