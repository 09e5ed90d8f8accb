/** Keeps the page's table of runs in step with the engine, lets a waiting run go on, and warns of work that would be lost. */
import { useEffect } from 'react'
import { readyAwaited } from '../store/resume.ts'
import { trainingId } from '../store/runStanding.ts'
import type { StudioState } from '../store/state.ts'
import { actions, useStudio } from '../store/studio.ts'

const selectReady = ({ device }: StudioState) => device.status === 'ready'
const selectRunStatus = ({ run }: StudioState) => run.status
const selectUnsaved = (state: StudioState) =>
  trainingId(state) !== null && state.storage !== null && state.storage.kind !== 'keeping'

export function useKeptRuns(): void {
  useListing()
  useAwaited()
  useLeaving()
}

/** Read anew when the engine stands, and whenever a run begins or ends. */
function useListing(): void {
  const ready = useStudio(selectReady)
  const status = useStudio(selectRunStatus)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a run that begins or ends is another table
  useEffect(() => {
    if (ready) void actions.runs.list()
  }, [ready, status])
}

function useAwaited(): void {
  const awaited = useStudio(readyAwaited)
  useEffect(() => {
    if (awaited) void actions.runs[awaited.to](awaited.runId)
  }, [awaited])
}

/** The browser asks before the page is left, only while a run would be lost with it. */
function useLeaving(): void {
  const unsaved = useStudio(selectUnsaved)
  useEffect(() => {
    if (!unsaved) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [unsaved])
}
