/** How runs that continue texts may begin. */
import type { TaskPresets } from '../taskPresets.ts'

export const continuingPresets: TaskPresets = {
  small: {
    quick: {
      reason: 'Pairs of rank 4 take on the manner of a few passages in a few epochs.',
      fields: { 'method.id': 'lora', 'method.rank': 4, 'method.alpha': 8, epochs: 4 },
    },
    balanced: {
      reason: 'Pairs of rank 8 beside every layer learn the manner, and forget little of the language.',
      fields: { 'method.id': 'lora', epochs: 12 },
    },
    thorough: {
      reason: 'Every block learns, and takes on the most; it ends when it begins to recite so few passages.',
      fields: { 'method.id': 'full', epochs: 20, 'earlyStopping.patience': 3 },
    },
  },
  middle: {
    quick: {
      reason: 'Pairs of rank 4 and a few epochs show where it leads.',
      fields: { 'method.id': 'lora', 'method.rank': 4, 'method.alpha': 8, epochs: 3 },
    },
    balanced: {
      reason: 'Pairs of rank 8 beside every layer come near full tuning, in a small file.',
      fields: { 'method.id': 'lora', epochs: 8 },
    },
    thorough: {
      reason: 'There is enough to read for every block to learn; it ends when it begins to recite.',
      fields: { 'method.id': 'full', epochs: 15, 'earlyStopping.patience': 3 },
    },
  },
  large: {
    quick: {
      reason: 'Pairs of rank 4 and one epoch: so much text need not be read twice to show where it leads.',
      fields: { 'method.id': 'lora', 'method.rank': 4, 'method.alpha': 8, epochs: 1 },
    },
    balanced: {
      reason: 'A quarter of the blocks learns at a quarter of the time; two epochs of so much text are plenty.',
      fields: { 'method.id': 'top-blocks', epochs: 2 },
      share: 0.25,
    },
    thorough: {
      reason: 'So much text can teach every block.',
      fields: { 'method.id': 'full', epochs: 4, 'earlyStopping.patience': 2 },
    },
  },
}
