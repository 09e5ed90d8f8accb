import { type RefObject, useEffect, useRef } from 'react'

/**
 * Gives the focus to the box, which has `tabIndex={-1}`, when what had it in there went or was switched off: else it would
 * fall to the page, and whoever goes by keys or ears would begin at the top. Looks after every rendering.
 */
export function useFocusKept(box: RefObject<HTMLElement | null>): void {
  const last = useRef<Element | null>(null)
  useEffect(() => {
    const note = ({ target }: FocusEvent) => {
      last.current = target instanceof Element && box.current?.contains(target) ? target : null
    }
    document.addEventListener('focusin', note)
    return () => document.removeEventListener('focusin', note)
  }, [box])
  useEffect(() => {
    const { activeElement, body } = document
    const lost = last.current && (!last.current.isConnected || last.current.matches(':disabled'))
    if (lost && (activeElement === body || activeElement === last.current)) box.current?.focus({ preventScroll: true })
  })
}
