/**
 * Pictures of the classroom: a camera and classes to record into. The pictures are the page's own until they are used;
 * from then on the data made of them are read by the way that dropped folders take.
 */
import { Plus, Undo2 } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { isNamed, isPictureMedia } from '../../../shared/catalog/formats.ts'
import { cameraAsked } from '../../store/openCamera.ts'
import { Button } from '../../ui/Button.tsx'
import { useCamera } from '../../ui/camera.ts'
import { countOf } from '../../ui/format.ts'
import { Notice } from '../../ui/Notice.tsx'
import { Progress } from '../../ui/Progress.tsx'
import { StepLayout } from '../../ui/StepLayout.tsx'
import { squarePicture } from '../../ui/squarePicture.ts'
import { useFocusKept } from '../../ui/useFocusKept.ts'
import { VisuallyHidden } from '../../ui/VisuallyHidden.tsx'
import { addFiles } from './addFiles.ts'
import { type Board, limits, roomFor } from './board.ts'
import { CameraAside } from './CameraAside.tsx'
import { ClassCard } from './ClassCard.tsx'
import styles from './camera.module.css'
import { Preview } from './Preview.tsx'
import { type BoardState, pictureBoard, useBoard } from './pictureBoard.ts'

const selectBoard = ({ board }: BoardState) => board
const selectOpened = ({ opened }: BoardState) => opened
const selectUndo = ({ undo }: BoardState) => undo.at(-1)?.what ?? null

export function CameraScreen() {
  const board = useBoard(selectBoard)
  const opened = useBoard(selectOpened)
  const [wanted, setWanted] = useState(cameraAsked)
  const [mirrored, setMirrored] = useState(false)
  const [deviceId, setDevice] = useState<string | undefined>(undefined)
  const camera = useCamera(wanted, { deviceId })
  const [recorded, setRecorded] = useState<string | null>(null)
  const [said, setSaid] = useState('')
  const [left, setLeft] = useState<string | null>(null)
  const [video, setVideo] = useState<VideoUnderWay | null>(null)
  const classes = useRef<HTMLDivElement>(null)
  const lastFrame = useRef(-1)
  const lastShot = useRef(Promise.resolve())
  useFocusKept(classes)
  useEffect(() => void pictureBoard.open(), [])
  const take = async (id: string) => {
    const video = camera.video.current
    // The same frame twice teaches nothing.
    if (!video || camera.state.status !== 'live' || video.currentTime === lastFrame.current) return
    lastFrame.current = video.currentTime
    const picture = await squarePicture(video)
    if (picture) pictureBoard.add(id, [picture])
  }
  const shoot = (id: string) => {
    lastShot.current = take(id)
    return lastShot.current
  }
  const addTo = async (id: string, files: readonly File[]) => {
    setLeft(null)
    const off = new AbortController()
    const since = Date.now()
    const onFrame = (video: string, done: number, total: number) => setVideo({ video, done, total, since, off })
    const added = await addFiles(id, files, { signal: off.signal, onFrame })
    setVideo(null)
    setSaid(added.came)
    setLeft(added.left)
  }
  usePaste((files) => {
    const { board: now, current } = pictureBoard.store.getState()
    const into = now.find((each) => each.id === current) ?? now[0]
    if (into) void addTo(into.id, files)
  })
  const recording = (id: string, on: boolean) => {
    pictureBoard.setCurrent(id)
    setRecorded(on ? id : null)
    if (!on) void lastShot.current.then(() => setSaid(countWords(id)))
  }
  const ask = () => {
    // One that was refused is asked for anew.
    setWanted(false)
    setTimeout(() => setWanted(true))
  }
  const live = camera.state.status === 'live'
  const into = board.find(({ id }) => id === recorded)
  return (
    <StepLayout
      title="Take pictures"
      lead="Show the camera one thing for each class, from several sides. Ten pictures or more of each teach it well."
      aside={opened && <CameraAside />}
    >
      <div className={styles.bench}>
        <Preview
          {...{ camera, wanted, mirrored, deviceId }}
          onWanted={(want) => (want ? ask() : setWanted(false))}
          onMirrored={setMirrored}
          onDevice={setDevice}
          recorded={into && `${into.name}: ${into.pictures.length}`}
        />
        <div ref={classes} className={styles.classes} tabIndex={-1} data-ready={opened ? 'board' : undefined}>
          <div role="status" className={styles.left}>
            {left !== null && (
              <Notice variant="warning">
                <p data-left>{left}</p>
              </Notice>
            )}
          </div>
          {video && (
            <div data-video={video.video}>
              <Progress
                label={`Taking pictures from ${video.video} …`}
                {...{ done: video.done, total: video.total, since: video.since }}
                unit="pictures"
                onCancel={() => video.off.abort()}
              />
            </div>
          )}
          <ul className={styles.cards}>
            {board.map((each) => (
              <ClassCard
                key={each.id}
                of={each}
                board={board}
                live={live}
                onShoot={shoot}
                onRecording={recording}
                onNeeded={ask}
                onFiles={(id, files) => void addTo(id, files)}
                onSay={setSaid}
              />
            ))}
          </ul>
          <BoardFoot board={board} />
        </div>
      </div>
      <div role="status">
        <VisuallyHidden>{said}</VisuallyHidden>
      </div>
    </StepLayout>
  )
}

/** A video that was dropped or picked among files, whose frames are being taken. */
interface VideoUnderWay {
  readonly video: string
  readonly done: number
  readonly total: number
  readonly since: number
  readonly off: AbortController
}

/** One class more, and the last thing taken back. */
function BoardFoot({ board }: { readonly board: Board }) {
  const undoable = useBoard(selectUndo)
  return (
    <div className={styles.foot}>
      <Button
        icon={Plus}
        isDisabled={board.length >= limits.classes}
        data-action="add-class"
        onPress={() => pictureBoard.addClass()}
      >
        Add a class
      </Button>
      <div role="status" className={styles.done}>
        {roomFor(board) === 0 && (
          <span>The board is full: it holds {limits.pictures} pictures. Delete some to take more.</span>
        )}
        {undoable !== null && (
          <>
            <span data-undoable>{undoable}</span>
            <Button variant="quiet" icon={Undo2} data-action="undo-board" onPress={() => pictureBoard.undo()}>
              Undo
            </Button>
          </>
        )}
      </div>
    </div>
  )
}

/** Said once the recording is over, not for each picture. */
function countWords(id: string): string {
  const of = pictureBoard.board.find((each) => each.id === id)
  return of ? `${of.name}: ${countOf(of.pictures.length, 'picture', 'pictures')} in all.` : ''
}

/** By what the browser takes it for; of HEIC few know more than the name. */
function isPicture({ type, name }: File): boolean {
  return isPictureMedia(type) || isNamed(name, 'picture')
}

/** Pictures pasted anywhere on the screen. */
function usePaste(take: (files: readonly File[]) => void): void {
  useEffect(() => {
    const paste = ({ clipboardData }: ClipboardEvent) => {
      const files = [...(clipboardData?.files ?? [])].filter(isPicture)
      if (files.length > 0) take(files)
    }
    window.addEventListener('paste', paste)
    return () => window.removeEventListener('paste', paste)
  })
}
