import { useEffect, useLayoutEffect } from 'react'
import type { StudioState } from '../../store/state.ts'
import { actions, useStudio } from '../../store/studio.ts'

const selectLooked = ({ look }: StudioState) => look.runId

/**
 * Clears what was learned of another run, and counts that this one's test is looked at: once a visit. False until that
 * is done: what is asked for before would be taken for the other run's.
 */
export function useLook(runId: string): boolean {
  const looked = useStudio(selectLooked)
  useLayoutEffect(() => actions.look.forRun(runId), [runId])
  useEffect(() => {
    // In its own turn, so that a mount that is undone at once, as in strict mode, counts nothing.
    const timer = setTimeout(() => void actions.look.countLook(runId))
    return () => clearTimeout(timer)
  }, [runId])
  return looked === runId
}
