/** What cannot be trained, told before anything is computed, and why. */

import { methodCard, methodRefusal } from '../../methods/cards.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import type { Recipe } from '../../shared/recipe/recipe.ts'
import { taskCard } from '../../tasks/cards.ts'
import type { Dataset } from '../data/dataset.ts'
import type { LiveModel } from '../models/liveModel.ts'
import type { ModelText } from '../models/modelText.ts'
import { partsOfTrunk } from '../models/trunk.ts'
import type { Attachment } from '../tuning/method.ts'

export interface Matched {
  readonly recipe: Recipe
  readonly dataset: Dataset
  readonly model: LiveModel
  readonly text: ModelText | null
}

/** Pictures for a model that reads texts, or the other way round; a method that the network has no place for. */
export function refuseMismatch({ recipe, dataset, model, text }: Matched): void {
  if (recipe.task !== dataset.task)
    throw new ThawError('recipe-invalid', 'recipeForOtherTask', { recipe: recipe.task, data: dataset.task })
  const refusal = methodRefusal(recipe.method.id, recipe.task, partsOfTrunk(model.trunk))
  if (refusal) throw new ThawError('recipe-invalid', 'methodRefused', { why: refusal })
  const wanted = taskCard(recipe.task).input === 'image' ? 'image' : 'text'
  if (model.trunk.input.kind === wanted && (wanted === 'image' || text)) return
  throw new ThawError('model-mismatch', wanted === 'image' ? 'readsTextsNotPictures' : 'looksAtPicturesNotTexts')
}

/** Frozen weights that are to be packed where none are, or where nobody could take them away whole. */
export function refusePacking({ quantise, method, model }: Recipe): void {
  if (quantise === 'off') return
  const { title, packs } = methodCard(method.id)
  if (packs === false) throw new ThawError('recipe-invalid', 'packingOfMethod', { method: title })
  if (model.initialisation === 'random') throw new ThawError('recipe-invalid', 'packingOfRandom')
}

/** A method that finds no place above the line, or that keeps what it learns beside a trunk that nobody has. */
export function refuseAttachment({ recipe, model }: Pick<Matched, 'recipe' | 'model'>, attachment: Attachment): void {
  if (isPlaceless({ recipe, model }, attachment) && !taskCard(recipe.task).headed)
    throw new ThawError('recipe-invalid', 'nothingToTrain')
  if (!attachment.merge && recipe.model.initialisation === 'random')
    throw new ThawError('recipe-invalid', 'randomWeightsNotKept')
}

export function isPlaceless({ recipe, model }: Pick<Matched, 'recipe' | 'model'>, { line }: Attachment): boolean {
  return line === model.trunk.blocks.length && methodCard(recipe.method.id).thaw !== 'none'
}
