/** What a network can be tuned for. The task follows from the data: pictures, labelled texts, or plain text. */
export const taskCards = [
  {
    id: 'image-classification',
    title: 'Sort pictures',
    /** What one example is called, singular and plural. */
    example: ['picture', 'pictures'],
    needs: 'Pictures in folders, one folder a class.',
  },
  {
    id: 'text-classification',
    title: 'Sort texts',
    example: ['text', 'texts'],
    needs: 'A table with a text and a label in each row, or text files in folders, one folder a class.',
  },
  {
    id: 'text-generation',
    title: 'Continue texts',
    example: ['passage', 'passages'],
    needs: 'One or more text files, or a table of texts without labels.',
  },
] as const satisfies readonly TaskCard[]

export interface TaskCard {
  readonly id: string
  readonly title: string
  readonly example: readonly [string, string]
  readonly needs: string
}

export type TaskId = (typeof taskCards)[number]['id']

export function taskCard(id: TaskId): TaskCard {
  const card = taskCards.find((candidate) => candidate.id === id)
  if (!card) throw new Error(`internal: no task card "${id}"`)
  return card
}
