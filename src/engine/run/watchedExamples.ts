/** A handful of validation examples whose answers are shown after each epoch, so that one sees the network change its mind. */
import type { WatchedExample } from '../../shared/domain/evaluation.ts'
import type { Dataset } from '../data/dataset.ts'
import { groupBy } from '../data/groupBy.ts'

const watched = 6

/** Places in the validation rows: one of each class in turn, until there are enough. */
export function watchedPlaces({ examples }: Dataset, validation: readonly number[]): number[] {
  const places = validation.map((example, place) => ({ place, label: examples[example]?.label ?? 0 }))
  const classes = [...groupBy(places, ({ label }) => label).entries()].sort(([a], [b]) => a - b)
  const turns = classes.flatMap(([, members]) => members.map(({ place }, turn) => ({ place, turn })))
  return turns
    .sort((a, b) => a.turn - b.turn)
    .slice(0, watched)
    .map(({ place }) => place)
}

/** @param probabilities [rows, classes], of rows among which these stand at `places`. */
export function watchedAnswers(
  { examples, classes }: Dataset,
  rows: readonly number[],
  { places, probabilities }: { readonly places: readonly number[]; readonly probabilities: Float32Array },
): WatchedExample[] {
  const count = classes.length
  return places.map((place) => {
    const example = rows[place] as number
    const own = probabilities.slice(place * count, (place + 1) * count)
    return { example, truth: examples[example]?.label ?? 0, probabilities: [...own] }
  })
}
