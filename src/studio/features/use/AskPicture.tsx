import { Camera as CameraIcon, ImagePlus, PenTool } from 'lucide-react'
import { type DragEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { acceptOf } from '../../../shared/catalog/formats.ts'
import type { HeldOutExample } from '../../../shared/wire/useCalls.ts'
import { predictLive } from '../../store/predictLive.ts'
import type { UseState } from '../../store/state.ts'
import { actions } from '../../store/studio.ts'
import { BlobImage } from '../../ui/BlobImage.tsx'
import { Button } from '../../ui/Button.tsx'
import { Camera } from './Camera.tsx'
import { DrawingPad } from './DrawingPad.tsx'
import { HeldOutPictures } from './HeldOut.tsx'
import { PickFiles } from './PickFiles.tsx'
import { firstPicture } from './pictures.ts'
import styles from './use.module.css'

const answerLive = (picture: Blob) => actions.by((context) => predictLive(context, picture))

/** What stands where the picture is. */
type Showing = 'picture' | 'camera' | 'drawing'

/** A picture of the test or one's own in, and the answer beside it. */
export function AskPicture({ use, children }: { readonly use: UseState; readonly children: ReactNode }) {
  const [over, setOver] = useState(false)
  const [showing, setShowing] = useState<Showing>('picture')
  const askAbout = (image: Blob, example?: HeldOutExample) => void actions.predict({ kind: 'image', image }, example)
  const ask = (files: Iterable<File>) => {
    const image = firstPicture(files)
    if (!image) return
    setShowing('picture')
    askAbout(image)
  }
  const askHeldOut = (example: HeldOutExample) => {
    setShowing('picture')
    void actions.predict(example.input, example)
  }
  usePaste(ask)
  const zone = useRef<HTMLDivElement>(null)
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    ask(event.dataTransfer.files)
  }
  const shown = {
    picture: () => <Asked use={use} />,
    camera: () => (
      <Camera
        onLive={answerLive}
        onPicture={(picture) => {
          // The button that was pressed goes with the camera.
          zone.current?.focus()
          setShowing('picture')
          askAbout(picture)
        }}
      />
    ),
    drawing: () => <DrawingPad onPicture={askAbout} />,
  }[showing]
  const toggle = (which: Showing) => setShowing(showing === which ? 'picture' : which)
  return (
    <div className={styles.stack}>
      <HeldOutPictures use={use} onAsk={askHeldOut} />
      <div className={styles.askPicture}>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the buttons below are the first */}
        <div
          ref={zone}
          tabIndex={-1}
          className={styles.zone}
          data-over={over || undefined}
          onDragOver={(event) => {
            event.preventDefault()
            setOver(true)
          }}
          onDragLeave={() => setOver(false)}
          onDrop={drop}
        >
          {shown()}
        </div>
        {children}
        <div className={styles.sources}>
          <PickFiles input="predict" label="Choose file" icon={ImagePlus} accept={acceptOf('picture')} onPick={ask} />
          <Button
            icon={CameraIcon}
            data-action="camera"
            aria-pressed={showing === 'camera'}
            onPress={() => toggle('camera')}
          >
            Camera
          </Button>
          <Button
            icon={PenTool}
            data-action="draw"
            aria-pressed={showing === 'drawing'}
            onPress={() => toggle('drawing')}
          >
            Draw
          </Button>
        </div>
      </div>
    </div>
  )
}

function Asked({ use }: { readonly use: UseState }) {
  const picture = use.question?.kind === 'image' ? use.question.image : null
  if (picture) return <BlobImage blob={picture} alt="The picture that was asked about" className={styles.picture} />
  return (
    <p className={styles.hint}>
      Your own picture stands here<span className={styles.byMouse}>: drop one, or paste it</span>.
    </p>
  )
}

/** A picture pasted anywhere on the screen is asked about. */
function usePaste(ask: (files: Iterable<File>) => void): void {
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const files = event.clipboardData?.files
      if (files && files.length > 0) ask(files)
    }
    window.addEventListener('paste', paste)
    return () => window.removeEventListener('paste', paste)
  })
}
