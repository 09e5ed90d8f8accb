import { useEffect, useState } from 'react'
import type { Answers } from '../../../shared/metrics/answers.ts'
import { type Intervals, intervalsOf, knownIntervals } from './intervals.ts'

/** The intervals as they come, computed while the page has nothing better to do. */
export function useIntervals(answers: Answers): Intervals {
  const [known, setKnown] = useState({ answers, intervals: knownIntervals(answers) })
  useEffect(() => {
    const work = intervalsOf(answers)
    return whenIdle(() => {
      const { value, done = false } = work.next()
      setKnown((before) => (before.intervals === value ? before : { answers, intervals: value }))
      return done
    })
  }, [answers])
  return known.answers === answers ? known.intervals : knownIntervals(answers)
}

/** Calls `slice` in idle moments until it says that it is done; answers with what calls it off. */
function whenIdle(slice: () => boolean): () => void {
  let over = false
  const turn = () => {
    if (!over && !slice()) next(turn)
  }
  next(turn)
  return () => {
    over = true
  }
}

/** Safari has no idle callback; a timer leaves the page its turns as well. */
function next(turn: () => void): void {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(turn, { timeout: 250 })
  else setTimeout(turn, 4)
}
