/** The camera: asked for when this is shown, which takes a press, and let go when it is not. */
import { Camera as CameraIcon } from 'lucide-react'
import { Button } from '../../ui/Button.tsx'
import { cameraRefusal, useCamera } from '../../ui/camera.ts'
import styles from './use.module.css'

const otherWays = { again: 'press Camera again', instead: 'choose a picture' }

export function Camera({ onPicture }: { readonly onPicture: (picture: Blob) => void }) {
  const { video, state } = useCamera(true)
  const take = async () => {
    const picture = video.current && (await pictureOf(video.current))
    if (picture) onPicture(picture)
  }
  const refused = state.status === 'refused'
  return (
    <>
      <video ref={video} className={styles.picture} muted playsInline hidden={refused} aria-label="The camera" />
      {refused ? (
        <p className={styles.hint} role="status" data-refusal="camera">
          {cameraRefusal(state.thrown, otherWays)}
        </p>
      ) : (
        <Button
          variant="primary"
          icon={CameraIcon}
          data-action="take-picture"
          isDisabled={state.status !== 'live'}
          onPress={() => void take()}
        >
          {state.status === 'live' ? 'Take the picture' : 'Opening the camera …'}
        </Button>
      )}
    </>
  )
}

/** What it shows now; null where the browser gives no picture. */
function pictureOf(video: HTMLVideoElement): Promise<Blob | null> {
  const canvas = document.createElement('canvas')
  canvas.width = video.videoWidth
  canvas.height = video.videoHeight
  canvas.getContext('2d')?.drawImage(video, 0, 0)
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'))
}
