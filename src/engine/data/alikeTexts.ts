/**
 * Groups of texts that say nearly the same: at least four fifths of their runs of three words are common to both
 * (Jaccard similarity of shingles; Broder 1997). Of two such texts, one run at least is among the rarest fifth of either's
 * (prefix filtering; Bayardo, Ma and Srikant 2007): only texts that share a rare run are compared, and no pair is missed
 * but in crowds. All of it lies in typed arrays: two hundred thousand texts would make tens of millions of objects.
 */

import type { Pace } from './pace.ts'
import { Postings } from './postings.ts'
import { groupsOf, unionFind } from './unionFind.ts'
import { WordRuns } from './wordRuns.ts'

const alike = 0.8
/** Longer texts are compared by their beginning, and shorter ones too where all runs together would fill the memory. */
const mostRuns = 2000
const runsInAll = 2 ** 26

/** By place; each group has two texts or more, ascending. Rejects with `cancelled`. */
export async function alikeTexts(texts: readonly string[], pace: Pace): Promise<readonly (readonly number[])[]> {
  const sets = await runSets(texts, pace)
  const joined = unionFind(texts.length)
  const postings = new Postings(texts.length, rarestInAll(sets))
  for (let text = 0; text < texts.length; text++) {
    const own = sets.of(text)
    for (const run of sets.rarest(text))
      postings.enter(run, text, (other) => {
        if (joined.find(other) !== joined.find(text) && areAlike(own, sets.of(other))) joined.join(other, text)
      })
    await pace.breathe()
  }
  return groupsOf(joined, texts.length)
}

interface RunSets {
  readonly texts: number
  /** Ascending. */
  of(text: number): Uint32Array
  /** As many of them as two alike texts cannot both have apart, the rarest first; valid until it is asked again. */
  rarest(text: number): Uint32Array
}

async function runSets(texts: readonly string[], pace: Pace): Promise<RunSets> {
  const most = Math.min(mostRuns, Math.max(64, Math.floor(runsInAll / texts.length)))
  const words = new WordRuns()
  const starts = new Uint32Array(texts.length + 1)
  const seen = new Uint8Array(counters)
  let runs = new Uint32Array(1024)
  for (const [text, written] of texts.entries()) {
    const own = words.of(written, most)
    const from = starts[text] as number
    runs = roomFor(runs, from + own.length)
    runs.set(own, from)
    starts[text + 1] = from + own.length
    count(seen, own)
    await pace.breathe()
  }
  const of = (text: number) => runs.subarray(starts[text], starts[text + 1])
  return { texts: texts.length, of, rarest: rarestFirst(of, seen) }
}

/**
 * In how many texts a run stands is counted for those together whose hash ends alike, and up to 255: that only decides
 * which runs count as rare, for all texts in the same order.
 */
const counters = 2 ** 22

function count(seen: Uint8Array, runs: Uint32Array): void {
  for (let at = 0; at < runs.length; at++) {
    const counter = (runs[at] as number) % counters
    if ((seen[counter] as number) < 255) seen[counter] = (seen[counter] as number) + 1
  }
}

function rarestFirst(of: RunSets['of'], seen: Uint8Array): RunSets['rarest'] {
  const keys = new Float64Array(mostRuns)
  const runs = new Uint32Array(mostRuns)
  return (text) => {
    const own = of(text)
    const sorted = keys.subarray(0, own.length)
    // A number holds both exactly: how often, and which.
    for (let at = 0; at < own.length; at++) {
      const run = own[at] as number
      sorted[at] = (seen[run % counters] as number) * 2 ** 32 + run
    }
    sorted.sort()
    const rarest = rarestOf(own.length)
    for (let at = 0; at < rarest; at++) runs[at] = (sorted[at] as number) % 2 ** 32
    return runs.subarray(0, rarest)
  }
}

/** Without these, fewer than four fifths are left: two texts that share none of theirs are not alike. */
function rarestOf(runs: number): number {
  return runs === 0 ? 0 : runs - Math.ceil(alike * runs) + 1
}

function rarestInAll({ texts, of }: RunSets): number {
  let sum = 0
  for (let text = 0; text < texts; text++) sum += rarestOf(of(text).length)
  return sum
}

function roomFor(held: Uint32Array<ArrayBuffer>, length: number): Uint32Array<ArrayBuffer> {
  if (length <= held.length) return held
  const more = new Uint32Array(Math.max(length, Math.ceil(1.5 * held.length)))
  more.set(held)
  return more
}

/** Both ascending. Ends as soon as so many are missing that they cannot be. */
function areAlike(a: Uint32Array, b: Uint32Array): boolean {
  const inAll = a.length + b.length
  // Jaccard: common / (inAll − common) ≥ alike.
  let missable = inAll - 2 * Math.ceil((alike * inAll) / (1 + alike) - 1e-9)
  let [i, j] = [0, 0]
  while (missable >= 0 && i < a.length && j < b.length) {
    const [one, other] = [a[i] as number, b[j] as number]
    if (one === other) {
      i++
      j++
    } else {
      missable--
      if (one < other) i++
      else j++
    }
  }
  return missable - (a.length - i) - (b.length - j) >= 0
}
