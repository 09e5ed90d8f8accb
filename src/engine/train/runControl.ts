/** How a person steers a run: orders and changes that the loop takes between two steps. */

import type { Settings } from '../../shared/recipe/change.ts'
import type { Order } from '../../shared/recipe/steering.ts'

export interface RunControl {
  /** Ends after the current step. */
  readonly stopped: boolean
  readonly paused: boolean
  /** No step comes any more. */
  readonly over: boolean
  /** The loop has made its last step. */
  end(): void
  give(order: Order): void
  change(settings: Partial<Settings>): void
  /** The changes made since this was last asked, together; null where there are none. */
  takeChange(): Partial<Settings> | null
  /** Resolves when the run may make its next step: at once, after `resume`, after `step`, or since it is to stop. */
  turn(signal: AbortSignal): Promise<void>
}

export function runControl(): RunControl {
  let stopped = false
  let paused = false
  let single = false
  let over = false
  let waiting: Partial<Settings> | null = null
  let wake = () => {}
  return {
    get stopped() {
      return stopped
    },
    get paused() {
      return paused
    },
    get over() {
      return over
    },
    end() {
      over = true
    },
    give(order) {
      if (order === 'stop') stopped = true
      paused = order === 'pause' || order === 'step'
      single = order === 'step'
      wake()
    },
    change(settings) {
      waiting = { ...waiting, ...settings }
    },
    takeChange() {
      const taken = waiting
      waiting = null
      return taken
    },
    async turn(signal) {
      while (paused && !single && !stopped) {
        signal.throwIfAborted()
        await new Promise<void>((resolve) => {
          wake = () => {
            signal.removeEventListener('abort', wake)
            resolve()
          }
          signal.addEventListener('abort', wake)
        })
      }
      signal.throwIfAborted()
      single = false
    },
  }
}
