/** Mean of some values; of none, 0. */
export function meanOf(values: ArrayLike<number>): number {
  let total = 0
  for (let i = 0; i < values.length; i++) total += values[i] as number
  return total / Math.max(1, values.length)
}
