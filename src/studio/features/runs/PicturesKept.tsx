import { useEffect, useState } from 'react'
import { type KeptPictures, keptPictures, whenPicturesAreNoted } from '../../store/keptPictures.ts'
import { deleteKeptPictures } from '../../store/pictureStorage.ts'
import { Button } from '../../ui/Button.tsx'
import { FigureRow, Figures } from '../../ui/FigureRow.tsx'
import { countOf, formatBytes } from '../../ui/format.ts'
import styles from './runs.module.css'

type State = 'shown' | 'asking' | 'deleting' | 'refused'

/** The pictures that the person took: how many, how large, and a way to be rid of them. Nothing where there are none. */
export function PicturesKept() {
  const [kept, setKept] = useState<KeptPictures | null>(keptPictures)
  const [state, setState] = useState<State>('shown')
  useEffect(() => {
    const look = () => setKept(keptPictures())
    look()
    return whenPicturesAreNoted(look)
  }, [])
  if (!kept) return null
  const { pictures, classes, bytes } = kept
  const remove = async () => {
    setState('deleting')
    const gone = await deleteKeptPictures().catch(() => false)
    if (!gone) setState('refused')
  }
  const count = countOf(pictures, 'picture', 'pictures')
  return (
    <div className={styles.stack} data-kept-pictures={pictures}>
      <Figures>
        <FigureRow label="Your pictures" value={bytes === undefined ? count : formatBytes(bytes)} />
      </Figures>
      <p className={styles.note} role="status">
        {state === 'refused'
          ? 'The browser did not delete them. Close other tabs of this page, and try again.'
          : `${count} that you took, in ${countOf(classes, 'class', 'classes')}. Runs keep the pictures that they were trained on.`}
      </p>
      {state === 'asking' ? (
        <>
          <Button data-action="delete-pictures-surely" onPress={() => void remove()}>
            Delete {count} for good
          </Button>
          <Button variant="quiet" data-action="keep-pictures" onPress={() => setState('shown')}>
            Keep them
          </Button>
        </>
      ) : (
        <Button
          variant="quiet"
          data-action="delete-pictures"
          isDisabled={state === 'deleting'}
          onPress={() => setState('asking')}
        >
          Delete the pictures
        </Button>
      )}
    </div>
  )
}
