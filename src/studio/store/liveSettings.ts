/** How the camera's answers are shown: from how sure on, how much each leans on those before. Kept over visits, where that can be. */
import { createStore } from 'zustand/vanilla'
import type { PredictedLabel, Prediction } from '../../shared/domain/answers.ts'

export interface LiveSettings {
  /** A class is named from this probability on; 0 always names one. */
  readonly threshold: number
  /** How much of an answer is those before it: 0 none. */
  readonly smoothing: number
}

type LiveStorage = Pick<Storage, 'getItem' | 'setItem'>

const key = 'thaw.live.1'
export const usualLive: LiveSettings = { threshold: 0, smoothing: 0.5 }
/** More would never follow what is shown. */
export const mostSmoothing = 0.9

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

/**
 * An answer that leans on those before it: each probability, or the number, is a moving average, so that one blurred
 * frame does not turn the answer.
 */
export function smoothed(before: Prediction | null, now: Prediction, smoothing: number): Prediction {
  if (smoothing === 0 || before?.kind !== now.kind) return now
  if (now.kind === 'classes' && before.kind === 'classes') {
    const classes = averaged(before.classes, now.classes, smoothing)
    return { ...now, classes: classes.toSorted((a, b) => b.probability - a.probability) }
  }
  if (now.kind === 'labels' && before.kind === 'labels')
    return { ...now, labels: averaged(before.labels, now.labels, smoothing).toSorted(bySureness) }
  if (now.kind === 'number' && before.kind === 'number')
    return { ...now, value: smoothing * before.value + (1 - smoothing) * now.value }
  return now
}

/** Those that hold first, of each the surest first. */
function bySureness(a: PredictedLabel, b: PredictedLabel): number {
  const holds = ({ probability, threshold }: PredictedLabel) => Number(probability >= Math.fround(threshold))
  return holds(b) - holds(a) || b.probability - a.probability
}

/** By name; a class that was not there before is as it comes. */
function averaged<Each extends { readonly name: string; readonly probability: number }>(
  before: readonly { readonly name: string; readonly probability: number }[],
  now: readonly Each[],
  smoothing: number,
): readonly Each[] {
  const known = new Map(before.map(({ name, probability }) => [name, probability]))
  return now.map((each) => {
    const earlier = known.get(each.name) ?? each.probability
    return { ...each, probability: smoothing * earlier + (1 - smoothing) * each.probability }
  })
}
