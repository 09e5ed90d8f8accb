// 95 % intervals of a test's figures, computed in slices that leave the page at hand, and kept as long as the answers
// they are of.
import type { Answers } from '../../../shared/metrics/answers.ts'
import { bootstrapSlices, type Interval } from '../../../shared/metrics/bootstrapInterval.ts'
import { wilsonInterval } from '../../../shared/metrics/wilsonInterval.ts'
import { seeded } from '../../../shared/random.ts'
import { type MetricId, testMetrics } from './testMetrics.ts'

/** As far as they are known; null where there is none. */
export type Intervals = Readonly<Partial<Record<MetricId, Interval | null>>>

const resamples = 1000
/** A slice ends with the resample in which this is over; the longest task is far below 50 ms. */
const sliceMs = 8

/** What is known already, without computing anything. */
export function knownIntervals(answers: Answers): Intervals {
  return kept.get(answers) ?? {}
}

/** Computes one figure after another and yields what is known after each slice. A new start goes on where one was left. */
export function* intervalsOf(answers: Answers): Generator<Intervals, Intervals, void> {
  for (const metric of testMetrics(answers.classes)) {
    if (metric.id in knownIntervals(answers)) continue
    const interval = metric.statistic
      ? yield* bootstrapped(answers, metric.statistic(answers))
      : wilson(answers, metric)
    kept.set(answers, { ...knownIntervals(answers), [metric.id]: interval })
    yield knownIntervals(answers)
  }
  return knownIntervals(answers)
}

const kept = new WeakMap<Answers, Intervals>()

function* bootstrapped(
  answers: Answers,
  statistic: (rows: Int32Array) => number,
): Generator<Intervals, Interval | null, void> {
  const slices = bootstrapSlices(answers.truth.length, statistic, { random: seeded('intervals'), resamples, sliceMs })
  for (let slice = slices.next(); ; slice = slices.next()) {
    if (slice.done) return slice.value
    yield knownIntervals(answers)
  }
}

function wilson(answers: Answers, { value }: { readonly value: (answers: Answers) => number }): Interval {
  const rows = answers.truth.length
  return wilsonInterval(Math.round(value(answers) * rows), rows)
}
