/**
 * The camera: asked for when this is shown, which takes a press, and let go when it is not. What it shows is answered
 * several times a second, as long as the person likes; a picture that is taken stays and is compared.
 */
import { Camera as CameraIcon, SwitchCamera } from 'lucide-react'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { Button } from '../../ui/Button.tsx'
import { cameraRefusal, otherCamera, useCamera, type WantedCamera } from '../../ui/camera.ts'
import { SwitchField } from '../../ui/Field.tsx'
import { squarePicture } from '../../ui/squarePicture.ts'
import { LiveControls } from './LiveControls.tsx'
import styles from './use.module.css'

export interface CameraProps {
  readonly onPicture: (picture: Blob) => void
  /** Answers what is shown now; false where that failed. */
  readonly onLive: (picture: Blob) => Promise<boolean>
}

const otherWays = { again: 'press Camera again', instead: 'choose a picture' }
/** Between the beginnings of two answers, at least. */
const everyMs = 66

export function Camera({ onPicture, onLive }: CameraProps) {
  const [wanted, setWanted] = useState<WantedCamera>({})
  const { video, state } = useCamera(true, wanted)
  const [answering, setAnswering] = useState(true)
  const open = state.status === 'live'
  const perSecond = useLiveAnswers(video, { on: open && answering, onLive, setOn: setAnswering })
  const other = otherCamera(state)
  const take = async () => {
    const picture = video.current && (await squarePicture(video.current))
    if (picture) onPicture(picture)
  }
  const refused = state.status === 'refused'
  return (
    <>
      <video
        ref={video}
        className={styles.camera}
        muted
        playsInline
        hidden={refused}
        aria-label="The camera"
        data-live={(open && answering) || undefined}
        data-facing={state.status === 'live' ? (state.shown.facing ?? undefined) : undefined}
      />
      {refused ? (
        <p className={styles.hint} role="status" data-refusal="camera">
          {cameraRefusal(state.thrown, otherWays)}
        </p>
      ) : (
        <div className={styles.taking}>
          <Button
            variant="primary"
            icon={CameraIcon}
            data-action="take-picture"
            isDisabled={!open}
            onPress={() => void take()}
          >
            {open ? 'Take the picture' : 'Opening the camera …'}
          </Button>
          {other && (
            <Button icon={SwitchCamera} data-action="other-camera" onPress={() => setWanted(other)}>
              {otherWords(other)}
            </Button>
          )}
          <SwitchField label="Answer live" name="live" value={answering} onChange={setAnswering} />
          {answering && <LiveControls perSecond={perSecond} />}
        </div>
      )}
    </>
  )
}

function otherWords({ facing }: WantedCamera): string {
  if (facing === undefined) return 'Other camera'
  return facing === 'user' ? 'Front camera' : 'Back camera'
}

interface LiveAnswers extends Pick<CameraProps, 'onLive'> {
  readonly on: boolean
  /** Called with false where an answer failed. */
  readonly setOn: (on: boolean) => void
}

/** Answers that the pace is told from, by when each was begun. */
const counted = 10

/**
 * One answer after another: a model that takes longer is asked less often. @returns how many a second; null before there
 * are some.
 */
function useLiveAnswers(video: RefObject<HTMLVideoElement | null>, { on, onLive, setOn }: LiveAnswers): number | null {
  const [perSecond, setPerSecond] = useState<number | null>(null)
  const times = useRef<readonly number[]>([])
  useEffect(() => {
    times.current = []
    setPerSecond(null)
    if (!on) return undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    let wanted = true
    const turn = async () => {
      const began = performance.now()
      const picture = video.current && !document.hidden ? await squarePicture(video.current) : null
      if (!wanted) return
      if (picture && !(await onLive(picture))) return setOn(false)
      if (!wanted) return
      if (picture) {
        times.current = [...times.current, began].slice(-counted)
        setPerSecond(paceOf(times.current))
      }
      timer = setTimeout(() => void turn(), Math.max(0, everyMs - (performance.now() - began)))
    }
    void turn()
    return () => {
      wanted = false
      clearTimeout(timer)
    }
  }, [on, onLive, setOn, video])
  return perSecond
}

/** Rounded, so that the figure does not flicker. */
function paceOf(times: readonly number[]): number | null {
  const [first, last] = [times[0], times.at(-1)]
  if (first === undefined || last === undefined || times.length < 3 || last <= first) return null
  return Math.round((10_000 * (times.length - 1)) / (last - first)) / 10
}
