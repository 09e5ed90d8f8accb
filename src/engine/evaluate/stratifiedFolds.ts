/** Divides examples so that each part has about the same share of every class, and equal examples are in one part. */
import { seeded } from '../../shared/random.ts'
import type { Example } from '../data/dataset.ts'
import { groupBy } from '../data/groupBy.ts'
import { strataOf } from '../data/target.ts'

/** The fold of each example, from 0 to `folds` − 1; equal examples give equal folds. */
export function stratifiedFolds(examples: readonly Pick<Example, 'target' | 'digest'>[], folds: number): number[] {
  const equal = groupBy(examples.keys(), (at) => examples[at]?.digest)
  const strata = strataOf(examples)
  const byStratum = groupBy(equal.values(), ([first = 0]) => strata[first] ?? 0)
  const fold = new Array<number>(examples.length).fill(0)
  let turn = 0
  for (const [stratum, groups] of byStratum) {
    // The next class goes on where this one ended: small classes do not all begin in the first fold.
    for (const group of seeded('folds').fork(stratum).shuffled(groups)) {
      for (const at of group) fold[at] = turn % folds
      turn++
    }
  }
  return fold
}
