// Where the axis of scores begins and ends: around everything that is drawn, at round numbers.
import { taskCard } from '../../../tasks/cards.ts'
import type { TaskId } from '../../../tasks/ids.ts'
import { niceCeiling } from '../../ui/charts/niceCeiling.ts'
import type { Entry } from './summarise.ts'

/** Ends where the score must end, as shares do at 0 and 1. */
export function rangeOf(entries: readonly Entry[], task: TaskId): readonly [number, number] {
  const ends = entries.flatMap(({ figures }) => {
    if (!figures) return []
    const { mean, deviation, values } = figures.score
    return [...values, mean - (deviation ?? 0), mean + (deviation ?? 0)]
  })
  const [low, high] = [Math.min(...ends), Math.max(...ends)]
  if (!Number.isFinite(low) || !Number.isFinite(high)) return [0, 1]
  const { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY } = taskCard(task).score
  // Differences of a few hundredths must be seen, and one of a thousandth must not look large.
  const open = niceCeiling(Math.max(high - low, 0.02 * Math.abs(high)) / 4)
  const step = most === 1 ? (high - low > 0.4 ? 0.2 : 0.05) : open
  const [from, to] = [step * Math.floor(low / step - 0.2), step * Math.ceil(high / step + 0.2)]
  return [Math.max(least, tidy(from)), Math.min(most, tidy(to))]
}

function tidy(value: number): number {
  return Number(value.toPrecision(8))
}
