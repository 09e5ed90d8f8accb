import { ImagePlus } from 'lucide-react'
import { type DragEvent, useEffect, useState } from 'react'
import type { UseState } from '../../store/state.ts'
import { actions } from '../../store/studio.ts'
import { BarList } from '../../ui/charts/BarList.tsx'
import { BlobPicture } from '../../ui/charts/BlobPicture.tsx'
import { formatSeconds } from '../../ui/format.ts'
import { PickFiles } from './PickFiles.tsx'
import { firstPicture } from './pictures.ts'
import styles from './use.module.css'

/** More bars than these say nothing. */
const mostBars = 8

/** A picture in, the classes out. */
export function AskPanel({ use }: { use: UseState }) {
  const [over, setOver] = useState(false)
  const ask = (files: Iterable<File>) => {
    const picture = firstPicture(files)
    if (picture) void actions.predict(picture)
  }
  usePaste(ask)
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    ask(event.dataTransfer.files)
  }
  return (
    <div className={styles.ask}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the button inside is the first */}
      <div
        className={styles.zone}
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        {use.picture ? (
          <BlobPicture blob={use.picture} alt="The picture that was asked about" className={styles.picture} />
        ) : (
          <p className={styles.hint}>Drop a picture here, or paste one.</p>
        )}
        <PickFiles
          input="predict"
          label={use.picture ? 'Another picture' : 'Choose a picture'}
          icon={ImagePlus}
          accept="image/*"
          primary={!use.picture}
          onPick={ask}
        />
      </div>
      <div className={styles.answer} aria-live="polite" aria-busy={use.status === 'predicting'}>
        <Answer use={use} />
      </div>
    </div>
  )
}

function Answer({ use }: { use: UseState }) {
  const { prediction } = use
  if (use.status === 'predicting' && !prediction) return <p className={styles.hint}>Looking …</p>
  if (!prediction) return <p className={styles.hint}>What the model makes of it appears here, the likeliest first.</p>
  const [best] = prediction.classes
  const rest = prediction.classes.length - mostBars
  return (
    <>
      <p className={styles.best} data-prediction={use.status === 'predicting' ? undefined : best?.name}>
        <bdi>{best?.name}</bdi>
      </p>
      <p className={styles.sure}>{sureWords(best?.probability ?? 0)}</p>
      <BarList
        label="Probabilities"
        bars={prediction.classes.slice(0, mostBars).map(({ name, probability }) => ({
          key: name,
          label: name,
          value: probability,
          text: probability.toFixed(3),
        }))}
      />
      <p className={styles.small}>
        {rest > 0 && `And ${rest} less likely. `}Answered in {formatSeconds(prediction.milliseconds / 1000)}, on this
        device.
      </p>
    </>
  )
}

/** How sure it is; a model always answers, also to what it never learned. */
function sureWords(probability: number): string {
  if (probability >= 0.9) return 'It is sure.'
  if (probability >= 0.6) return 'It thinks so.'
  return 'It is guessing. Perhaps this is none of its classes.'
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
