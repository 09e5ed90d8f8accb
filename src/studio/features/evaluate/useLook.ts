import { useEffect } from 'react'
import { actions } from '../../store/studio.ts'

/** Clears what was learned of another run, and counts that this one's test is looked at: once a visit. */
export function useLook(runId: string): void {
  useEffect(() => {
    actions.look.forRun(runId)
    // In its own turn, so that a mount that is undone at once, as in strict mode, counts nothing.
    const timer = setTimeout(() => void actions.look.countLook(runId))
    return () => clearTimeout(timer)
  }, [runId])
}
