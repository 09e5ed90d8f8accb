/** What a run is called: by what was done, so that two of a table are told apart at a glance. Pure. */
import { methodCard } from '../../methods/cards.ts'
import { defaultFields, type Recipe } from '../../shared/recipe/recipe.ts'
import { taskCard } from '../../tasks/cards.ts'
import { countOf, formatRate } from '../ui/format.ts'

/** "LoRA r 8, seed 2" · "Top blocks 2, 64 examples, rate 5e-4, seed 1" · "From scratch, seed 1" */
export function runTitle(recipe: Recipe): string {
  const { method, thaw, model, maxTrain, seed, task } = recipe
  const { title, nameDetail } = methodCard(method.id)
  const detail = nameDetail?.(method, thaw)
  const scratch = model.initialisation === 'random'
  const { many } = taskCard(task).words.amount
  return [
    scratch ? 'From scratch' : [title, detail].filter(Boolean).join(' '),
    ...(maxTrain > 0 ? [`${maxTrain.toLocaleString('en')} ${many}`] : []),
    ...unusual(recipe),
    `seed ${seed}`,
  ].join(', ')
}

/** The settings that people try several values of, where they are not the method's own. */
function unusual({ method, task, optimiser, epochs }: Recipe): readonly string[] {
  const usual = defaultFields(method.id, task)
  return [
    ...(optimiser.learningRate === usual['optimiser.learningRate']
      ? []
      : [`rate ${formatRate(optimiser.learningRate)}`]),
    ...(epochs === usual.epochs ? [] : [countOf(epochs, 'epoch', 'epochs')]),
  ]
}
