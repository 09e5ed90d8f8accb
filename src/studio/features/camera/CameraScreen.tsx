/**
 * Pictures of the classroom: a camera and classes to record into. The pictures are the page's own until they are used;
 * from then on the data made of them are read by the way that dropped folders take.
 */
import { Plus, Undo2 } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { isPictureMedia } from '../../../shared/catalog/formats.ts'
import { cameraAsked } from '../../store/openCamera.ts'
import { Button } from '../../ui/Button.tsx'
import { useCamera } from '../../ui/camera.ts'
import { countOf } from '../../ui/format.ts'
import { StepLayout } from '../../ui/StepLayout.tsx'
import { useFocusKept } from '../../ui/useFocusKept.ts'
import { VisuallyHidden } from '../../ui/VisuallyHidden.tsx'
import { type Board, limits, roomFor } from './board.ts'
import { CameraAside } from './CameraAside.tsx'
import { ClassCard } from './ClassCard.tsx'
import styles from './camera.module.css'
import { Preview } from './Preview.tsx'
import { type BoardState, pictureBoard, useBoard } from './pictureBoard.ts'
import { squarePicture, squaresOf } from './squarePicture.ts'
import { videoFrames } from './videoFrames.ts'

const selectBoard = ({ board }: BoardState) => board
const selectOpened = ({ opened }: BoardState) => opened
const selectUndo = ({ undo }: BoardState) => undo.at(-1)?.what ?? null
/** Of a video that is dropped on a class; under "More" there is a choice. */
const usualFrames = { perSecond: 2, most: 60 }

export function CameraScreen() {
  const board = useBoard(selectBoard)
  const opened = useBoard(selectOpened)
  const [wanted, setWanted] = useState(cameraAsked)
  const [mirrored, setMirrored] = useState(false)
  const [deviceId, setDevice] = useState<string | undefined>(undefined)
  const camera = useCamera(wanted, deviceId)
  const [recorded, setRecorded] = useState<{ readonly id: string; readonly from: number } | null>(null)
  const [said, setSaid] = useState('')
  const classes = useRef<HTMLDivElement>(null)
  const lastFrame = useRef(-1)
  useFocusKept(classes)
  useEffect(() => void pictureBoard.open(), [])
  const shoot = async (id: string) => {
    const video = camera.video.current
    // The same frame twice teaches nothing.
    if (!video || camera.state.status !== 'live' || video.currentTime === lastFrame.current) return
    lastFrame.current = video.currentTime
    const picture = await squarePicture(video)
    if (picture) pictureBoard.add(id, [picture])
  }
  const addFiles = async (id: string, files: readonly File[]) => setSaid(await filesInto(id, files))
  usePaste((files) => {
    const { board: now, current } = pictureBoard.store.getState()
    const into = now.find((each) => each.id === current) ?? now[0]
    if (into) void addFiles(into.id, files)
  })
  const recording = (id: string, on: boolean) => {
    pictureBoard.setCurrent(id)
    const of = pictureBoard.board.find((each) => each.id === id)
    if (!of) return
    if (on) return setRecorded({ id, from: of.pictures.length })
    setSaid(`${of.name}: ${countOf(of.pictures.length, 'picture', 'pictures')} in all.`)
    setRecorded(null)
  }
  const ask = () => {
    // One that was refused is asked for anew.
    setWanted(false)
    setTimeout(() => setWanted(true))
  }
  const live = camera.state.status === 'live'
  const into = board.find(({ id }) => id === recorded?.id)
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
                onFiles={(id, files) => void addFiles(id, files)}
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
        {roomFor(board) === 0 && <span>The board is full: {limits.pictures} pictures.</span>}
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

/** Pictures and videos in the class; what came of it, in words. */
async function filesInto(id: string, files: readonly File[]): Promise<string> {
  const videos = files.filter(({ type }) => type.startsWith('video/'))
  const { pictures, refused: unread } = await squaresOf(
    files.filter((file) => !videos.includes(file)),
    roomFor(pictureBoard.board),
  )
  const refused = [...unread]
  let added = pictureBoard.add(id, pictures)
  const signal = new AbortController().signal
  for (const video of videos) {
    const take = (picture: Blob) => {
      added += pictureBoard.add(id, [picture])
    }
    await videoFrames(video, { ...usualFrames, signal, onFrame: take }).catch(() => refused.push(video.name))
  }
  const name = pictureBoard.board.find((each) => each.id === id)?.name
  const came = `${countOf(added, 'picture', 'pictures')} added to ${name}.`
  if (refused.length === 0) return came
  return `${came} Left out, because this browser cannot show them: ${refused.slice(0, 5).join(', ')}.`
}

/** Pictures pasted anywhere on the screen. */
function usePaste(take: (files: readonly File[]) => void): void {
  useEffect(() => {
    const paste = ({ clipboardData }: ClipboardEvent) => {
      const files = [...(clipboardData?.files ?? [])].filter(({ type }) => isPictureMedia(type))
      if (files.length > 0) take(files)
    }
    window.addEventListener('paste', paste)
    return () => window.removeEventListener('paste', paste)
  })
}
