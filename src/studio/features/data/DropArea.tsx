import { Camera, Files, FolderOpen } from 'lucide-react'
import { DropZone } from 'react-aria-components'
import { formatTitles } from '../../../shared/catalog/formats.ts'
import type { NamedFile } from '../../../shared/domain/files.ts'
import { openCamera } from '../../store/openCamera.ts'
import { projectAmong } from '../../store/projectFile.ts'
import { actions } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { filesFromDrop, filesFromInput } from '../../ui/droppedFiles.ts'
import { FileButton } from '../../ui/FileButton.tsx'
import { touchOnly } from '../../ui/touchOnly.ts'
import { useLater } from '../../ui/useLater.ts'
import styles from './DropArea.module.css'
import { fetchExtras } from './fetchExtras.ts'
import { acceptedData, requestFor } from './pickedFiles.ts'

export interface DropAreaProps {
  readonly disabled: boolean
  /** Small, once there is something to look at instead. */
  readonly compact: boolean
  /** What stands, and what was dropped beside it: whether it is added is asked. */
  readonly onBeside?: (files: readonly NamedFile[]) => void
}

/** Drop, paste or choose: files, folders and archives alike; a project is opened whole. */
export function DropArea({ disabled, compact, onBeside }: DropAreaProps) {
  const read = async (files: readonly NamedFile[], ask?: typeof onBeside) => {
    const project = await projectAmong(files)
    if (project) return actions.runs.openProject(project)
    if (ask && files.length > 0) return ask(files)
    const request = requestFor(files)
    if (request) await actions.readData(request)
  }
  const choose = (files: readonly File[]) => void read(filesFromInput(files))
  return (
    <DropZone
      className={styles.zone ?? ''}
      data-compact={compact || undefined}
      aria-label="Add pictures or texts: files, a folder or a zip"
      isDisabled={disabled}
      onDrop={async ({ items }) => read(await filesFromDrop(items), onBeside)}
    >
      {!compact && <Prints />}
      <div className={styles.words}>
        <h2>{compact ? 'Use other data' : touchOnly ? 'Choose pictures or texts' : 'Drop pictures or texts here'}</h2>
        <p>
          Pictures: one folder per class, or a zip of them. Texts: a table with a text and a label column. Writing
          style: a text file.
        </p>
        <p className={styles.formats}>Tables: {formatTitles('table')}</p>
      </div>
      <div className={styles.buttons}>
        <FileButton
          label="Choose files"
          icon={Files}
          name="files"
          multiple
          accept={acceptedData}
          disabled={disabled}
          onFiles={choose}
        />
        <FileButton
          label="Choose a folder"
          icon={FolderOpen}
          name="folder"
          folder
          disabled={disabled}
          onFiles={choose}
        />
        <CameraButton />
      </div>
      {!compact && <p className={styles.promise}>Nothing leaves this device.</p>}
    </DropZone>
  )
}

/** Pictures that were taken before are gone on with. */
function CameraButton() {
  const kept = useLater(fetchExtras)?.keptPictureWords()
  return (
    <Button icon={Camera} data-action="use-camera" onPress={openCamera}>
      {kept ?? 'Use your camera'}
    </Button>
  )
}

/** Two prints and a sheet of text on the bench. */
function Prints() {
  return (
    <svg viewBox="0 0 168 96" width="168" height="96" aria-hidden="true" className={styles.prints}>
      <g transform="rotate(-9 50 56)">
        <rect x="16" y="22" width="66" height="62" rx="5" className={styles.paper} />
        <rect x="22" y="28" width="54" height="42" rx="2" fill="#bcd6ea" />
        <path d="M22 70l17-22 13 15 9-9 15 16z" fill="#5b8db8" />
        <circle cx="63" cy="39" r="5" fill="#f7fbff" />
      </g>
      <g transform="rotate(8 120 56)">
        <rect x="88" y="22" width="66" height="62" rx="5" className={styles.paper} />
        <rect x="94" y="28" width="54" height="42" rx="2" fill="#ffe3c2" />
        <circle cx="121" cy="49" r="9" fill="#a6401b" />
        <g fill="#f08a3c">
          <circle cx="121" cy="36" r="7" />
          <circle cx="133" cy="45" r="7" />
          <circle cx="128.500" cy="59" r="7" />
          <circle cx="113.500" cy="59" r="7" />
          <circle cx="109" cy="45" r="7" />
        </g>
        <circle cx="121" cy="49" r="6" fill="#a6401b" />
      </g>
      <g transform="rotate(-1 84 44)">
        <rect x="51" y="8" width="66" height="62" rx="5" className={styles.paper} />
        <path
          d="M59 18h32M59 27h50M59 36h46M59 45h50M59 54h28"
          stroke="#17324d"
          strokeOpacity="0.65"
          strokeWidth="3"
          strokeLinecap="round"
        />
      </g>
    </svg>
  )
}
