/** A step's screen, or what stands in its place until it is fetched. */
import { useLayoutEffect, useRef } from 'react'
import { useStore } from 'zustand'
import type { StepId } from '../store/state.ts'
import { stepTitle } from '../store/steps.ts'
import { ErrorNotice } from '../ui/Notice.tsx'
import { StepLayout } from '../ui/StepLayout.tsx'
import styles from './StepScreen.module.css'
import { type Fetched, fetchScreen, screens } from './screens.ts'

/** Mounted anew for every step. */
export function StepScreen({ step }: { readonly step: StepId }) {
  const fetched = useStore(screens, (all) => all[step])
  useLayoutEffect(() => void fetchScreen(step), [step])
  useHeadingKept(fetched.status)
  switch (fetched.status) {
    case 'here':
      return <fetched.Screen />
    case 'waiting':
      return <Waiting title={stepTitle(step)} />
    case 'failed':
      return (
        <StepLayout title={stepTitle(step)} lead="The rest of the studio goes on.">
          <ErrorNotice error={fetched.error} action={{ label: 'Try again', onPress: () => void fetchScreen(step) }} />
        </StepLayout>
      )
    default:
      return fetched satisfies never
  }
}

/** The title stands where it will stay; words come only where it takes long enough to wonder. */
function Waiting({ title }: { readonly title: string }) {
  return (
    <StepLayout title={title} lead={'\u00a0'}>
      <p role="status" className={styles.waiting} data-waiting>
        Fetching this step …
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
