/** What a download needs of the world, passed in so that tests meet no real network and wait for nothing. */
import { type Random, seeded } from '../../shared/random.ts'

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Resolves after the time; rejects when the signal fires first. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>
}

export interface Network {
  readonly fetch: typeof fetch
  readonly clock: Clock
  /** Spreads the retries of many pages over time. */
  readonly random: Random
  readonly signal: AbortSignal
}

export const systemClock: Clock = {
  now: () => Date.now(),
  wait: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      const giveUp = () => {
        clearTimeout(timer)
        reject(signal.reason)
      }
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', giveUp)
        resolve()
      }, milliseconds)
      if (signal.aborted) giveUp()
      else signal.addEventListener('abort', giveUp, { once: true })
    }),
}

/** A stream of jitter that differs from page to page; nothing that decides a run draws from it. */
export function pageJitter(): Random {
  return seeded(`jitter ${performance.timeOrigin} ${performance.now()}`)
}
