// What a card says of a model: what it can do, and what it takes in.
import type { ModelCard } from '../../../shared/catalog/models.ts'
import { taskCard } from '../../../tasks/cards.ts'
import { looksAtPictures } from '../../store/taskWords.ts'
import { formatCount } from '../../ui/format.ts'

/** "Continues texts, tells texts apart" */
export function skills({ tasks }: Pick<ModelCard, 'tasks'>): string {
  const words = tasks.map((task) => taskCard(task).words.can).join(', ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** "Sees 224 × 224 px", or "Reads up to 512 tokens". */
export function inputFact({ tasks, inputSize }: Pick<ModelCard, 'tasks' | 'inputSize'>) {
  if (looksAtPictures(tasks)) return { name: 'Sees', value: `${inputSize} × ${inputSize} px` }
  return { name: 'Reads', value: `up to ${formatCount(inputSize)} tokens` }
}
