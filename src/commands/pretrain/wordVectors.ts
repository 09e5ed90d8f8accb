/**
 * Skip-gram vectors with negative sampling (Mikolov et al. 2013): what stands near a token, learned in one quick pass
 * over all the books. A table of these is a better start for a network's embeddings than random numbers.
 */
import type { Random } from '../../shared/random.ts'

export interface VectorOptions {
  readonly vocabulary: number
  readonly width: number
  /** Neighbours to either side, at most. */
  readonly window: number
  readonly negatives: number
  readonly rate: number
  /** Tokens more frequent than this share are thinned out. */
  readonly frequent: number
}

/** [vocabulary, width]; tokens that never occur keep small random values. */
export function wordVectors(ids: Uint16Array, options: VectorOptions, random: Random): Float32Array {
  const { vocabulary, width, window, negatives } = options
  const counts = new Float64Array(vocabulary)
  for (const id of ids) counts[id] = (counts[id] as number) + 1
  const kept = counts.map((count) => Math.min(1, Math.sqrt((options.frequent * ids.length) / Math.max(1, count))))
  const draws = negativeTable(counts)
  const inner = Float32Array.from({ length: vocabulary * width }, () => (random.next() - 0.5) / width)
  const outer = new Float32Array(vocabulary * width)
  const change = new Float32Array(width)
  const train = (centre: number, near: number, rate: number) => {
    change.fill(0)
    for (let draw = 0; draw <= negatives; draw++) {
      const other = draw === 0 ? near : (draws[random.below(draws.length)] as number)
      if (draw > 0 && other === near) continue
      pull(inner, centre * width, outer, other * width, draw === 0 ? 1 : 0, rate, change)
    }
    for (let at = 0; at < width; at++)
      inner[centre * width + at] = (inner[centre * width + at] as number) + (change[at] as number)
  }
  const thinned = ids.filter((id) => random.next() < (kept[id] as number))
  for (let at = 0; at < thinned.length; at++) {
    const rate = options.rate * Math.max(0.01, 1 - at / thinned.length)
    const reach = 1 + random.below(window)
    const last = Math.min(thinned.length - 1, at + reach)
    for (let near = Math.max(0, at - reach); near <= last; near++)
      if (near !== at) train(thinned[at] as number, thinned[near] as number, rate)
  }
  return inner
}

/** Moves outer[to…] by the gradient of log σ(±inner · outer), and adds inner's own to `change`. */
function pull(
  inner: Float32Array,
  from: number,
  outer: Float32Array,
  to: number,
  label: 0 | 1,
  rate: number,
  change: Float32Array,
): void {
  const width = change.length
  let dot = 0
  for (let at = 0; at < width; at++) dot += (inner[from + at] as number) * (outer[to + at] as number)
  const step = rate * (label - 1 / (1 + Math.exp(-dot)))
  for (let at = 0; at < width; at++) {
    const before = outer[to + at] as number
    outer[to + at] = before + step * (inner[from + at] as number)
    change[at] = (change[at] as number) + step * before
  }
}

/** Ids, each as often as its count to the power ¾ says. */
function negativeTable(counts: Float64Array): Uint16Array {
  const size = 1_000_000
  const shares = counts.map((count) => count ** 0.75)
  const total = shares.reduce((a, b) => a + b, 0)
  const table = new Uint16Array(size)
  let id = 0
  let upTo = (shares[0] as number) / total
  for (let place = 0; place < size; place++) {
    while (place / size > upTo && id < counts.length - 1) upTo += (shares[++id] as number) / total
    table[place] = id
  }
  return table
}

/** Scales all values alike, so that their root mean square is `deviation`. */
export function scaled(values: Float32Array, deviation: number): Float32Array {
  const square = values.reduce((sum, value) => sum + value * value, 0) / values.length
  return values.map((value) => (value * deviation) / Math.sqrt(square))
}
