import { ImagePlus, Trash2 } from 'lucide-react'
import { type DragEvent, useState } from 'react'
import { acceptOf } from '../../../shared/catalog/formats.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { SelectField } from '../../ui/Field.tsx'
import { FileButton } from '../../ui/FileButton.tsx'
import { countOf } from '../../ui/format.ts'
import { type Board, type PictureClass, roomFor } from './board.ts'
import { ClassName } from './ClassName.tsx'
import styles from './camera.module.css'
import { droppedOn, isTakable } from './draggedPictures.ts'
import { HoldButton } from './HoldButton.tsx'
import { PictureStrip } from './PictureStrip.tsx'
import { pictureBoard } from './pictureBoard.ts'
import { VideoFrames } from './VideoFrames.tsx'

export interface ClassCardProps {
  readonly of: PictureClass
  readonly board: Board
  readonly live: boolean
  readonly onShoot: (id: string) => Promise<void>
  readonly onRecording: (id: string, recording: boolean) => void
  readonly onNeeded: () => void
  readonly onFiles: (id: string, files: readonly File[]) => void
  /** Tells those who listen. */
  readonly onSay: (words: string) => void
}

/** A class: its name, its pictures, and the ways to more of them. */
export function ClassCard({ of, board, live, onShoot, onRecording, onNeeded, onFiles, onSay }: ClassCardProps) {
  const [over, setOver] = useState(false)
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set())
  const { id, name, pictures } = of
  // What was deleted or moved meanwhile is no longer selected.
  const selected = new Set(pictures.filter((picture) => marked.has(picture.id)).map((picture) => picture.id))
  const full = roomFor(board) === 0
  const others = board.filter((each) => each.id !== id)
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    const dropped = droppedOn(event)
    if (dropped.kind === 'pictures') pictureBoard.move(dropped.ids, id)
    else onFiles(id, dropped.files)
  }
  return (
    <li
      className={styles.class}
      data-class={name}
      data-count={pictures.length}
      data-over={over || undefined}
      onFocus={() => pictureBoard.setCurrent(id)}
      onDragOver={(event) => {
        if (!isTakable(event)) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <div className={styles.top}>
        <ClassName of={of} board={board} onName={(next) => pictureBoard.rename(id, next)} />
        <span className={styles.count} data-few={pictures.length === 0 || undefined}>
          {countOf(pictures.length, 'picture', 'pictures')}
        </span>
        <IconButton
          label={`Delete the class ${name}`}
          icon={Trash2}
          data-action="delete-class"
          onPress={() => pictureBoard.deleteClass(id)}
        />
      </div>
      <div className={styles.ways}>
        <HoldButton
          name={name}
          live={live}
          disabled={full}
          onShoot={() => onShoot(id)}
          onRecording={(recording) => onRecording(id, recording)}
          onNeeded={onNeeded}
        />
        <FileButton
          label="Add files"
          icon={ImagePlus}
          name="class-files"
          multiple
          accept={`${acceptOf('picture')},video/*`}
          disabled={full}
          onFiles={(files) => onFiles(id, files)}
        />
      </div>
      <PictureStrip
        of={of}
        selected={selected}
        onSelect={setMarked}
        onDelete={(ids) => pictureBoard.deletePictures(ids)}
      />
      {selected.size > 0 && <Selected selected={selected} others={others} onNone={() => setMarked(new Set())} />}
      <Disclosure label="More" note="frames from a video, merge" action="class-more" lazy>
        <div className={styles.more}>
          <VideoFrames
            onFrame={(picture) => pictureBoard.add(id, [picture]) > 0}
            onDone={(count) => onSay(`${countOf(count, 'picture', 'pictures')} from the video in ${name}.`)}
          />
          {others.length > 0 && (
            <Into
              label="Merge with"
              name="merge-into"
              verb="Merge"
              others={others}
              onChosen={(into) => pictureBoard.merge(id, into)}
            />
          )}
        </div>
      </Disclosure>
    </li>
  )
}

interface SelectedProps {
  readonly selected: ReadonlySet<string>
  readonly others: Board
  readonly onNone: () => void
}

/** What can be done with the pictures that are selected. */
function Selected({ selected, others, onNone }: SelectedProps) {
  return (
    <div className={styles.selected} data-selected={selected.size}>
      <span>{countOf(selected.size, 'picture', 'pictures')} selected</span>
      <Button icon={Trash2} data-action="delete-selected" onPress={() => pictureBoard.deletePictures(selected)}>
        Delete
      </Button>
      <Button variant="quiet" data-action="select-none" onPress={onNone}>
        Select none
      </Button>
      {others.length > 0 && (
        <Into
          label="Move to"
          name="move-into"
          verb="Move"
          others={others}
          onChosen={(into) => pictureBoard.move(selected, into)}
        />
      )}
    </div>
  )
}

interface IntoProps {
  readonly label: string
  readonly name: string
  readonly verb: string
  readonly others: Board
  readonly onChosen: (id: string) => void
}

/** Another class, and a button that does it: arrow keys alone in a list would do it at once. */
function Into({ label, name, verb, others, onChosen }: IntoProps) {
  const [wanted, setWanted] = useState('')
  const chosen = others.find(({ id }) => id === wanted)?.id ?? others[0]?.id ?? ''
  return (
    <div className={styles.into}>
      <SelectField
        label={label}
        name={name}
        value={chosen}
        options={others.map((each) => ({ value: each.id, label: each.name }))}
        onChange={setWanted}
      />
      <Button data-action={name} onPress={() => onChosen(chosen)}>
        {verb}
      </Button>
    </div>
  )
}
