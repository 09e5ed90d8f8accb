// What a card says of a model: what it can do, and what it takes in.

import type { ModelCard } from '../../../shared/catalog/models.ts'
import { capital } from '../../../shared/messages/capital.ts'
import { inSentence } from '../../../shared/messages/inSentence.ts'
import { taskCard } from '../../../tasks/cards.ts'
import { looksAtPictures } from '../../store/taskWords.ts'
import { formatCount } from '../../ui/format.ts'

/** Most networks can be tuned for most tasks of their input: the first of them say enough. */
const mostSkills = 2

/** "Text generation, text classification" */
export function skills({ tasks }: Pick<ModelCard, 'tasks'>): string {
  const words = tasks
    .slice(0, mostSkills)
    .map((task) => inSentence(taskCard(task).title))
    .join(', ')
  return capital(words)
}

/** "Picture size 224 × 224 px", or "Text length up to 512 tokens". */
export function inputFact({ tasks, inputSize }: Pick<ModelCard, 'tasks' | 'inputSize'>) {
  if (looksAtPictures(tasks)) return { name: 'Picture size', value: `${inputSize} × ${inputSize} px` }
  return { name: 'Text length', value: `up to ${formatCount(inputSize)} tokens` }
}
