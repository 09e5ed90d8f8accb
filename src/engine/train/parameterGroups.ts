/** What an attachment makes of a trunk's parameters: which block each belongs to, and at what share of the rate it learns. */
import type { Recipe } from '../../shared/recipe/recipe.ts'
import type { Trunk } from '../models/trunk.ts'
import { isDecayed, type ParameterSpec } from '../nn/parameters.ts'
import type { Attachment } from '../tuning/method.ts'

export interface ParameterGroups {
  readonly attachment: Attachment
  /** Names of what is trained, the head first: the order in which gradients are summed. */
  readonly names: readonly string[]
  /** Index of a parameter's block; the number of blocks for the head. */
  blockOf(name: string): number
  /** Of the head's groups rate. */
  shareOf(name: string): number
  isDecayed(name: string): boolean
  /** Whether it multiplies the features: the first kernel of the head. */
  readsFeatures(name: string): boolean
  /** The trunk's own parameters and the method's, of each block; the head's come last. */
  readonly byBlock: readonly (readonly string[])[]
}

export function parameterGroups(
  trunk: Trunk,
  attachment: Attachment,
  { head, recipe }: { readonly head: readonly ParameterSpec[]; readonly recipe: Recipe },
): ParameterGroups {
  const { added, trainables } = attachment
  const headNames = head.map(({ name }) => name)
  const groups = trunk.blocks.map((_, index) => namesOfBlock(trunk, attachment, index))
  const blocks = new Map(groups.flatMap((names, index) => names.map((name) => [name, index] as const)))
  const shares = rateShares(groups, attachment, recipe)
  const specs = [...trunk.blocks.flatMap((block) => block.parameters), ...added, ...head]
  const decayed = new Set(specs.filter(isDecayed).map(({ name }) => name))
  const reader = head.find(({ role }) => role === 'kernel')
  return {
    attachment,
    names: [...headNames, ...added.filter(({ trained }) => trained).map(({ name }) => name), ...trainables],
    blockOf: (name) => blocks.get(name) ?? trunk.blocks.length,
    shareOf: (name) => shares.get(name) ?? 1,
    isDecayed: (name) => decayed.has(name),
    readsFeatures: (name) => name === reader?.name,
    byBlock: [...groups, headNames],
  }
}

function namesOfBlock(trunk: Trunk, { added }: Attachment, index: number): string[] {
  const own = trunk.blocks[index]?.parameters ?? []
  return [...own, ...added.filter(({ block }) => block === index)].map((spec) => spec.name)
}

/** Less with each block below the top (Clark et al. 2020, ELECTRA), as the method wishes. */
function rateShares(
  groups: readonly (readonly string[])[],
  attachment: Attachment,
  { optimiser }: Recipe,
): ReadonlyMap<string, number> {
  const top = groups.length - 1
  const named = groups.flatMap((names, index) => {
    const share = optimiser.trunkRate * optimiser.layerDecay ** (top - index)
    return names.map((name) => [name, share * attachment.rateOf(name)] as const)
  })
  return new Map(named)
}
