/** How runs on labelled pictures and texts may begin. */
import type { TaskPresets } from '../taskPresets.ts'

/** Other tasks with a head on pictures may begin alike. */
export const picturePresets: TaskPresets = {
  small: {
    quick: {
      reason: 'So few pictures teach a head in moments, and can hardly mislead it.',
      fields: { 'method.id': 'head' },
    },
    balanced: {
      reason: 'A quarter of the blocks gives most of the gain; more views stand in for more pictures.',
      fields: { 'method.id': 'top-blocks', 'augment.views': 8, 'regularisation.dropout': 0.2 },
      share: 0.25,
    },
    thorough: {
      reason: 'Pairs of rank 16 reach every block, yet are too few numbers to learn the pictures by heart.',
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
      reason: 'Only a head learns, on features that are computed once.',
      fields: { 'method.id': 'head', epochs: 20, 'earlyStopping.patience': 5 },
    },
    balanced: {
      reason: 'A quarter of the blocks gives most of the gain of them all, at a quarter of the time.',
      fields: { 'method.id': 'top-blocks' },
      share: 0.25,
    },
    thorough: {
      reason: 'Block after block thaws, once those above it have settled: far-reaching, and gentle.',
      fields: { 'method.id': 'gradual', epochs: 50, 'earlyStopping.patience': 12 },
    },
  },
  large: {
    quick: {
      reason: 'With so many pictures a few epochs of the head are enough, without augmented views.',
      fields: { 'method.id': 'head', epochs: 8, 'augment.views': 0, 'earlyStopping.patience': 3 },
    },
    balanced: {
      reason: 'A quarter of the blocks learns; so many pictures need no views, and few epochs.',
      fields: { 'method.id': 'top-blocks', epochs: 12, 'augment.views': 0, 'earlyStopping.patience': 4 },
      share: 0.25,
    },
    thorough: {
      reason: 'So many pictures can teach every block; the lower ones move less, and keep what they know.',
      fields: { 'method.id': 'full', epochs: 20, 'optimiser.layerDecay': 0.75, 'earlyStopping.patience': 5 },
    },
  },
}

/** Other tasks with a head on texts may begin alike. */
export const textPresets: TaskPresets = {
  small: {
    quick: {
      reason: 'So few texts teach a head in moments, and can hardly mislead it.',
      fields: { 'method.id': 'head' },
    },
    balanced: {
      reason: 'Pairs of rank 4 adapt every layer with few enough numbers for so few texts.',
      fields: { 'method.id': 'lora', 'method.rank': 4, 'method.alpha': 8, 'method.dropout': 0.1, batch: 16 },
    },
    thorough: {
      reason: 'Pairs of rank 16 and more epochs learn all there is, where full tuning would learn by heart.',
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
      reason: 'Only a head learns, on features that are computed once.',
      fields: { 'method.id': 'head', epochs: 20, 'earlyStopping.patience': 5 },
    },
    balanced: {
      reason: 'Pairs of rank 8 beside every layer come near full tuning, in a small file.',
      fields: { 'method.id': 'lora', epochs: 15, 'earlyStopping.patience': 5 },
    },
    thorough: {
      reason: 'Block after block thaws, once those above it have settled: far-reaching, and gentle.',
      fields: { 'method.id': 'gradual', epochs: 40, 'earlyStopping.patience': 10 },
    },
  },
  large: {
    quick: {
      reason: 'With so many texts a few epochs of the head are enough.',
      fields: { 'method.id': 'head', epochs: 5, 'earlyStopping.patience': 2 },
    },
    balanced: {
      reason: 'Pairs of rank 8 beside every layer, and few epochs, for so many texts.',
      fields: { 'method.id': 'lora', epochs: 4, 'earlyStopping.patience': 2 },
    },
    thorough: {
      reason: 'So many texts can teach every block; the lower ones move less, and keep what they know.',
      fields: { 'method.id': 'full', epochs: 6, 'optimiser.layerDecay': 0.75, 'earlyStopping.patience': 3 },
    },
  },
}
