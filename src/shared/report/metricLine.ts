/** Figures of a test as reports and model cards write them down. */
import type { Interval } from '../metrics/bootstrapInterval.ts'
import type { PassageIntervals } from '../metrics/passageIntervals.ts'

export interface MetricLine {
  readonly label: string
  /** What it counts, in a sentence. */
  readonly help: string
  readonly value: number
  readonly interval: Interval | null
}

export interface ModelCardMetrics {
  /** Of the test. */
  readonly metrics: readonly MetricLine[]
  /** Of a test of passages; absent where they were not kept. */
  readonly passages?: PassageIntervals
  /** The test's score of the untouched model by nearest class mean; null where it was not computed. */
  readonly untouched: number | null
}
