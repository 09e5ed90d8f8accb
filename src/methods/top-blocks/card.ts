/** The blocks nearest the head learn with it. */
import { own, thawed } from '../counting.ts'
import type { MethodCard } from '../methodCard.ts'

export const topBlocks = {
  id: 'top-blocks',
  title: 'Top blocks',
  summary: 'Thaw the blocks nearest the head, at a smaller learning rate, so that they adapt without forgetting.',
  thaw: 'choice',
  group: 'blocks',
  learns: thawed,
  fields: [],
  defaults: { 'augment.views': 4 },
  leaves: { adapter: false, model: true },
  slides: true,
  nameDetail: (_, thaw) => `${thaw}`,
  counter: () => (block) => own(block.parameters),
} as const satisfies MethodCard<[]>
