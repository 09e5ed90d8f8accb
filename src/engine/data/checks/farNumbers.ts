/** Numbers far from all others, as a price of 999,999 among hundreds: the squared error follows these few. */
import { notice } from '../../../shared/messages/say.ts'
import { numberOf } from '../target.ts'
import type { DataCheck } from './dataCheck.ts'
import { leaveOut } from './remedies.ts'

/** Fewer numbers say nothing of where most lie. */
const enough = 20
/** Beyond the middle half by so many times its width: of prices, whose large ones are rare, not one in a hundred. */
const far = 10
/** More of them are how the numbers are spread. */
const mostShare = 0.02

export const farNumbers: DataCheck = (input) => {
  const { dataset, noun } = input
  if (dataset.examples[0]?.target.kind !== 'number' || dataset.examples.length < enough) return []
  const values = dataset.examples.map(numberOf)
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? 0
  const [low, high] = [at(0.25), at(0.75)]
  const reach = far * (high - low)
  const outside = values.flatMap((value, place) => (value < low - reach || value > high + reach ? [place] : []))
  if (reach === 0 || outside.length === 0 || outside.length > mostShare * values.length) return []
  const farthest = outside
    .map((place) => values[place] ?? 0)
    .reduce((most, value) => (Math.abs(value - low) > Math.abs(most - low) ? value : most))
  return [
    {
      check: 'far-numbers',
      message: notice('numbersFarOut', { examples: outside.length, noun, farthest, low, high }),
      remedies: [leaveOut(input, outside)],
    },
  ]
}
