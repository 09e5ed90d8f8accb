/** Everything learns. */
import { own, thawed } from '../counting.ts'
import type { MethodCard } from '../methodCard.ts'

export const full = {
  id: 'full',
  title: 'Full',
  summary: 'Thaw everything. Best with a lot of data; slowest, most memory, easiest to over-fit.',
  thaw: 'all',
  group: 'blocks',
  learns: thawed,
  fields: [],
  defaults: { 'augment.views': 4, 'optimiser.learningRate': 0.001 },
  leaves: { adapter: false, model: true },
  packs: false,
  slides: true,
  counter: () => (block) => own(block.parameters),
} as const satisfies MethodCard<[]>
