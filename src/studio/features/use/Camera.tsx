/** The camera: asked for when this is shown, which takes a press, and let go when it is not. */
import { Camera as CameraIcon } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Button } from '../../ui/Button.tsx'
import styles from './use.module.css'

export function Camera({ onPicture }: { readonly onPicture: (picture: Blob) => void }) {
  const video = useRef<HTMLVideoElement>(null)
  const [state, setState] = useState<'waiting' | 'live' | { readonly refusal: string }>('waiting')
  useEffect(() => {
    let stream: MediaStream | null = null
    let wanted = true
    const open = async () => {
      try {
        stream = await openCamera()
        if (!wanted || !video.current) return stop(stream)
        video.current.srcObject = stream
        await video.current.play()
        setState('live')
      } catch (thrown) {
        if (wanted) setState({ refusal: refusalOf(thrown) })
      }
    }
    void open()
    return () => {
      wanted = false
      if (stream) stop(stream)
    }
  }, [])
  const take = async () => {
    const picture = video.current && (await pictureOf(video.current))
    if (picture) onPicture(picture)
  }
  const refused = typeof state === 'object' ? state.refusal : null
  return (
    <>
      <video
        ref={video}
        className={styles.picture}
        muted
        playsInline
        hidden={refused !== null}
        aria-label="The camera"
      />
      {refused !== null ? (
        <p className={styles.hint} role="status" data-refusal="camera">
          {refused}
        </p>
      ) : (
        <Button
          variant="primary"
          icon={CameraIcon}
          data-action="take-picture"
          isDisabled={state !== 'live'}
          onPress={() => void take()}
        >
          {state === 'live' ? 'Take the picture' : 'Opening the camera …'}
        </Button>
      )}
    </>
  )
}

/** On a phone the one at its back. */
async function openCamera(): Promise<MediaStream> {
  // Pages that are not secure have no such object, whatever its type says.
  const devices = navigator.mediaDevices as MediaDevices | undefined
  if (!devices?.getUserMedia) throw new DOMException('', 'SecurityError')
  return devices.getUserMedia({ video: { facingMode: 'environment' }, audio: false })
}

function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}

/** What it shows now; null where the browser gives no picture. */
function pictureOf(video: HTMLVideoElement): Promise<Blob | null> {
  const canvas = document.createElement('canvas')
  canvas.width = video.videoWidth
  canvas.height = video.videoHeight
  canvas.getContext('2d')?.drawImage(video, 0, 0)
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'))
}

const refusals: Readonly<Record<string, string>> = {
  NotAllowedError: 'The camera is not allowed here. Allow it beside the address, then press Camera again.',
  NotFoundError: 'No camera was found. Connect one, or choose a picture.',
  NotReadableError: 'The camera is busy: another program may be using it. Close that, then press Camera again.',
  SecurityError: 'The camera needs a secure page (https). Choose a picture instead.',
}

export function refusalOf(thrown: unknown): string {
  const name = thrown instanceof DOMException ? thrown.name : ''
  return refusals[name] ?? 'The camera could not be opened. Choose a picture instead.'
}
