// What a card says of a model: what it can do, and what it takes in.
import type { ModelCard } from '../../../shared/catalog/models.ts'
import type { TaskId } from '../../../tasks/ids.ts'
import { formatCount } from '../../ui/format.ts'

const verbs: Record<TaskId, string> = {
  'image-classification': 'tells pictures apart',
  'text-classification': 'tells texts apart',
  'text-generation': 'continues texts',
}

/** "Continues texts, tells texts apart" */
export function skills({ tasks }: Pick<ModelCard, 'tasks'>): string {
  const words = tasks.map((task) => verbs[task]).join(', ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** "Sees 224 × 224 px", or "Reads up to 512 tokens". */
export function inputFact({ tasks, inputSize }: Pick<ModelCard, 'tasks' | 'inputSize'>) {
  if (tasks.includes('image-classification')) return { name: 'Sees', value: `${inputSize} × ${inputSize} px` }
  return { name: 'Reads', value: `up to ${formatCount(inputSize)} tokens` }
}
