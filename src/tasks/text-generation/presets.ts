/** How runs that continue texts may begin. */
import type { TaskPresets } from '../taskPresets.ts'

export const continuingPresets: TaskPresets = {
  small: {
    quick: {
      reason: 'LoRA of rank 4 picks up the style of a few passages in a few epochs.',
      fields: { 'method.id': 'lora', 'method.rank': 4, 'method.alpha': 8, epochs: 4 },
    },
    balanced: {
      reason: 'LoRA of rank 8 on every layer learns the style, and forgets little of the language.',
      fields: { 'method.id': 'lora' },
    },
    thorough: {
      reason: 'Every block learns, and picks up the most; it stops when it starts to memorise so few passages.',
      fields: { 'method.id': 'full' },
    },
  },
  middle: {
    quick: {
      reason: 'LoRA of rank 4 and a few epochs, for a first impression.',
      fields: { 'method.id': 'lora', 'method.rank': 4, 'method.alpha': 8, epochs: 3 },
    },
    balanced: {
      reason: 'LoRA of rank 8 on every layer comes close to full fine-tuning, in a small file.',
      fields: { 'method.id': 'lora', epochs: 8 },
    },
    thorough: {
      reason: 'There is enough text for every block to learn; it stops when it starts to memorise.',
      fields: { 'method.id': 'full' },
    },
  },
  large: {
    quick: {
      reason: 'LoRA of rank 4 and one epoch: with so much text, one pass gives a first impression.',
      fields: { 'method.id': 'lora', 'method.rank': 4, 'method.alpha': 8, epochs: 1 },
    },
    balanced: {
      reason: 'A quarter of the blocks learns, in a quarter of the time; two epochs of so much text are plenty.',
      fields: { 'method.id': 'top-blocks', epochs: 2 },
      share: 0.25,
    },
    thorough: {
      reason: 'With so much text every block can learn.',
      fields: { 'method.id': 'full' },
    },
  },
}
