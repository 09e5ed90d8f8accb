import { useEffect, useState } from 'react'
import type { Answers } from '../../../shared/metrics/answers.ts'
import { type Intervals, intervalsOf, knownIntervals } from './intervals.ts'
import { whenIdle } from './whenIdle.ts'

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
