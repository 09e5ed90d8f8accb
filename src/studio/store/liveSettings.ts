/** How the camera's answers are shown: from how sure on, how much each leans on those before. Kept over visits, where that can be. */
import { createStore } from 'zustand/vanilla'
import { mostSmoothing, usualSmoothing } from '../../shared/domain/smoothedAnswer.ts'

export interface LiveSettings {
  /** A class is named from this probability on; 0 always names one. */
  readonly threshold: number
  /** How much of an answer is those before it: 0 none. */
  readonly smoothing: number
}

type LiveStorage = Pick<Storage, 'getItem' | 'setItem'>

const key = 'thaw.live.1'
export const usualLive: LiveSettings = { threshold: 0, smoothing: usualSmoothing }

/** Settings that were stored; what is not a share is as usual. */
export function readLive(storage: LiveStorage | null): LiveSettings {
  try {
    const stored: unknown = JSON.parse(storage?.getItem(key) ?? '{}')
    const { threshold, smoothing } = (stored ?? {}) as Record<string, unknown>
    return {
      threshold: share(threshold, 1) ?? usualLive.threshold,
      smoothing: share(smoothing, mostSmoothing) ?? usualLive.smoothing,
    }
  } catch {
    return usualLive
  }
}

function share(value: unknown, most: number): number | null {
  return typeof value === 'number' && value >= 0 && value <= most ? value : null
}

export const liveSettings = createStore<LiveSettings>()(() => readLive(browserStorage()))

export function setLive(part: Partial<LiveSettings>): void {
  liveSettings.setState(part)
  try {
    browserStorage()?.setItem(key, JSON.stringify(liveSettings.getState()))
  } catch {
    // Full or forbidden: they hold for this visit only.
  }
}

/** Null where there is none, or it is forbidden. */
function browserStorage(): LiveStorage | null {
  try {
    return globalThis.localStorage ?? null
  } catch {
    return null
  }
}
