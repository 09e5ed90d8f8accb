import { classOf } from '../target.ts'
import type { CheckInput } from './dataCheck.ts'

/** How many training examples each class has; null where an example does not have one class. */
export function trainedCounts({ dataset, split }: Pick<CheckInput, 'dataset' | 'split'>): Map<number, number> | null {
  if (dataset.examples[0]?.target.kind !== 'class') return null
  const counts = new Map<number, number>([...dataset.classes.keys()].map((name) => [name, 0]))
  for (const index of split.train) {
    const example = dataset.examples[index]
    if (example) counts.set(classOf(example), (counts.get(classOf(example)) ?? 0) + 1)
  }
  return counts
}
