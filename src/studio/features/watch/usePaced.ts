// The store changes with every batch; a screen that followed would spend the time the engine needs. What is read
// through here is shown at most a few times a second, and each reader at its own moment, so that no two heavy
// pictures are drawn in one task. A page that nobody looks at follows nothing until it is looked at again.
import { startTransition, useEffect, useState } from 'react'
import type { StudioState } from '../../store/state.ts'
import { store } from '../../store/studio.ts'

/**
 * @param select a selector of module level; it returns the same object until its part changes
 * @param everyMs how long a change waits at most
 * @param follow whether there is anybody to show it to
 */
export function usePaced<T>(select: (state: StudioState) => T, everyMs: number, follow = true): T {
  const [shown, setShown] = useState(() => select(store.getState()))
  useEffect(() => {
    if (!follow) return
    let timer: ReturnType<typeof setTimeout> | undefined
    const show = () => {
      timer = undefined
      startTransition(() => setShown(() => select(store.getState())))
    }
    const later = () => {
      if (!document.hidden) timer ??= setTimeout(show, everyMs)
    }
    const forget = store.subscribe(later)
    document.addEventListener('visibilitychange', later)
    later()
    return () => {
      clearTimeout(timer)
      forget()
      document.removeEventListener('visibilitychange', later)
    }
  }, [select, everyMs, follow])
  return shown
}
