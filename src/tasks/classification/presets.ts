/** How runs on labelled pictures and texts may begin. One of three is what the task begins with, so that it is marked. */
import type { TaskPresets } from '../taskPresets.ts'

/** Other tasks with a head on pictures may begin alike. */
export const picturePresets: TaskPresets = {
  small: {
    quick: {
      reason: 'With so few pictures, training only the head takes moments and hardly over-fits.',
      fields: { 'method.id': 'head' },
    },
    balanced: {
      reason: 'A quarter of the blocks brings most of the gain; augmented views make up for few pictures.',
      fields: { 'method.id': 'top-blocks', 'augment.views': 8, 'regularisation.dropout': 0.2 },
      share: 0.25,
    },
    thorough: {
      reason: 'LoRA of rank 16 reaches every block, but has too few parameters to memorise the pictures.',
      fields: {
        'method.id': 'lora',
        'method.rank': 16,
        'method.dropout': 0.1,
        'augment.views': 8,
        epochs: 50,
        'earlyStopping.patience': 12,
      },
    },
  },
  middle: {
    quick: {
      reason: 'Only the head learns, on features that are computed once.',
      fields: { 'method.id': 'head' },
    },
    balanced: {
      reason: 'A quarter of the blocks brings most of the gain, in a quarter of the time.',
      fields: { 'method.id': 'top-blocks' },
      share: 0.25,
    },
    thorough: {
      reason: 'One block after another is thawed, from the top: it adapts far, and gently.',
      fields: { 'method.id': 'gradual', epochs: 50, 'earlyStopping.patience': 12 },
    },
  },
  large: {
    quick: {
      reason: 'Only the head learns; with so many pictures it needs no augmented views.',
      fields: { 'method.id': 'head' },
    },
    balanced: {
      reason: 'A quarter of the blocks learns; with so many pictures, few epochs and no augmented views are enough.',
      fields: { 'method.id': 'top-blocks', epochs: 12, 'augment.views': 0, 'earlyStopping.patience': 4 },
      share: 0.25,
    },
    thorough: {
      reason: 'With so many pictures every block can learn; the lower ones change less, and keep what they know.',
      fields: { 'method.id': 'full', epochs: 20, 'optimiser.layerDecay': 0.75, 'earlyStopping.patience': 5 },
    },
  },
}

/** Other tasks with a head on texts may begin alike. */
export const textPresets: TaskPresets = {
  small: {
    quick: {
      reason: 'With so few texts, training only the head takes moments and hardly over-fits.',
      fields: { 'method.id': 'head' },
    },
    balanced: {
      reason: 'LoRA of rank 4 adapts every layer with few parameters, as so few texts need.',
      fields: { 'method.id': 'lora', 'method.rank': 4, 'method.alpha': 8, 'method.dropout': 0.1, batch: 16 },
    },
    thorough: {
      reason: 'LoRA of rank 16 and more epochs learn as much as possible, where full fine-tuning would memorise.',
      fields: {
        'method.id': 'lora',
        'method.rank': 16,
        'method.dropout': 0.1,
        batch: 16,
        epochs: 50,
        'earlyStopping.patience': 12,
      },
    },
  },
  middle: {
    quick: {
      reason: 'Only the head learns, on features that are computed once.',
      fields: { 'method.id': 'head' },
    },
    balanced: {
      reason: 'LoRA of rank 8 on every layer comes close to full fine-tuning, in a small file.',
      fields: { 'method.id': 'lora' },
    },
    thorough: {
      reason: 'One block after another is thawed, from the top: it adapts far, and gently.',
      fields: { 'method.id': 'gradual', epochs: 40, 'earlyStopping.patience': 10 },
    },
  },
  large: {
    quick: {
      reason: 'Only the head learns, on features that are computed once, and it stops when it gets no better.',
      fields: { 'method.id': 'head' },
    },
    balanced: {
      reason: 'LoRA of rank 8 on every layer, and few epochs, for so many texts.',
      fields: { 'method.id': 'lora' },
    },
    thorough: {
      reason: 'With so many texts every block can learn; the lower ones change less, and keep what they know.',
      fields: { 'method.id': 'full', epochs: 6, 'optimiser.layerDecay': 0.75, 'earlyStopping.patience': 3 },
    },
  },
}
