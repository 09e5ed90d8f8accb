/** Watching a folder: what lies in it is answered, and what comes into it as it comes. */
import { Eye, EyeOff } from 'lucide-react'
import { useEffect, useState } from 'react'
import { clearBulk, predictMore } from '../../store/bulkActions.ts'
import { selectDetail } from '../../store/selectors.ts'
import type { StudioState } from '../../store/state.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { formatCount } from '../../ui/format.ts'
import styles from './bulk.module.css'
import { canWatch, chooseFolder, type FolderHandle, watchFolder } from './watchFolder.ts'

export interface Watch {
  readonly folder: FolderHandle | null
  readonly lost: boolean
  /** Files of the folder that are too many to be looked at. */
  readonly beyond: number
  readonly begin: () => void
  readonly end: () => void
}

/** Ends when Use is left: what nobody sees is not answered. Another model answers all that lies in it again. */
export function useWatch(): Watch {
  const answering = useStudio(selectAnswering)
  const [folder, setFolder] = useState<FolderHandle | null>(null)
  const [lost, setLost] = useState(false)
  const [beyond, setBeyond] = useState(0)
  useEffect(() => {
    if (!folder || !answering) return undefined
    return watchFolder(folder, {
      onBeyond: setBeyond,
      onFiles: async (files) => {
        const taken = await actions.by((context) => predictMore(context, { name: folder.name, files }))
        if (taken === 'end') setFolder(null)
        return taken === 'taken'
      },
      onLost: () => {
        setLost(true)
        setFolder(null)
      },
    })
  }, [folder, answering])
  const begin = async () => {
    setLost(false)
    setBeyond(0)
    try {
      const chosen = await chooseFolder()
      if (chosen) actions.by(clearBulk)
      setFolder(chosen)
    } catch {
      setLost(true)
    }
  }
  const end = () => {
    setFolder(null)
    void actions.cancel('bulk')
  }
  return { folder, lost, beyond, begin: () => void begin(), end }
}

const selectAnswering = ({ use }: StudioState) => use.answering

export function WatchFolder({ watch, disabled }: { readonly watch: Watch; readonly disabled: boolean }) {
  const { folder, lost, beyond, begin, end } = watch
  const detail = useStudio(selectDetail)
  if (!canWatch())
    return detail === 'expert' ? (
      <p className={styles.small} data-refusal="watch">
        This browser gives pages no folder to watch. Chrome, Edge and Opera on a computer do.
      </p>
    ) : null
  return (
    <>
      <Button
        icon={folder ? EyeOff : Eye}
        data-action="watch-folder"
        isDisabled={disabled}
        aria-pressed={folder !== null}
        onPress={folder ? end : begin}
      >
        {folder ? 'Stop watching' : 'Watch a folder'}
      </Button>
      <p role="status" className={styles.small} data-watching={folder?.name}>
        {folder && `Watching “${folder.name}”: what comes into it is answered.`}
        {lost && 'The folder cannot be read. Choose it again.'}
        {beyond > 0 && ` ${formatCount(beyond)} files in it are too many and are not looked at.`}
      </p>
    </>
  )
}
