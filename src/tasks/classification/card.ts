/** One of several classes: pictures or texts. */
import type { TaskCard } from '../taskCard.ts'

export const imageClassification: TaskCard = {
  id: 'image-classification',
  title: 'Sort pictures',
  example: ['picture', 'pictures'],
  needs: 'Pictures in folders, one folder a class.',
  input: 'image',
  target: 'class',
}

export const textClassification: TaskCard = {
  id: 'text-classification',
  title: 'Sort texts',
  example: ['text', 'texts'],
  needs: 'A table with a text and a label in each row, or text files in folders, one folder a class.',
  input: 'text',
  target: 'class',
}
