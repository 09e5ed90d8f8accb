/** Labels and tags that so few training examples have that they are hardly ever answered. */
import { few } from '../../../shared/messages/few.ts'
import { notice } from '../../../shared/messages/say.ts'
import { namesIn } from '../target.ts'
import type { DataCheck } from './dataCheck.ts'
import { addExamples, isCapped, trainOnAll } from './remedies.ts'

/** Below it a label or tag stands in every third validation set or none, so that no run can be judged by it. */
const enough = 5

export const rareNames: DataCheck = (input) => {
  const { dataset, split, noun } = input
  const kind = dataset.examples[0]?.target.kind
  if (kind !== 'labels' && kind !== 'tags') return []
  const counts = new Map<number, number>()
  for (const index of split.train)
    for (const name of namesIn(dataset.examples[index]?.target ?? { kind: 'text' }))
      counts.set(name, (counts.get(name) ?? 0) + 1)
  const rare = [...counts].filter(([, count]) => count < enough).sort(([, a], [, b]) => a - b)
  const [least] = rare
  if (!least) return []
  const names = few(rare.map(([name]) => dataset.classes[name] ?? ''))
  return [
    {
      check: 'few-examples',
      message: notice('namesFewExamples', { names, least: least[1], noun, kind }),
      remedies: [...(isCapped(input) ? [trainOnAll(input)] : []), addExamples(input)],
    },
  ]
}
