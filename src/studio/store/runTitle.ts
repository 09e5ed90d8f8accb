/** What a run is called: by what was done, so that two of a table are told apart at a glance. Pure. */
import { methodCard } from '../../methods/cards.ts'
import type { Recipe } from '../../shared/recipe/recipe.ts'
import { taskCard } from '../../tasks/cards.ts'

/** "LoRA r 8, seed 2" · "Top blocks 2, 64 examples, seed 1" · "From scratch, seed 1" */
export function runTitle({ method, thaw, model, maxTrain, seed, task }: Recipe): string {
  const { title, nameDetail } = methodCard(method.id)
  const detail = nameDetail?.(method, thaw)
  const scratch = model.initialisation === 'random'
  const { many } = taskCard(task).words.amount
  return [
    scratch ? 'From scratch' : [title, detail].filter(Boolean).join(' '),
    ...(maxTrain > 0 ? [`${maxTrain.toLocaleString('en')} ${many}`] : []),
    `seed ${seed}`,
  ].join(', ')
}
