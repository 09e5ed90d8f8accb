/**
 * Byte-pair encoding's training (Sennrich et al. 2016): joins the most frequent pair of neighbouring units, again and
 * again. Counts are kept up to date word by word, so that a merge costs no more than the words that hold its pair.
 */
export interface CountedWord {
  /** As units, such as letters. */
  readonly units: readonly string[]
  readonly count: number
}

export interface Merges {
  /** Ids are places in this list: first `alphabet`, then one unit a merge (none where the joined unit is known). */
  readonly units: readonly string[]
  readonly merges: readonly (readonly [string, string])[]
}

export interface MergeOptions {
  /** Units to begin with; words must be made of these. */
  readonly alphabet: readonly string[]
  /** Stops at so many units, or when no pair occurs twice. */
  readonly size: number
  readonly join: (left: string, right: string) => string
}

/** Of pairs as frequent as each other, the one of lower ids is joined. */
export function learnMerges(words: readonly CountedWord[], { alphabet, size, join }: MergeOptions): Merges {
  const units = [...alphabet]
  const idOf = new Map(units.map((unit, id) => [unit, id]))
  const ids = words.map((word) => word.units.map((unit) => known(idOf, unit)))
  const counts = new Map<number, number>()
  const places = new Map<number, Set<number>>()
  const tally = (index: number, sign: 1 | -1) => {
    const word = ids[index] as number[]
    const count = sign * (words[index] as CountedWord).count
    for (let at = 1; at < word.length; at++) {
      const pair = pairKey(word[at - 1] as number, word[at] as number)
      counts.set(pair, (counts.get(pair) ?? 0) + count)
      if (sign < 0) continue
      const where = places.get(pair)
      if (where) where.add(index)
      else places.set(pair, new Set([index]))
    }
  }
  for (const index of ids.keys()) tally(index, 1)
  const merges: [string, string][] = []
  while (units.length < size) {
    const best = mostFrequent(counts)
    if (best === null) break
    const [left, right] = [Math.floor(best / span), best % span]
    const pair: [string, string] = [units[left] as string, units[right] as string]
    const joined = join(...pair)
    const id = idOf.get(joined) ?? units.push(joined) - 1
    idOf.set(joined, id)
    merges.push(pair)
    for (const index of places.get(best) ?? []) {
      tally(index, -1)
      ids[index] = joinPair(ids[index] as number[], left, right, id)
      tally(index, 1)
    }
    counts.delete(best)
    places.delete(best)
  }
  return { units, merges }
}

const span = 65536

function pairKey(left: number, right: number): number {
  return left * span + right
}

function known(idOf: ReadonlyMap<string, number>, unit: string): number {
  const id = idOf.get(unit)
  if (id === undefined) throw new Error(`internal: the unit "${unit}" is not in the alphabet`)
  return id
}

function mostFrequent(counts: Map<number, number>): number | null {
  let best: number | null = null
  let most = 1
  for (const [pair, count] of counts)
    if (count > most || (count === most && best !== null && pair < best)) {
      best = pair
      most = count
    }
  return best
}

function joinPair(word: readonly number[], left: number, right: number, joined: number): number[] {
  const output: number[] = []
  for (let at = 0; at < word.length; at++) {
    const isPair = word[at] === left && word[at + 1] === right
    output.push(isPair ? joined : (word[at] as number))
    if (isPair) at++
  }
  return output
}
