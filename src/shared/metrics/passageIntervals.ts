/**
 * 95 % bootstrap intervals of what a network that continues texts is judged by. What is drawn again are passages: the
 * tokens of one passage depend on each other. The untouched network is judged on the same draws, so that the change is
 * known better than either figure.
 */
import type { PassageLoss } from '../domain/evaluation.ts'
import type { Random } from '../random.ts'
import { bootstrapSlices, type Interval, type Statistic } from './bootstrapInterval.ts'

export interface PassageIntervals {
  /** Nats a token. */
  readonly loss: Interval | null
  readonly perplexity: Interval | null
  readonly bitsPerByte: Interval | null
  /** Of the perplexity: −0.4 is 40 % less than the untouched network's. */
  readonly change: Interval | null
}

/** Drawing again from fewer says little of what other passages would be like: two give three different draws. */
export const fewestPassages = 8

/** Computed in slices of `sliceMs`, after each of which it yields; null each where there are too few passages. */
export function* passageIntervals(
  passages: readonly PassageLoss[],
  { random, sliceMs = 10 }: { readonly random: Random; readonly sliceMs?: number },
): Generator<void, PassageIntervals, void> {
  const over = (statistic: Statistic) =>
    sliced(passages.length >= fewestPassages ? passages.length : 0, statistic, random, sliceMs)
  const ratio = (above: (passage: PassageLoss) => number, below: (passage: PassageLoss) => number): Statistic => {
    const [tops, bottoms] = [passages.map(above), passages.map(below)]
    return (rows) => sumAt(tops, rows) / sumAt(bottoms, rows)
  }
  const loss = yield* over(ratio((passage) => passage.loss, tokensOf))
  const nats = yield* over(ratio((passage) => passage.loss, bytesOf))
  const gain = yield* over(ratio((passage) => passage.loss - passage.before, tokensOf))
  // Percentiles go through what only grows.
  const mapped = (interval: Interval | null, to: (value: number) => number): Interval | null =>
    interval && [to(interval[0]), to(interval[1])]
  return {
    loss,
    perplexity: mapped(loss, Math.exp),
    bitsPerByte: mapped(nats, (value) => value / Math.LN2),
    change: mapped(gain, Math.expm1),
  }
}

const tokensOf = ({ tokens }: PassageLoss) => tokens
const bytesOf = ({ bytes }: PassageLoss) => Math.max(bytes, Number.EPSILON)

function* sliced(
  rows: number,
  statistic: Statistic,
  random: Random,
  sliceMs: number,
): Generator<void, Interval | null, void> {
  const slices = bootstrapSlices(rows, statistic, { random, sliceMs })
  for (let slice = slices.next(); ; slice = slices.next()) {
    if (slice.done) return slice.value
    yield
  }
}

function sumAt(values: readonly number[], rows: Int32Array): number {
  let sum = 0
  for (const row of rows) sum += values[row] as number
  return sum
}
