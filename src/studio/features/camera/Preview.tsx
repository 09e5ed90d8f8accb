import { Video, VideoOff } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../../ui/Button.tsx'
import { type Camera, cameraRefusal } from '../../ui/camera.ts'
import { SelectField, SwitchField } from '../../ui/Field.tsx'
import styles from './camera.module.css'

export interface PreviewProps {
  readonly camera: Camera
  readonly wanted: boolean
  readonly onWanted: (wanted: boolean) => void
  readonly mirrored: boolean
  readonly onMirrored: (mirrored: boolean) => void
  readonly deviceId: string | undefined
  readonly onDevice: (id: string) => void
  /** What is recorded now. */
  readonly recorded: ReactNode
}

const otherWays = { again: 'press Start the camera', instead: 'add picture files to a class' }

/** What the camera shows, cut as the pictures will be. */
export function Preview(props: PreviewProps) {
  const { camera, wanted, onWanted, mirrored, onMirrored, deviceId, onDevice, recorded } = props
  const { video, state } = camera
  const live = state.status === 'live'
  const cameras = live ? state.cameras : []
  return (
    <section className={styles.preview} aria-label="Camera" data-camera={state.status}>
      <div className={styles.frame}>
        {/* Always there: a camera that opens looks for it. */}
        <video
          ref={video}
          className={styles.video}
          data-mirrored={mirrored || undefined}
          data-live={live || undefined}
          muted
          playsInline
          aria-label="What the camera sees"
        />
        {!live && <NoPicture opening={state.status === 'opening'} onStart={() => onWanted(true)} />}
        {recorded && <p className={styles.recorded}>{recorded}</p>}
      </div>
      <p className={styles.refusal} role="status" data-refusal={state.status === 'refused' ? 'camera' : undefined}>
        {state.status === 'refused' && cameraRefusal(state.thrown, otherWays)}
      </p>
      <div className={styles.tools}>
        <SwitchField label="Mirror the view" name="mirror" value={mirrored} onChange={onMirrored} />
        {wanted && live && (
          <Button variant="quiet" icon={VideoOff} data-action="stop-camera" onPress={() => onWanted(false)}>
            Stop the camera
          </Button>
        )}
      </div>
      {cameras.length > 1 && (
        <SelectField
          label="Which camera"
          name="camera"
          value={deviceId ?? cameras[0]?.deviceId ?? ''}
          options={cameras.map((each, place) => ({
            value: each.deviceId,
            label: each.label || `Camera ${place + 1}`,
          }))}
          onChange={onDevice}
        />
      )}
    </section>
  )
}

function NoPicture({ opening, onStart }: { readonly opening: boolean; readonly onStart: () => void }) {
  return (
    <div className={styles.noPicture}>
      {opening ? (
        <p role="status">Opening the camera …</p>
      ) : (
        <>
          <Button variant="plain" icon={Video} data-action="start-camera" onPress={onStart}>
            Start the camera
          </Button>
          <p>Nothing leaves this device.</p>
        </>
      )}
    </div>
  )
}
