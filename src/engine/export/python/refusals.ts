/** Runs that transformers and peft cannot repeat: better told here than found out from a loss that differs. */

import { methodPefts } from '../../../methods/pefts.ts'
import { ThawError } from '../../../shared/messages/errors.ts'
import { notice } from '../../../shared/messages/say.ts'
import type { Recipe } from '../../../shared/recipe/recipe.ts'
import type { Trunk } from '../../models/trunk.ts'
import type { Refusal } from '../../tuning/methodPeft.ts'

/** @throws ThawError `export-refused`. */
export function refuse(recipe: Recipe, trunk: Trunk, goesOn: boolean): void {
  const { subtracts } = methodPefts[recipe.method.id].project
  const again = goesOn ? (subtracts?.(recipe.method) ?? null) : null
  const why = again ?? reasonFor(recipe, trunk)
  if (why) throw new ThawError('export-refused', 'pythonProjectRefused', { why: why[0], instead: why[1] })
}

function reasonFor(recipe: Recipe, trunk: Trunk): Refusal | null {
  const limits = trunk.huggingFace.limits(undefined)
  const { project } = methodPefts[recipe.method.id]
  if (recipe.history.length > 0) return [notice('runWasChanged'), notice('trainUnchanged')]
  if (recipe.quantise !== 'off') return [notice('runWasPacked'), notice('trainUnpacked')]
  if (limits.network?.project) return [limits.network.project, notice('goOnFromWeights')]
  if (limits.layers?.project && project.wrapsLayers) return [limits.layers.project, notice('chooseUnwrapped')]
  return project.refusal?.({ recipe, trunk }) ?? null
}
