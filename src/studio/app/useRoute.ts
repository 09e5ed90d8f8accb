/**
 * Each screen has an address (#tune), so that Back works and a link leads somewhere; the title and the focus follow. An
 * address that holds a recipe is followed once the engine stands, and gives way to the screen's own.
 */
import { useEffect, useRef } from 'react'
import { isRecipeLink } from '../store/recipeLink.ts'
import { selectStep } from '../store/selectors.ts'
import { type StepId, type StudioState, screenIds } from '../store/state.ts'
import { stepView } from '../store/steps.ts'
import { actions, store, useStudio } from '../store/studio.ts'

/** Shows what the address names, or names what is shown. Call before anything is. */
export function followAddress(): void {
  const asked = stepInAddress()
  if (isRecipeLink(location.hash))
    // Whoever follows one begins with it, and not with what stood before.
    store.setState(({ view }) => ({ view: { ...view, step: 'data', returning: false } }))
  else if (asked) actions.goTo(asked)
  else history.replaceState(null, '', `#${store.getState().view.step}`)
}

export function useRoute(): void {
  useSteps()
  useRecipeLinks()
}

function useSteps(): void {
  const step = useStudio(selectStep)
  const shown = useRef<StepId | null>(null)
  useEffect(() => {
    const follow = () => {
      const asked = stepInAddress()
      if (asked) actions.goTo(asked)
    }
    addEventListener('hashchange', follow)
    return () => removeEventListener('hashchange', follow)
  }, [])
  useEffect(() => {
    document.title = `${stepView(store.getState(), step).title} · Thaw`
    const first = shown.current === null
    if (shown.current === step) return undefined
    shown.current = step
    if (first) return undefined
    if (stepInAddress() !== step) history.pushState(null, '', `#${step}`)
    scrollTo(0, 0)
    return keepHeadingFocused()
  }, [step])
}

const fetchingMs = 5000
const presses = ['keydown', 'pointerdown'] as const

/**
 * Gives the focus to the step's heading, which comes later where the step must be fetched first. Whoever presses anything
 * meanwhile has moved on: a dialog that closes gives the focus back by itself. @returns how to stop.
 */
function keepHeadingFocused(): () => void {
  const focus = () => document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true })
  focus()
  const observer = new MutationObserver(() => {
    if (document.activeElement === document.body) focus()
  })
  observer.observe(document.body, { childList: true, subtree: true })
  const stop = () => {
    clearTimeout(timer)
    observer.disconnect()
    for (const press of presses) removeEventListener(press, stop, true)
  }
  const timer = setTimeout(stop, fetchingMs)
  for (const press of presses) addEventListener(press, stop, true)
  return stop
}

const selectReady = ({ device }: StudioState) => device.status === 'ready'

function useRecipeLinks(): void {
  const ready = useStudio(selectReady)
  const waiting = useRef<string | null>(null)
  useEffect(() => {
    const take = () => {
      if (isRecipeLink(location.hash)) {
        waiting.current = location.hash
        history.replaceState(null, '', `#${store.getState().view.step}`)
      }
      if (!waiting.current || store.getState().device.status !== 'ready') return
      void actions.runs.followLink(waiting.current)
      waiting.current = null
    }
    if (ready || isRecipeLink(location.hash)) take()
    addEventListener('hashchange', take)
    return () => removeEventListener('hashchange', take)
  }, [ready])
}

function stepInAddress(): StepId | undefined {
  return screenIds.find((id) => `#${id}` === location.hash)
}
