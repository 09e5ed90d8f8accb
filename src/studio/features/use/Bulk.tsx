/** Many at once: a folder, a zip, a table or files in, a CSV with all answers out; and a folder that is watched. */
import { FileStack, FolderInput } from 'lucide-react'
import { acceptOf } from '../../../shared/catalog/formats.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { TaskId } from '../../../tasks/ids.ts'
import type { TaskCard } from '../../../tasks/taskCard.ts'
import { dismissBulk, predictBulk, type WantedBulk } from '../../store/bulkActions.ts'
import type { BulkState, StudioState } from '../../store/state.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { Card } from '../../ui/Card.tsx'
import { filesFromInput } from '../../ui/droppedFiles.ts'
import { SelectField } from '../../ui/Field.tsx'
import { countOf } from '../../ui/format.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { StageProgress } from '../../ui/StageProgress.tsx'
import { BulkAnswers } from './BulkAnswers.tsx'
import styles from './bulk.module.css'
import { PickFiles } from './PickFiles.tsx'
import { useWatch, WatchFolder } from './WatchFolder.tsx'

/** So few that come into a watched folder are answered before a bar is read. */
const atOnce = 8

export function Bulk({ task, busy }: { readonly task: TaskId; readonly busy: boolean }) {
  const bulk = useStudio(selectBulk)
  const watch = useWatch()
  const watching = watch.folder !== null
  const { input } = taskCard(task)
  const idle = !busy && !bulk?.running && !watching
  const ask = (wanted: WantedBulk) => void actions.by((context) => predictBulk(context, wanted))
  const take = (files: readonly File[]) => ask({ name: nameOf(files), files: filesFromInput(files) })
  const accept = input === 'image' ? acceptOf('picture', 'archive') : acceptOf('table', 'text', 'archive')
  const shows = bulk?.running && (!watching || (bulk.progress?.total ?? 0) > atOnce)
  return (
    <Card title="Many at once" note={bulk?.name}>
      <div className={styles.bulk} data-bulk={bulk?.running ? 'running' : bulk?.result ? 'done' : undefined}>
        <p className={styles.lead}>{leads[input]}</p>
        <div className={styles.sources}>
          <PickFiles
            {...{ input: 'bulk', label: 'Choose files', icon: FileStack, accept, multiple: true }}
            disabled={!idle}
            onPick={take}
          />
          <PickFiles
            {...{ input: 'bulk-folder', label: 'Choose a folder', icon: FolderInput, folder: true }}
            disabled={!idle}
            onPick={take}
          />
          <WatchFolder watch={watch} disabled={!idle && !watching} />
        </div>
        {shows && <Answering bulk={bulk} />}
        {bulk?.error && <ErrorNotice error={bulk.error} onDismiss={() => actions.by(dismissBulk)} />}
        {bulk?.result && (
          <BulkAnswers task={task} name={bulk.name} result={bulk.result}>
            <ColumnChoice
              bulk={bulk}
              pair={input === 'pair'}
              disabled={!idle}
              onColumns={(files, columns) => ask({ name: bulk.name, files, columns })}
            />
          </BulkAnswers>
        )}
      </div>
    </Card>
  )
}

const selectBulk = ({ use }: StudioState) => use.bulk

const ofTexts =
  'A table, a folder of texts, a zip, or several files. Each text is answered, and all answers become a table.'

const leads: Readonly<Record<TaskCard['input'], string>> = {
  image: 'A folder of pictures, a zip, or several files. Each is answered, and all answers become a table.',
  text: ofTexts,
  words: ofTexts,
  turns: ofTexts,
  pair: 'A table with a column for each of the two texts. Each pair is answered, and all answers become a table.',
}

/** "letters.csv", "photos", "12 files" */
function nameOf(files: readonly File[]): string {
  const [first] = files
  if (!first) return ''
  const folder = first.webkitRelativePath.split('/')[0]
  return folder || (files.length === 1 ? first.name : countOf(files.length, 'file', 'files'))
}

function Answering({ bulk: { progress } }: { readonly bulk: BulkState }) {
  return <StageProgress progress={progress} waiting="Opening" onCancel={() => actions.cancel('bulk')} />
}

interface ColumnChoiceProps {
  readonly bulk: BulkState
  readonly pair: boolean
  readonly disabled: boolean
  readonly onColumns: (files: NonNullable<BulkState['files']>, columns: NonNullable<WantedBulk['columns']>) => void
}

/** Which column was read, and another at a press. */
function ColumnChoice({ bulk: { files, result }, pair, disabled, onColumns }: ColumnChoiceProps) {
  if (!files || !result?.columns) return null
  const { names, textColumn, secondTextColumn } = result.columns
  const options = names.map((name) => ({ value: name, label: name }))
  return (
    <div className={styles.columns}>
      <SelectField
        label={pair ? 'First texts from' : 'Texts from'}
        name="bulkTextColumn"
        value={textColumn}
        options={options}
        disabled={disabled}
        onChange={(name) =>
          onColumns(files, { textColumn: name, secondTextColumn: other(name, secondTextColumn, textColumn) })
        }
      />
      {pair && (
        <SelectField
          label="Second texts from"
          name="bulkSecondTextColumn"
          value={secondTextColumn}
          options={options}
          disabled={disabled}
          onChange={(name) =>
            onColumns(files, { textColumn: other(name, textColumn, secondTextColumn), secondTextColumn: name })
          }
        />
      )}
    </div>
  )
}

/** The two change places where one is chosen that the other had. */
function other(chosen: string, held: string, before: string): string {
  return held === chosen ? before : held
}
