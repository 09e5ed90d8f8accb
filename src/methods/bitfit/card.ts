/** BitFit: biases only, the shifts of norms among them. */
import { own, smallDefaults } from '../counting.ts'
import type { MethodCard } from '../methodCard.ts'

export const bitfit = {
  id: 'bitfit',
  title: 'Biases only',
  summary: 'Train only the biases of the pre-trained blocks (BitFit). Very few parameters, hard to over-fit.',
  thaw: 'choice',
  group: 'parts',
  learns: { part: 'edge', above: 'Biases learn', reached: 'with learning biases' },
  fields: [],
  defaults: smallDefaults,
  leaves: { adapter: false, model: true },
  refusal: (_, network) =>
    network?.biased === false
      ? 'This model has no biases. Train its norms instead, or put LoRA beside its layers.'
      : null,
  counter: () => (block) => own(block.biases),
} as const satisfies MethodCard<[]>
