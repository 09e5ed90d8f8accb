/** A few validation examples are told of before the first step and after each epoch: the same ones, with what is answered. */
import { evaluateRows } from '../engine/train/evaluateRows.ts'
import type { Tally } from '../engine/train/objective.ts'
import type { PreparedTask, TaskOptions } from './taskEngine.ts'

export const mostWatched = 6

export interface Watching {
  readonly split: TaskOptions['split']
  readonly objective: { tally(): Tally }
  /** Of those that are told of, in the validation rows. */
  readonly places: readonly number[]
}

/** The untouched network has nothing to say, since its head is random; its answers are where the way begins. */
export function watchExamples({ split, objective, places }: Watching): Pick<PreparedTask, 'first' | 'evaluateBefore'> {
  const rows = places.map((place) => split.validation[place] as number)
  return {
    first: rows,
    async evaluateBefore(run, at) {
      /** @param from where each of the rows stands in the tally */
      const tell = (epoch: number, tally: Tally, from: readonly number[]) => {
        const examples = rows.flatMap((example, index) => {
          const answer = tally.watched?.(from[index] as number)
          return answer ? [{ ...answer, example }] : []
        })
        if (examples.length > 0) run.emit({ type: 'watched', runId: run.runId, epoch, examples })
      }
      if (at === null) tell(0, await evaluateRows({ ...run, objective }, rows), [...rows.keys()])
      return { before: null, afterEpoch: async (epoch, tally) => tell(epoch, tally, places) }
    },
  }
}

/**
 * Places of rows of which each has some names: for each name in turn a row that has it and is not yet among them, until
 * there are enough. Rows without a name take a turn of their own, after the others.
 * @param named by row, names as numbers
 */
export function placesInTurn(named: readonly (readonly number[])[]): number[] {
  const nameless = Number.POSITIVE_INFINITY
  const own = named.map((names) => new Set(names.length > 0 ? names : [nameless]))
  const turns = [...new Set(own.flatMap((names) => [...names]))].sort((a, b) => a - b)
  const chosen = new Set<number>()
  const enough = Math.min(mostWatched, named.length)
  while (chosen.size < enough)
    for (const name of turns) {
      if (chosen.size === enough) break
      const place = own.findIndex((names, at) => names.has(name) && !chosen.has(at))
      if (place >= 0) chosen.add(place)
    }
  return [...chosen]
}

/** Places of numbers from the smallest to the largest, evenly by rank. */
export function placesByRank(numbers: readonly number[]): number[] {
  const ranked = [...numbers.keys()].sort((a, b) => (numbers[a] as number) - (numbers[b] as number))
  const count = Math.min(mostWatched, ranked.length)
  return Array.from({ length: count }, (_, at) => {
    const rank = count === 1 ? 0 : Math.round((at * (ranked.length - 1)) / (count - 1))
    return ranked[rank] as number
  })
}
