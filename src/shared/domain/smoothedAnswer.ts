/** A camera's answers, each leaning on those before it. */
import type { PredictedLabel, Prediction } from './answers.ts'

export const usualSmoothing = 0.5
/** More would never follow what is shown. */
export const mostSmoothing = 0.9

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
