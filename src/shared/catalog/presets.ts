/**
 * Three ways to begin, for every task and size of dataset, as data: which fields they set, and why. Sources: a quarter of
 * the layers gives about 90 % of full tuning (arXiv 1911.03090); rank 8 on every dense layer ("LoRA Without Regret"),
 * rank 16 with dropout 0.1 for pictures (peft's example); gradual unfreezing (ULMFiT); warm-up of 10 % (arXiv 2006.05987);
 * layer-wise decay 0.75 (timm); patience 5 (AutoTrain).
 */

import type { TaskId } from '../../tasks/ids.ts'
import type { FieldValue } from '../recipe/field.ts'

export const presetIds = ['quick', 'balanced', 'thorough'] as const
export type PresetId = (typeof presetIds)[number]

export interface Preset {
  readonly id: PresetId
  readonly title: string
  /** One sentence. */
  readonly reason: string
  /** What it sets; all else stands at the method's defaults. */
  readonly fields: Readonly<Record<string, FieldValue>> & { readonly 'method.id': FieldValue }
}

export type DatasetSize = 'small' | 'middle' | 'large'

/** Under 200 examples a large change is learned by heart; from 5,000 on, every epoch is long. */
export function datasetSize(examples: number): DatasetSize {
  if (examples < 200) return 'small'
  return examples < 5000 ? 'middle' : 'large'
}

/** @param blocks of the model, for shares of them. */
export function presetsFor(task: TaskId, examples: number, blocks: number): readonly Preset[] {
  const presets = table[task][datasetSize(examples)]
  return presetIds.map((id) => {
    const { reason, fields, share } = presets[id]
    const thaw = share === undefined ? {} : { thaw: Math.max(1, Math.round(share * blocks)) }
    return { id, title: titles[id], reason, fields: { ...fields, ...thaw } }
  })
}

const titles: Record<PresetId, string> = { quick: 'Quick', balanced: 'Balanced', thorough: 'Thorough' }

interface Row {
  readonly reason: string
  readonly fields: Preset['fields']
  /** Of the blocks, from the top, that may change. */
  readonly share?: number
}

const table: Record<TaskId, Record<DatasetSize, Record<PresetId, Row>>> = {
  'image-classification': {
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
  },
  'text-classification': {
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
  },
  'text-generation': {
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
  },
}
