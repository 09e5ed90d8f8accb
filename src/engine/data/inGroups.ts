/** Work whose steps wait for threads of the platform, as digests do: many at once, with turns of the event loop between. */
import type { Pace } from './pace.ts'

const together = 128

/** The results in the items' order. `onTurn` hears how many are done whenever the event loop has turned. */
export async function inGroups<T, Result>(
  items: readonly T[],
  pace: Pace,
  work: (item: T) => Promise<Result>,
  onTurn: (done: number) => void = () => {},
): Promise<Result[]> {
  const results: Result[] = []
  for (let start = 0; start < items.length; start += together) {
    if (await pace.breathe()) onTurn(results.length)
    results.push(...(await Promise.all(items.slice(start, start + together).map(work))))
  }
  return results
}
