/** Keeps long reading polite: lets the event loop turn every few milliseconds, and notices that the person cancelled. */
import { ThawError } from '../../shared/messages/errors.ts'

/** Longest stretch of work between two turns of the event loop, in milliseconds. */
const stretch = 15

export interface Pace {
  /** Call it once per small piece of work. Rejects with `cancelled`. Resolves true for the one caller that made the event loop turn. */
  breathe(): Promise<boolean>
}

export function createPace(signal: AbortSignal): Pace {
  let last = performance.now()
  let turn: Promise<void> | null = null
  const begin = async () => {
    await macrotask()
    last = performance.now()
    turn = null
  }
  return {
    async breathe() {
      if (signal.aborted) throw cancelled()
      if (performance.now() - last < stretch) return false
      const first = turn === null
      turn ??= begin()
      await turn
      if (signal.aborted) throw cancelled()
      return first
    },
  }
}

function macrotask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0))
}

/** What every cancelled piece of reading rejects with. */
export function cancelled(): ThawError {
  return new ThawError('cancelled', 'readingCancelled')
}
