/** Each step has an address (#tune), so that Back works and a link leads somewhere; the title and the focus follow. */
import { useEffect, useRef } from 'react'
import { selectStep } from '../store/selectors.ts'
import { type StepId, screenIds } from '../store/state.ts'
import { stepView } from '../store/steps.ts'
import { actions, store, useStudio } from '../store/studio.ts'

export function useRoute(): void {
  const step = useStudio(selectStep)
  const shown = useRef<StepId | null>(null)
  useEffect(() => {
    const follow = () => {
      const asked = stepInAddress()
      if (asked) actions.goTo(asked)
    }
    const asked = stepInAddress()
    // After a reload the data is gone: a step that cannot be shown gives way to the first.
    if (asked && stepView(store.getState(), asked).missing === null) actions.goTo(asked)
    addEventListener('hashchange', follow)
    return () => removeEventListener('hashchange', follow)
  }, [])
  useEffect(() => {
    document.title = `${stepView(store.getState(), step).title} · Thaw`
    const first = shown.current === null
    if (shown.current === step) return
    shown.current = step
    if (first) return
    if (stepInAddress() !== step) history.pushState(null, '', `#${step}`)
    scrollTo(0, 0)
    document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true })
  }, [step])
}

function stepInAddress(): StepId | undefined {
  return screenIds.find((id) => `#${id}` === location.hash)
}
