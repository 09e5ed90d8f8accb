/** How much of a text a network is shown: what the recipe asks for, within what the model can read. */
import { ThawError } from '../../shared/messages/errors.ts'
import type { Recipe } from '../../shared/recipe/recipe.ts'
import type { Trunk } from './trunk.ts'

export interface TokenLimits {
  readonly recipe: Pick<Recipe, 'maxTokens'>
  readonly trunk: Pick<Trunk, 'input'>
  /** Tokens that the method puts before each text. */
  readonly virtualTokens: number
}

/** 0 for pictures. @throws ThawError `recipe-invalid` where virtual tokens leave no room. */
export function mostTokens({ recipe, trunk, virtualTokens }: TokenLimits): number {
  if (trunk.input.kind !== 'text') return 0
  const places = trunk.input.maxTokens - virtualTokens
  if (places >= 4) return Math.min(recipe.maxTokens, places)
  const left = Math.max(0, places)
  throw new ThawError('recipe-invalid', 'virtualTokensTooMany', { virtualTokens, left, places: trunk.input.maxTokens })
}
