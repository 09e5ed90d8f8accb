/** Shorthand for the targets of examples. */
import type { Example } from '../../src/engine/data/dataset.ts'
import type { Target } from '../../src/engine/data/target.ts'

export const classTarget = (index: number): Target => ({ kind: 'class', class: index })

/** The class of an example; undefined for another target, and without an example. */
export function labelOf(example: Pick<Example, 'target'> | undefined): number | undefined {
  return example?.target.kind === 'class' ? example.target.class : undefined
}
