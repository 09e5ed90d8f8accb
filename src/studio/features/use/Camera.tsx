/**
 * The camera: asked for when this is shown, which takes a press, and let go when it is not. What it shows is answered
 * several times a second, as long as the person likes; a picture that is taken stays and is compared.
 */
import { Camera as CameraIcon } from 'lucide-react'
import { type RefObject, useEffect, useState } from 'react'
import { Button } from '../../ui/Button.tsx'
import { cameraRefusal, useCamera } from '../../ui/camera.ts'
import { SwitchField } from '../../ui/Field.tsx'
import { squarePicture } from '../../ui/squarePicture.ts'
import styles from './use.module.css'

export interface CameraProps {
  readonly onPicture: (picture: Blob) => void
  /** Answers what is shown now; false where that failed. */
  readonly onLive: (picture: Blob) => Promise<boolean>
}

const otherWays = { again: 'press Camera again', instead: 'choose a picture' }
/** Between the beginnings of two answers, at least. */
const everyMs = 300

export function Camera({ onPicture, onLive }: CameraProps) {
  const { video, state } = useCamera(true)
  const [answering, setAnswering] = useState(true)
  const open = state.status === 'live'
  useLiveAnswers(video, { on: open && answering, onLive, setOn: setAnswering })
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
          <SwitchField label="Answer live" name="live" value={answering} onChange={setAnswering} />
        </div>
      )}
    </>
  )
}

interface LiveAnswers extends Pick<CameraProps, 'onLive'> {
  readonly on: boolean
  /** Called with false where an answer failed. */
  readonly setOn: (on: boolean) => void
}

/** One answer after another: a model that takes longer is asked less often. */
function useLiveAnswers(video: RefObject<HTMLVideoElement | null>, { on, onLive, setOn }: LiveAnswers): void {
  useEffect(() => {
    if (!on) return undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    let wanted = true
    const turn = async () => {
      const began = performance.now()
      const picture = video.current && !document.hidden ? await squarePicture(video.current) : null
      if (!wanted) return
      if (picture && !(await onLive(picture))) setOn(false)
      else if (wanted) timer = setTimeout(() => void turn(), Math.max(0, everyMs - (performance.now() - began)))
    }
    void turn()
    return () => {
      wanted = false
      clearTimeout(timer)
    }
  }, [on, onLive, setOn, video])
}
