/** Scale and shift of the norms only. */
import { own, smallDefaults } from '../counting.ts'
import type { MethodCard } from '../methodCard.ts'

export const norm = {
  id: 'norm',
  title: 'Norms only',
  summary: 'Train only the scale and shift of the normalisation layers. Few parameters, and often as good as biases.',
  thaw: 'choice',
  group: 'parts',
  learns: { part: 'edge', above: 'Norms learn', reached: 'with learning norms' },
  fields: [],
  defaults: smallDefaults,
  // Tuned norms are the model's own, and yet an adapter to peft.
  leaves: { adapter: true, model: true },
  counter: () => (block) => own(block.norms),
} as const satisfies MethodCard<[]>
