import { ImagePlus } from 'lucide-react'
import { type DragEvent, type ReactNode, useEffect, useState } from 'react'
import { acceptOf } from '../../../shared/catalog/formats.ts'
import type { UseState } from '../../store/state.ts'
import { actions } from '../../store/studio.ts'
import { BlobPicture } from '../../ui/charts/BlobPicture.tsx'
import { PickFiles } from './PickFiles.tsx'
import { firstPicture } from './pictures.ts'
import styles from './use.module.css'

/** A picture in, and the answer beside it. */
export function AskPicture({ use, children }: { readonly use: UseState; readonly children: ReactNode }) {
  const [over, setOver] = useState(false)
  const picture = use.question?.kind === 'image' ? use.question.image : null
  const ask = (files: Iterable<File>) => {
    const image = firstPicture(files)
    if (image) void actions.predict({ kind: 'image', image })
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
        {picture ? (
          <BlobPicture blob={picture} alt="The picture that was asked about" className={styles.picture} />
        ) : (
          <p className={styles.hint}>Drop a picture here, or paste one.</p>
        )}
        <PickFiles
          input="predict"
          label={picture ? 'Another picture' : 'Choose a picture'}
          icon={ImagePlus}
          accept={acceptOf('picture')}
          primary={!picture}
          onPick={ask}
        />
      </div>
      {children}
    </div>
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
