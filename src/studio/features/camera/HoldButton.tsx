import { Circle } from 'lucide-react'
import { useEffect, useRef } from 'react'
import styles from './camera.module.css'
import { useRecorder } from './useRecorder.ts'

export interface HoldButtonProps {
  /** The class, for those who listen. */
  readonly name: string
  readonly live: boolean
  readonly disabled: boolean
  /** Takes one picture. */
  readonly onShoot: () => Promise<void>
  /** Told when it begins and ends. */
  readonly onRecording: (recording: boolean) => void
  /** Pressed while there is no camera. */
  readonly onNeeded: () => void
}

/**
 * Held by pointer or with Space it records; Enter begins, and ends it; a press, also one that a screen reader makes, takes
 * one picture.
 */
export function HoldButton({ name, live, disabled, onShoot, onRecording, onNeeded }: HoldButtonProps) {
  const { recording, begin, end } = useRecorder(onShoot)
  const told = useRef(false)
  useEffect(() => {
    if (told.current === recording) return
    told.current = recording
    onRecording(recording)
  })
  useEffect(() => {
    if (!live || disabled) end()
  }, [live, disabled, end])
  const start = (hold: boolean) => (live ? begin({ hold }) : onNeeded())
  return (
    <button
      type="button"
      className={styles.hold}
      data-action="record"
      data-recording={recording || undefined}
      disabled={disabled}
      aria-label={`Hold to record ${name}`}
      aria-pressed={recording}
      onPointerDown={(event) => {
        if (event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        start(true)
      }}
      onPointerUp={end}
      onPointerCancel={end}
      onContextMenu={(event) => event.preventDefault()}
      onBlur={end}
      onKeyDown={(event) => {
        if (event.key !== ' ' && event.key !== 'Enter') return
        // Else the browser would press it as well.
        event.preventDefault()
        if (event.repeat) return
        if (event.key === ' ') start(true)
        else if (recording) end()
        else start(false)
      }}
      onKeyUp={(event) => {
        if (event.key !== ' ') return
        event.preventDefault()
        end()
      }}
      onClick={({ detail }) => {
        // Neither a pointer nor a key: a screen reader, or a voice.
        if (detail === 0) void (live ? onShoot() : onNeeded())
      }}
    >
      <Circle size={16} fill="currentColor" aria-hidden="true" />
      {recording ? 'Recording …' : 'Hold to record'}
    </button>
  )
}
