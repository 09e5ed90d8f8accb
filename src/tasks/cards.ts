/** What a network can be tuned for. The task follows from the data; a person can choose another that fits them. */
import { imageClassification, textClassification } from './classification/card.ts'
import { conversation } from './conversation/card.ts'
import { type TaskId, taskIds } from './ids.ts'
import { imageMultiLabel, textMultiLabel } from './multi-label/card.ts'
import { imageRegression, textRegression } from './regression/card.ts'
import type { NetworkTraits, TaskCard } from './taskCard.ts'
import { textGeneration } from './text-generation/card.ts'
import { pairClassification, pairRegression } from './text-pairs/card.ts'
import { tokenClassification } from './token-classification/card.ts'

const cards = {
  'image-classification': imageClassification,
  'text-classification': textClassification,
  'text-generation': textGeneration,
  'image-regression': imageRegression,
  'text-regression': textRegression,
  'token-classification': tokenClassification,
  'image-multi-label': imageMultiLabel,
  'text-multi-label': textMultiLabel,
  'text-pair-classification': pairClassification,
  'text-pair-regression': pairRegression,
  conversation,
} satisfies Record<TaskId, TaskCard>

/** In the order in which they are offered. */
export const taskCards: readonly TaskCard[] = taskIds.map((id) => cards[id])

export function taskCard(id: TaskId): TaskCard {
  return cards[id]
}

/** What a network can be tuned for; what it does without a head of its own comes first. */
export function tasksOf(network: NetworkTraits): readonly TaskId[] {
  return taskCards
    .filter((card) => card.serves(network))
    .toSorted((a, b) => Number(a.headed) - Number(b.headed))
    .map(({ id }) => id)
}
