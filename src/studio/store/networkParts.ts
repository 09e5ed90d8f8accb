import type { NetworkParts } from '../../methods/methodCard.ts'
import { partsOf } from '../../shared/catalog/families.ts'
import type { ModelSummary } from '../../shared/domain/model.ts'

/** What methods ask of the loaded network. */
export function networkParts({ family, blocks }: Pick<ModelSummary, 'family' | 'blocks'>): NetworkParts {
  return { ...partsOf(family), biased: blocks.some(({ biases }) => biases > 0) }
}
