import { useMemo } from 'react'
import { coach } from '../../../shared/coach/coach.ts'
import type { Verdict } from '../../../shared/coach/verdict.ts'
import { coachedNow } from '../../store/coachedNow.ts'
import type { RunState, StudioState } from '../../store/state.ts'
import { readDataOf } from '../../store/steps.ts'
import { usePaced } from './usePaced.ts'

const selectRun = (state: StudioState) => state.run

/**
 * What the coach says, and of which run.
 * @param everyMs how long news wait at most; readers differ in it, so that they are not drawn in one task
 */
export function useVerdict(everyMs: number): { readonly run: RunState; readonly verdict: Verdict | null } {
  const run = usePaced(selectRun, everyMs)
  const data = usePaced(readDataOf, everyMs)
  const verdict = useMemo(() => {
    const coached = coachedNow(run, data)
    return coached && coach(coached)
  }, [run, data])
  return { run, verdict }
}
