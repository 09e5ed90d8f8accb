/** Which passages of one long row of tokens a step reads: all of them, in a new order and from a new place each time. */
import type { Random } from '../../shared/random.ts'

/**
 * @param tokens how many there are; a passage needs one more, as its last target
 * @returns by the number of the first passage asked for (from 0 on, without end) and how many: where each begins
 */
export function passageOrder(
  tokens: number,
  length: number,
  random: Random,
): (from: number, count: number) => number[] {
  const inRound = Math.floor((tokens - length) / length)
  if (inRound < 1) throw new Error(`internal: ${tokens} tokens make no passage of ${length}`)
  let round = -1
  let starts: readonly number[] = []
  const startAt = (place: number): number => {
    const wanted = Math.floor(place / inRound)
    if (wanted !== round) {
      const draw = random.fork(`round ${wanted}`)
      const offset = draw.below(length)
      starts = draw.shuffled(Array.from({ length: inRound }, (_, index) => index * length + offset))
      round = wanted
    }
    return starts[place % inRound] as number
  }
  return (from, count) => Array.from({ length: count }, (_, index) => startAt(from + index))
}
