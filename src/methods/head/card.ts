/** Linear probe: the trunk stays frozen, only the head learns. */
import { nothing, thawed } from '../counting.ts'
import type { MethodCard } from '../methodCard.ts'

export const head = {
  id: 'head',
  title: 'Head only',
  summary: 'Freeze the whole trunk and train a new head on its features. Fastest, least memory, hard to over-fit.',
  thaw: 'none',
  group: 'blocks',
  learns: thawed,
  fields: [],
  // Sources of these and of the other methods' views: Keras transfer-learning guide; timm.
  defaults: { 'augment.views': 4, 'augment.crop': 0.75 },
  leaves: { adapter: false, model: true },
  slides: true,
  refusal: ({ headed }) =>
    headed
      ? null
      : 'A network that continues texts answers with its own embedding: it has no head that could be trained alone.',
  counter: () => () => nothing,
} as const satisfies MethodCard<[]>
