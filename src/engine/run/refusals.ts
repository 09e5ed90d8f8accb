/** What cannot be trained, told before anything is computed, and why. */
import { methodCard, methodRefusal } from '../../methods/cards.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import type { Recipe } from '../../shared/recipe/recipe.ts'
import { taskCard } from '../../tasks/cards.ts'
import type { Dataset } from '../data/dataset.ts'
import type { LiveModel } from '../models/liveModel.ts'
import type { ModelText } from '../models/modelText.ts'
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
    throw new ThawError(
      'recipe-invalid',
      `The recipe is for ${recipe.task}, but the data is for ${dataset.task}.`,
      'Choose data for this recipe, or start from the data that is here.',
    )
  const refusal = methodRefusal(recipe.method.id, recipe.task, model.trunk.family)
  if (refusal) throw new ThawError('recipe-invalid', refusal, 'Choose another method.')
  const wanted = taskCard(recipe.task).input === 'image' ? 'image' : 'text'
  if (model.trunk.input.kind === wanted && (wanted === 'image' || text)) return
  throw new ThawError(
    'model-mismatch',
    wanted === 'image'
      ? 'This model reads texts, but the data are pictures.'
      : 'This model looks at pictures, but the data are texts.',
    'Choose a model for this kind of data.',
  )
}

/** A method that finds no place above the line, or that keeps what it learns beside a trunk that nobody has. */
export function refuseAttachment({ recipe, model }: Pick<Matched, 'recipe' | 'model'>, attachment: Attachment): void {
  if (isPlaceless({ recipe, model }, attachment) && !taskCard(recipe.task).headed)
    throw new ThawError(
      'recipe-invalid',
      'Above the thaw line this method finds no place, so that nothing would be trained.',
      'Thaw more blocks, or choose another method.',
    )
  if (!attachment.merge && recipe.model.initialisation === 'random')
    throw new ThawError(
      'recipe-invalid',
      'This method keeps what it learns apart from the network, and random starting weights are not kept.',
      'Start from the pre-trained weights, or choose the method Full for the control.',
    )
}

export function isPlaceless({ recipe, model }: Pick<Matched, 'recipe' | 'model'>, { line }: Attachment): boolean {
  return line === model.trunk.blocks.length && methodCard(recipe.method.id).thaw !== 'none'
}
