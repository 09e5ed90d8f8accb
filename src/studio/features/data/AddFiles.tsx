/** More files for data that stand: chosen or dropped, and taken back again. */
import { FilePlus2, FolderPlus, Undo2 } from 'lucide-react'
import { useState } from 'react'
import { isNamed } from '../../../shared/catalog/formats.ts'
import type { DatasetSummary } from '../../../shared/domain/data.ts'
import type { NamedFile } from '../../../shared/domain/files.ts'
import { taskCard } from '../../../tasks/cards.ts'
import { addFiles, takeBackAdded } from '../../store/addActions.ts'
import { selectData } from '../../store/selectors.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { filesFromInput } from '../../ui/droppedFiles.ts'
import { FileButton } from '../../ui/FileButton.tsx'
import { countOf } from '../../ui/format.ts'
import styles from './AddFiles.module.css'
import { acceptedData, requestFor } from './pickedFiles.ts'

interface AddFilesProps {
  readonly summary: DatasetSummary
  readonly locked: boolean
}

/** Beside what was read. Data of a hub are added to where they are. */
export function AddFiles({ summary, locked }: AddFilesProps) {
  const [loose, setLoose] = useState<readonly NamedFile[]>([])
  const data = useStudio(selectData)
  if (summary.source) return null
  const added = data.status === 'ready' ? (data.ready.added ?? 0) : 0
  const add = (files: readonly File[]) => {
    const named = filesFromInput(files)
    if (needsClass(summary, named)) setLoose(named)
    else void actions.by(addFiles(named))
  }
  return (
    <>
      <div className={styles.buttons}>
        <FileButton
          label="Add files"
          icon={FilePlus2}
          name="add-files"
          multiple
          accept={acceptedData}
          disabled={locked}
          onFiles={add}
        />
        <FileButton label="Add a folder" icon={FolderPlus} name="add-folder" folder disabled={locked} onFiles={add} />
        {added > 0 && (
          <Button
            variant="quiet"
            icon={Undo2}
            isDisabled={locked}
            data-action="take-back-added"
            onPress={() => void actions.by(takeBackAdded)}
          >
            Undo the last addition
          </Button>
        )}
      </div>
      {loose.length > 0 && (
        <fieldset className={styles.ask} aria-label="Add files">
          <ClassOfFiles summary={summary} files={loose} locked={locked} onDone={() => setLoose([])} />
          <Button variant="quiet" data-action="add-nothing" onPress={() => setLoose([])}>
            Cancel
          </Button>
        </fieldset>
      )}
    </>
  )
}

interface DroppedFilesProps extends AddFilesProps {
  readonly files: readonly NamedFile[]
  readonly onDone: () => void
}

/** Files that were dropped beside data that stand: to be added, or used instead. */
export function DroppedFiles({ summary, files, locked, onDone }: DroppedFilesProps) {
  const asksClass = needsClass(summary, files)
  return (
    <fieldset className={styles.ask} aria-label="Dropped files" data-dropped={files.length}>
      <p>
        You dropped {countOf(files.length, 'file', 'files')}. Should they be{' '}
        {summary.source ? 'used instead of' : 'added to'} “<bdi>{summary.name}</bdi>”
        {!summary.source && ', or used instead of it'}?
      </p>
      {!summary.source &&
        (asksClass ? (
          <ClassOfFiles summary={summary} files={files} locked={locked} onDone={onDone} />
        ) : (
          <Button
            icon={FilePlus2}
            autoFocus
            isDisabled={locked}
            data-action="add-dropped"
            onPress={() => {
              onDone()
              void actions.by(addFiles(files))
            }}
          >
            Add them
          </Button>
        ))}
      <Button
        isDisabled={locked}
        data-action="use-dropped"
        onPress={() => {
          onDone()
          const request = requestFor(files)
          if (request) void actions.readData(request)
        }}
      >
        Use them instead
      </Button>
      <Button variant="quiet" data-action="drop-nothing" onPress={onDone}>
        Cancel
      </Button>
    </fieldset>
  )
}

/** Whether nothing says the class of these files: they lie in no folder, and folders name the classes. */
function needsClass({ task, columns }: DatasetSummary, files: readonly NamedFile[]): boolean {
  if (taskCard(task).target !== 'class' || columns !== null) return false
  return files.every(({ path, file }) => !path.includes('/') && (isNamed(path, 'picture', 'text') || isPicture(file)))
}

function isPicture({ type }: Blob): boolean {
  return type.startsWith('image/')
}

/** Takes a class that stands, or a new one. */
function ClassOfFiles({ summary, files, locked, onDone }: DroppedFilesProps) {
  const [name, setName] = useState(summary.classes[0]?.name ?? '')
  const plain = name.replace(/[\\/]/g, ' ').trim()
  return (
    <form
      className={styles.ask}
      onSubmit={(event) => {
        event.preventDefault()
        if (plain === '') return
        onDone()
        void actions.by(addFiles(files.map(({ path, file }) => ({ path: `${plain}/${path}`, file }))))
      }}
    >
      <label className={styles.class}>
        <span>{files.length === 1 ? 'Its class' : `The class of ${countOf(files.length, 'file', 'files')}`}</span>
        <input
          // biome-ignore lint/a11y/noAutofocus: the question has just appeared, in answer to a person
          autoFocus
          type="text"
          data-field="class-of-files"
          list="classes-of-data"
          value={name}
          onFocus={(event) => event.target.select()}
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <datalist id="classes-of-data">
        {summary.classes.map((each) => (
          <option key={each.name} value={each.name} />
        ))}
      </datalist>
      <Button type="submit" icon={FilePlus2} isDisabled={locked || plain === ''} data-action="add-to-class">
        Add
      </Button>
    </form>
  )
}
