/** Linear probe: the trunk stays frozen, only the head learns. */
import { nothing, thawed } from '../counting.ts'
import type { MethodCard } from '../methodCard.ts'

export const head = {
  id: 'head',
  title: 'Head only',
  summary:
    'Freeze the pre-trained blocks and train a new head on their features. Fastest, least memory, hard to over-fit.',
  thaw: 'none',
  group: 'blocks',
  learns: thawed,
  fields: [],
  // Sources of these and of the other methods' views: Keras transfer-learning guide; timm.
  defaults: { 'augment.views': 4, 'augment.crop': 0.75 },
  leaves: { adapter: false, model: true },
  slides: true,
  refusal: ({ headed }) => (headed ? null : 'A model that continues texts has no separate head to train.'),
  counter: () => () => nothing,
} as const satisfies MethodCard<[]>
