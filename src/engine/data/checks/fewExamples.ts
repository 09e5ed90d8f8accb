/** Classes that have so few training examples that a network learns those examples instead of the class. */
import { few } from '../../../shared/messages/few.ts'
import { notice } from '../../../shared/messages/say.ts'
import type { DataCheck } from './dataCheck.ts'
import { rareNames } from './rareNames.ts'
import { addExamples, isCapped, trainOnAll } from './remedies.ts'
import { trainedCounts } from './trainedCounts.ts'

/** Below it one more example of a class still lifts accuracy by points, in linear probes on frozen features. */
export const enoughExamples = 10

export const fewExamples: DataCheck = (input) => {
  const counts = trainedCounts(input)
  if (!counts) return rareNames(input)
  const small = [...counts].filter(([, count]) => count > 0 && count < enoughExamples).sort(([, a], [, b]) => a - b)
  const [least] = small
  if (!least) return []
  const [one, many] = input.noun
  const names = few(small.map(([name]) => input.dataset.classes[name] ?? ''))
  return [
    {
      check: 'few-examples',
      message: notice('classesFewExamples', { names, least: least[1], noun: [one, many] }),
      remedies: [...(isCapped(input) ? [trainOnAll(input)] : []), addExamples(input)],
    },
  ]
}
