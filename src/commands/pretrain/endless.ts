/** Goes through items again and again, each time in a new order. */
import type { Random } from '../../shared/random.ts'

export function endless<T>(items: readonly T[], random: Random): (count: number) => T[] {
  let queue: T[] = []
  let round = 0
  return (count) => {
    while (queue.length < count) queue = [...queue, ...random.fork(round++).shuffled(items)]
    return queue.splice(0, count)
  }
}
