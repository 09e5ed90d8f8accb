// Intervals of a test of passages: computed in slices that leave the page at hand, and kept as long as the test.
import { useEffect, useState } from 'react'
import { type PassageIntervals, passageIntervals } from '../../../shared/metrics/passageIntervals.ts'
import { seeded } from '../../../shared/random.ts'
import type { GenerationTest } from '../../../tasks/text-generation/card.ts'
import { whenIdle } from './whenIdle.ts'

const sliceMs = 8

/** Undefined until they are known; null for a run of a version that kept no passages. */
export function useContinuationIntervals(test: GenerationTest): PassageIntervals | null | undefined {
  const [, setKnown] = useState<PassageIntervals | null>()
  useEffect(() => {
    if (knownOf(test) !== undefined) return
    const work = continuationIntervals(test)
    return whenIdle(() => {
      const { value, done = false } = work.next()
      if (done) setKnown(value ?? null)
      return done
    })
  }, [test])
  return knownOf(test)
}

export function* continuationIntervals(test: GenerationTest): Generator<void, PassageIntervals | null, void> {
  const { passages } = test
  if (!passages) return null
  const found = kept.get(test) ?? (yield* passageIntervals(passages, { random: seeded('intervals'), sliceMs }))
  kept.set(test, found)
  return found
}

const kept = new WeakMap<GenerationTest, PassageIntervals>()

function knownOf(test: GenerationTest): PassageIntervals | null | undefined {
  return test.passages ? kept.get(test) : null
}
