/** Buttons of one choice are one stop of the Tab key; the arrow keys move between them. */
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react'

const ways: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }

/** @returns what goes to the element around the buttons. The pressed one is where Tab arrives, else the first. */
export function useOneStop<Around extends HTMLElement>(): RefObject<Around | null> {
  const around = useRef<Around>(null)
  useLayoutEffect(() => {
    const all = buttonsIn(around.current)
    stopAt(all.find((button) => button === document.activeElement) ?? all.find(isPressed) ?? all[0], all)
  })
  useEffect(() => {
    const { current: element } = around
    const move = (event: KeyboardEvent) => {
      const all = buttonsIn(element)
      const way = ways[event.key]
      const at = all.indexOf(event.target as HTMLButtonElement)
      if (way === undefined || at < 0) return
      event.preventDefault()
      all[(at + way + all.length) % all.length]?.focus()
    }
    const arrive = ({ target }: FocusEvent) => {
      const all = buttonsIn(element)
      stopAt(
        all.find((button) => button === target),
        all,
      )
    }
    element?.addEventListener('keydown', move)
    element?.addEventListener('focusin', arrive)
    return () => {
      element?.removeEventListener('keydown', move)
      element?.removeEventListener('focusin', arrive)
    }
  }, [])
  return around
}

function buttonsIn(element: HTMLElement | null): readonly HTMLButtonElement[] {
  return [...(element?.querySelectorAll<HTMLButtonElement>('button:not(:disabled)') ?? [])]
}

function isPressed(button: HTMLButtonElement): boolean {
  return button.getAttribute('aria-pressed') === 'true'
}

function stopAt(chosen: HTMLButtonElement | undefined, all: readonly HTMLButtonElement[]): void {
  if (chosen) for (const button of all) button.tabIndex = button === chosen ? 0 : -1
}
