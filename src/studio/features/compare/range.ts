// Where the axis of scores begins and ends: around everything that is drawn, at round numbers.
import type { TaskId } from '../../../tasks/ids.ts'
import { niceCeiling } from '../../ui/charts/niceCeiling.ts'
import type { Entry } from './summarise.ts'

/** Shares end at 0 and 1; perplexities never come under 1. */
export function rangeOf(entries: readonly Entry[], task: TaskId): readonly [number, number] {
  const ends = entries.flatMap(({ figures }) => {
    if (!figures) return []
    const { mean, deviation, values } = figures.score
    return [...values, mean - (deviation ?? 0), mean + (deviation ?? 0)]
  })
  const [low, high] = [Math.min(...ends), Math.max(...ends)]
  if (!Number.isFinite(low) || !Number.isFinite(high)) return [0, 1]
  const continues = task === 'text-generation'
  // Differences of a few hundredths must be seen, and one of a thousandth must not look large.
  const step = continues ? niceCeiling(Math.max(high - low, 0.02 * high) / 4) : high - low > 0.4 ? 0.2 : 0.05
  const [from, to] = [step * Math.floor(low / step - 0.2), step * Math.ceil(high / step + 0.2)]
  return continues ? [Math.max(0, tidy(from)), tidy(to)] : [Math.max(0, tidy(from)), Math.min(1, tidy(to))]
}

function tidy(value: number): number {
  return Number(value.toPrecision(8))
}
