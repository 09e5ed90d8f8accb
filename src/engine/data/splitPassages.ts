/**
 * Draws what is held back of a text in a few runs of neighbouring passages: a lone passage would be tested between two
 * that were trained on, and would be easier to guess than any new text.
 */
import type { Random } from '../../shared/random.ts'

export interface Held {
  readonly test: number
  readonly validation: number
}

/** Most runs that each part is held back in, and the least passages of one: only long texts are tested at several places. */
const runsEach = 4
const shortestRun = 3

/** Places from 0 to `passages` − 1, ascending, as many for each part as asked for. */
export function drawRuns(
  passages: number,
  held: Held,
  random: Random,
): { readonly test: readonly number[]; readonly validation: readonly number[] } {
  const runs = random.fork('order').shuffled([...runsOf('test', held.test), ...runsOf('validation', held.validation)])
  const free = passages - held.test - held.validation
  const gaps = cuts(free, runs.length, random.fork('gaps'))
  const drawn = { test: [] as number[], validation: [] as number[] }
  let at = 0
  for (const [i, { part, length }] of runs.entries()) {
    at += gaps[i] ?? 0
    for (let k = 0; k < length; k++) drawn[part].push(at++)
  }
  return drawn
}

interface Run {
  readonly part: keyof Held
  readonly length: number
}

function runsOf(part: keyof Held, count: number): Run[] {
  const runs = Math.min(runsEach, Math.ceil(count / shortestRun))
  const upTo = (i: number) => Math.floor((i * count) / runs)
  return Array.from({ length: runs }, (_, i) => ({ part, length: upTo(i + 1) - upTo(i) }))
}

/** How much is left before each run: `count` random places in what is left, as distances. */
function cuts(free: number, count: number, random: Random): number[] {
  const places = Array.from({ length: count }, () => random.below(free + 1)).sort((a, b) => a - b)
  return places.map((place, i) => place - (places[i - 1] ?? 0))
}
