/** The next token: a text is continued. */
import type { TaskCard } from '../taskCard.ts'

export const textGeneration: TaskCard = {
  id: 'text-generation',
  title: 'Continue texts',
  example: ['passage', 'passages'],
  needs: 'One or more text files, or a table of texts without labels.',
  input: 'text',
  target: 'text',
}
