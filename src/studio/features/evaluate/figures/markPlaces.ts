// Where the bins of a reliability diagram lie, as marks whose area follows how many answers each holds: a bin of one
// answer must not look like a bin of a hundred.
import type { ReliabilityBin } from '../../../../shared/metrics/reliability.ts'
import { acrossOf, downOf } from './unitPlane.ts'

export interface BinMark {
  readonly x: number
  readonly y: number
  /** Pixels across. */
  readonly size: number
}

const smallest = 4
const largest = 14

export function markPlaces(bins: readonly ReliabilityBin[]): readonly BinMark[] {
  const most = Math.max(1, ...bins.map(({ count }) => count))
  return bins.flatMap(({ confidence, accuracy, count }): BinMark[] => {
    if (confidence === null || accuracy === null) return []
    const size = smallest + (largest - smallest) * Math.sqrt(count / most)
    return [{ x: acrossOf(confidence), y: downOf(accuracy), size: Math.round(10 * size) / 10 }]
  })
}
