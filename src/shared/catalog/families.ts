import type { NetworkTraits } from '../../tasks/taskCard.ts'

/** The architecture families that the studio knows, and what the page must know of each before a model is opened. */
export const familyCards = {
  resnet: { attends: false, input: 'image', continues: false },
  'mobilenet-v1': { attends: false, input: 'image', continues: false },
  'mobilenet-v2': { attends: false, input: 'image', continues: false },
  'tfjs-layers': { attends: false, input: 'image', continues: false },
  vit: { attends: true, input: 'image', continues: false },
  deit: { attends: true, input: 'image', continues: false },
  dinov2: { attends: true, input: 'image', continues: false },
  bert: { attends: true, input: 'text', continues: false },
  distilbert: { attends: true, input: 'text', continues: false },
  gpt2: { attends: true, input: 'text', continues: true },
  'gpt-neo': { attends: true, input: 'text', continues: true },
  llama: { attends: true, input: 'text', continues: true },
  qwen2: { attends: true, input: 'text', continues: true },
  qwen3: { attends: true, input: 'text', continues: true },
  gemma3: { attends: true, input: 'text', continues: true },
} as const satisfies Record<string, FamilyCard>

export interface FamilyCard extends NetworkTraits {
  /** Whether its blocks attend to tokens; the others convolve. */
  readonly attends: boolean
}

export type FamilyId = keyof typeof familyCards

/** Whether a family's blocks attend to tokens; the others convolve. */
export function isTransformer(family: FamilyId): boolean {
  return familyCards[family].attends
}
