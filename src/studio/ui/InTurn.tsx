import { type ReactNode, startTransition, useEffect, useState } from 'react'

/**
 * Puts off what stands lower on a large screen, so that showing the screen is several short tasks instead of one long
 * one. `after` is the number of tasks that come first.
 */
export function InTurn({ after, children }: { readonly after: number; readonly children: ReactNode }) {
  const [left, setLeft] = useState(after)
  useEffect(() => {
    if (left === 0) return
    const timer = setTimeout(() => startTransition(() => setLeft(left - 1)))
    return () => clearTimeout(timer)
  }, [left])
  return left === 0 ? children : null
}
