/** A step's screen, or what stands in its place until it is fetched. */
import { useCallback, useLayoutEffect, useRef } from 'react'
import { useStore } from 'zustand'
import type { WireError } from '../../shared/messages/errors.ts'
import { type TaskId, taskIds } from '../../tasks/ids.ts'
import type { StepId, StudioState } from '../store/state.ts'
import { stepTitle, stepView } from '../store/steps.ts'
import { useStudio } from '../store/studio.ts'
import { useAllPanels } from '../store/taskPanels.ts'
import { ErrorNotice } from '../ui/Notice.tsx'
import { StepLayout } from '../ui/StepLayout.tsx'
import { fetchPanels, tasksOn } from './panelFiles.ts'
import styles from './StepScreen.module.css'
import { type Fetched, fetchScreen, screens } from './screens.ts'

/** Mounted anew for every step. */
export function StepScreen({ step }: { readonly step: StepId }) {
  const fetched = useStore(screens, (all) => all[step])
  useLayoutEffect(() => void fetchScreen(step), [step])
  const panels = usePanelsOf(step)
  const failed = panels.find((each) => each.fetched?.status === 'failed')
  const waiting = fetched.status === 'here' && panels.some((each) => each.fetched?.status !== 'here')
  const returning = useStudio(useCallback((state: StudioState) => isReturning(state, step), [step]))
  useHeadingKept(failed ? 'failed' : waiting || returning ? 'waiting' : fetched.status)
  if (failed?.fetched?.status === 'failed')
    return <NotFetched step={step} error={failed.fetched.error} onRetry={() => void fetchPanels(failed.task)} />
  if (waiting) return <Waiting title={stepTitle(step)} />
  if (returning) return <Waiting title={stepTitle(step)} words="Restoring what was here …" />
  switch (fetched.status) {
    case 'here':
      return <fetched.Screen />
    case 'waiting':
      return <Waiting title={stepTitle(step)} />
    case 'failed':
      return <NotFetched step={step} error={fetched.error} onRetry={() => void fetchScreen(step)} />
    default:
      return fetched satisfies never
  }
}

/** Whether what the step is to show is on its way from the last visit. */
function isReturning(state: StudioState, step: StepId): boolean {
  return state.view.returning && stepView(state, step).missing !== null
}

/** What is here of the panels of the tasks that the step shows; the missing ones are asked for. */
function usePanelsOf(step: StepId) {
  const named = useStudio(useCallback((state: StudioState) => tasksOn(state, step).join(' '), [step]))
  const all = useAllPanels()
  useLayoutEffect(() => {
    for (const task of named.split(' ').filter(isTask)) void fetchPanels(task)
  }, [named])
  return named
    .split(' ')
    .filter(isTask)
    .map((task) => ({ task, fetched: all[task] }))
}

function isTask(name: string): name is TaskId {
  return (taskIds as readonly string[]).includes(name)
}

interface NotFetchedProps {
  readonly step: StepId
  readonly error: WireError
  readonly onRetry: () => void
}

function NotFetched({ step, error, onRetry }: NotFetchedProps) {
  return (
    <StepLayout title={stepTitle(step)} lead="The rest of the studio still works.">
      <ErrorNotice error={error} action={{ label: 'Try again', onPress: onRetry }} />
    </StepLayout>
  )
}

/** The title stands where it will stay; words come only where it takes long enough to wonder. */
function Waiting({ title, words = 'Loading this step …' }: { readonly title: string; readonly words?: string }) {
  return (
    <StepLayout title={title} lead={'\u00a0'}>
      <p role="status" className={styles.waiting} data-waiting>
        {words}
      </p>
    </StepLayout>
  )
}

/** What takes another's place takes over its heading's focus; a focus elsewhere is left alone. */
function useHeadingKept(status: Fetched['status']): void {
  const before = useRef(status)
  useLayoutEffect(() => {
    const changed = before.current !== status
    before.current = status
    if (changed && document.activeElement === document.body)
      document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true })
  }, [status])
}
