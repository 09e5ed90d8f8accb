/** Takes pictures while a button is held: one at once, so that a press alone takes one, then several a second. */
import { useCallback, useEffect, useRef, useState } from 'react'

/** Eight a second: more are hardly different from one another. */
export const everyMs = 125
/** A press that is shorter is one picture. */
const holdMs = 350

export interface Recorder {
  readonly recording: boolean
  /** @param hold false begins to take several at once. */
  readonly begin: (options: { readonly hold: boolean }) => void
  readonly end: () => void
}

/** @param shoot takes one; a further one is not asked for before it is there. */
export function useRecorder(shoot: () => Promise<void>): Recorder {
  const [recording, setRecording] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const latest = useRef(shoot)
  useEffect(() => {
    latest.current = shoot
  })
  const end = useCallback(() => {
    clearTimeout(timer.current)
    timer.current = undefined
    setRecording(false)
  }, [])
  const begin = useCallback(({ hold }: { readonly hold: boolean }) => {
    if (timer.current !== undefined) return
    setRecording(true)
    const turn = (wait: number) => {
      const mine = setTimeout(async () => {
        const began = performance.now()
        await latest.current()
        if (timer.current === mine) turn(Math.max(0, everyMs - (performance.now() - began)))
      }, wait)
      timer.current = mine
    }
    void latest.current()
    turn(hold ? holdMs : everyMs)
  }, [])
  useEffect(() => {
    const away = () => document.hidden && end()
    document.addEventListener('visibilitychange', away)
    return () => {
      document.removeEventListener('visibilitychange', away)
      clearTimeout(timer.current)
    }
  }, [end])
  return { recording, begin, end }
}
