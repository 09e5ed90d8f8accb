import { useEffect, useLayoutEffect } from 'react'
import { analysing } from '../../store/analysing.ts'
import type { StudioState } from '../../store/state.ts'
import { useStudio } from '../../store/studio.ts'

const selectRunId = ({ analysis }: StudioState) => analysis.runId

/**
 * Clears what was learned of another run, and counts that this one's test is looked at: once a visit. False until that
 * is done: what is asked for before would be taken for the other run's.
 */
export function useAnalysis(runId: string): boolean {
  const analysed = useStudio(selectRunId)
  useLayoutEffect(() => analysing.forRun(runId), [runId])
  useEffect(() => {
    // In its own turn, so that a mount that is undone at once, as in strict mode, counts nothing.
    const timer = setTimeout(() => void analysing.countTestView(runId))
    return () => clearTimeout(timer)
  }, [runId])
  return analysed === runId
}
