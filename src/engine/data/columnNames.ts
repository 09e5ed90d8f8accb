/** Names of columns that are known wherever they stand: what they hold is not guessed by its looks. Lower case. */

export const textNames: readonly string[] = ['text', 'sentence', 'content', 'review', 'message']
export const labelNames: readonly string[] = ['label', 'labels', 'class', 'target', 'category', 'y']

/** They tell a header from a row of data, and say nothing of texts and labels. */
export const otherNames: readonly string[] = [
  'split',
  'prompt',
  'completion',
  'id',
  'title',
  'file_name',
  'name',
  'date',
]
