/** Fetches examples of the answering run's own test: some at a time, or those that hold the words which are typed. */
import { useEffect, useState } from 'react'
import type { WireError } from '../../../shared/messages/errors.ts'
import type { HeldOut } from '../../../shared/wire/useCalls.ts'
import { heldOut } from '../../store/heldOutActions.ts'
import { selectCurrentData, selectUse } from '../../store/selectors.ts'
import { actions, useStudio } from '../../store/studio.ts'

export interface HeldOutView {
  /** Null until they are here. */
  readonly heldOut: HeldOut | null
  readonly error: WireError | null
  /** Whether a run of this studio answers: what was brought has no test. */
  readonly ofRun: boolean
  /** Whether data are open. */
  readonly open: boolean
  /** The next ones; after the last, the first again. Null where all are shown. */
  readonly more: (() => void) | null
}

interface Fetched {
  readonly key: string
  readonly heldOut: HeldOut | null
  readonly error: WireError | null
}

export interface Wanted {
  readonly most: number
  /** Words; null asks for nothing. */
  readonly containing?: string | null
}

/** While somebody types, not every letter is asked for. */
const typingMs = 180

export function useHeldOut({ most, containing = '' }: Wanted): HeldOutView {
  const { answering } = useStudio(selectUse)
  const data = useStudio(selectCurrentData)?.summary.fingerprint ?? null
  const [from, setFrom] = useState(0)
  const [fetched, setFetched] = useState<Fetched | null>(null)
  const runId = answering?.kind === 'run' ? answering.runId : null
  const source = `${runId} ${data}`
  const key = `${source} ${from} ${containing}`
  useEffect(() => {
    if (runId === null || data === null || containing === null) return
    let wanted = true
    const fetch = async () => {
      const asked = { from, most, ...(containing !== '' && { containing }) }
      const answer = await actions.by((context) => heldOut(context, asked))
      if (wanted) setFetched({ key, heldOut: null, error: null, ...(answer.ok ? answer : { error: answer.error }) })
    }
    const timer = setTimeout(() => void fetch(), containing === '' ? 0 : typingMs)
    return () => {
      wanted = false
      clearTimeout(timer)
    }
  }, [key, runId, data, from, most, containing])
  // Those before stay until the next are here, so that nothing jumps.
  const known = fetched?.key.startsWith(source) ? fetched : null
  const of = known?.heldOut?.of ?? 0
  return {
    heldOut: known?.heldOut ?? null,
    error: known?.error ?? null,
    ofRun: runId !== null,
    open: data !== null,
    more: of > most ? () => setFrom(from + most < of ? from + most : 0) : null,
  }
}
