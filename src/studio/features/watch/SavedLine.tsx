import { useEffect, useState } from 'react'
import type { StudioState } from '../../store/state.ts'
import { actions } from '../../store/studio.ts'
import { useSay } from '../../ui/useSay.ts'
import { savedWords } from './savedWords.ts'
import { usePaced } from './usePaced.ts'
import styles from './watch.module.css'

const everyMs = 550
const selectRun = (state: StudioState) => state.run
const selectStorage = (state: StudioState) => state.storage

/** How much of the run a closed page would leave. Its line is kept free. */
export function SavedLine() {
  useSay()
  const run = usePaced(selectRun, everyMs)
  const storage = usePaced(selectStorage, everyMs)
  const now = useNow(run.status === 'training')
  if (run.status === 'idle') return null
  const { text, unsaved } = savedWords(run, storage, now)
  return (
    <p
      className={styles.saved}
      data-unsaved={unsaved || undefined}
      data-saved-step={run.log.saved?.step}
      data-saved-cost={run.log.saved?.cost}
    >
      {text}
      {unsaved && (
        <button type="button" className={styles.link} data-action="unsaved-more" onClick={() => actions.goTo('runs')}>
          What can be done
        </button>
      )}
    </p>
  )
}

/** The clock, read every second while it is needed. */
function useNow(ticking: boolean): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    if (!ticking) return
    const timer = setInterval(() => {
      if (!document.hidden) setNow(Date.now())
    }, 1000)
    return () => clearInterval(timer)
  }, [ticking])
  return now
}
