import { startTransition, useEffect, useState } from 'react'

export type Turn = 'page' | 'axes' | 'lines'

/**
 * The first layout of a chart is its dearest, so that it is made in turns: the page, the axes, the lines; each in a task
 * of its own, and each chart after the one before.
 */
export function useTurns(begun = true): Turn {
  const [turn, setTurn] = useState<Turn>('page')
  useEffect(() => {
    if (!begun || turn === 'lines') return
    const timer = setTimeout(() => startTransition(() => setTurn(turn === 'page' ? 'axes' : 'lines')))
    return () => clearTimeout(timer)
  }, [turn, begun])
  return turn
}
