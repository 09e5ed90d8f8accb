import { type RefObject, useLayoutEffect, useRef } from 'react'

/**
 * What begins the work goes or is switched off meanwhile, and what calls it off goes at its end: the focus follows, from
 * the one to the other and back, where it would have fallen to the page. The first that can be seen gets it.
 */
export function useFocusAlong(working: boolean, card: RefObject<HTMLElement | null>, begins: readonly string[]): void {
  const before = useRef(working)
  useLayoutEffect(() => {
    if (before.current === working) return
    before.current = working
    const { activeElement, body } = document
    if (activeElement && activeElement !== body && !activeElement.matches(':disabled')) return
    const cancel = card.current?.querySelector<HTMLElement>('[data-action="cancel"]')
    const places = working ? [cancel] : begins.map((selector) => document.querySelector<HTMLElement>(selector))
    places.find((place) => place?.getClientRects().length)?.focus({ preventScroll: !working })
  })
}
