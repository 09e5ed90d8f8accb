/** Gradual unfreezing: the head learns alone, then one block more from the top joins after every few epochs. */
import { everyBlock, own, thawed } from '../counting.ts'
import type { MethodCard } from '../methodCard.ts'

const fields = [
  {
    key: 'method.epochsPerBlock',
    label: 'Epochs per block',
    help: 'The head learns alone first; then one more block from the top is thawed after this many epochs. Larger is gentler and slower.',
    level: 'main',
    group: 'method',
    type: 'number',
    default: 2,
    minimum: 1,
    maximum: 100,
    step: 1,
    integer: true,
  },
] as const

export const gradual = {
  id: 'gradual',
  title: 'Gradual',
  summary: 'Train the head first, then thaw one more block every few epochs. Slower, and forgets less.',
  thaw: 'choice',
  group: 'blocks',
  learns: thawed,
  fields,
  defaults: { 'augment.views': 4, thaw: everyBlock },
  leaves: { adapter: false, model: true },
  counter: () => (block) => own(block.parameters),
  /** Where there is no head to learn alone, the top block begins. */
  lineInEpoch: ({ task, settings }, { lowest, blocks, epoch }) => {
    const first = task.headed ? 0 : 1
    return Math.max(lowest, blocks - first - Math.floor((epoch - 1) / settings.epochsPerBlock))
  },
} as const satisfies MethodCard<typeof fields>
