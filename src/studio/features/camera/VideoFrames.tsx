import { Film } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { NumberField } from '../../ui/Field.tsx'
import { FileButton } from '../../ui/FileButton.tsx'
import { Progress } from '../../ui/Progress.tsx'
import styles from './camera.module.css'
import { videoFrames } from './videoFrames.ts'

export interface VideoFramesProps {
  /** Takes a frame; false where there is no room for more. */
  readonly onFrame: (picture: Blob) => boolean
  readonly onDone: (count: number) => void
}

interface UnderWay {
  readonly done: number
  readonly total: number
  readonly since: number
}

/** So many pictures from a video file. What was taken before it was called off stays. */
export function VideoFrames({ onFrame, onDone }: VideoFramesProps) {
  const [perSecond, setPerSecond] = useState(2)
  const [most, setMost] = useState(60)
  const [work, setWork] = useState<UnderWay | null>(null)
  const [fault, setFault] = useState<string | null>(null)
  const off = useRef<AbortController | null>(null)
  useEffect(() => () => off.current?.abort(), [])
  const take = async (file: File) => {
    const control = new AbortController()
    off.current = control
    const since = Date.now()
    let taken = 0
    setFault(null)
    setWork({ done: 0, total: 0, since })
    try {
      await videoFrames(file, {
        ...{ perSecond, most, signal: control.signal },
        onFrame: (picture, done, total) => {
          if (!onFrame(picture)) return control.abort()
          taken++
          setWork({ done, total, since })
        },
      })
    } catch {
      if (!control.signal.aborted)
        setFault(`This browser cannot play “${file.name}”. Save it as MP4 or WebM, and choose that.`)
    } finally {
      setWork(null)
      if (taken > 0) onDone(taken)
    }
  }
  return (
    <div className={styles.frames}>
      <div className={styles.numbers}>
        <NumberField
          label="Pictures a second"
          name="frames-per-second"
          {...{ value: perSecond, minimum: 0.1, maximum: 30, step: 0.5 }}
          onText={(text) => numberIn(text, 0.1, 30, setPerSecond)}
        />
        <NumberField
          label="Max. pictures"
          name="most-frames"
          {...{ value: most, minimum: 1, maximum: 1000, step: 1 }}
          onText={(text) => numberIn(text, 1, 1000, (value) => setMost(Math.round(value)))}
        />
      </div>
      {work ? (
        <Progress
          label="Taking pictures from the video …"
          {...work}
          unit="pictures"
          onCancel={() => off.current?.abort()}
        />
      ) : (
        <FileButton
          label="Choose a video"
          icon={Film}
          name="video"
          accept="video/*"
          onFiles={([file]) => void (file && take(file))}
        />
      )}
      {fault && (
        <p className={styles.fault} role="alert" data-refusal="video">
          {fault}
        </p>
      )}
    </div>
  )
}

/** What is wrong with what was typed; null where it is taken. */
function numberIn(text: string, least: number, most: number, take: (value: number) => void): string | null {
  const value = Number(text)
  if (text.trim() === '' || !(value >= least && value <= most)) return `A number from ${least} to ${most}.`
  take(value)
  return null
}
