import type { NetworkTraits } from '../../tasks/taskCard.ts'

/** The architecture families that the studio knows, and what the page must know of each before a model is opened. */
export const familyCards = {
  resnet: { title: 'ResNet', attends: false, input: 'image', continues: false },
  'mobilenet-v1': { title: 'MobileNet', attends: false, input: 'image', continues: false },
  'mobilenet-v2': { title: 'MobileNet', attends: false, input: 'image', continues: false },
  'tfjs-layers': { title: null, attends: false, input: 'image', continues: false },
  vit: { title: 'ViT', attends: true, input: 'image', continues: false },
  deit: { title: 'DeiT', attends: true, input: 'image', continues: false },
  dinov2: { title: 'DINOv2', attends: true, input: 'image', continues: false },
  bert: { title: 'BERT', attends: true, input: 'text', continues: false },
  distilbert: { title: 'DistilBERT', attends: true, input: 'text', continues: false },
  roberta: { title: 'RoBERTa', attends: true, input: 'text', continues: false },
  modernbert: { title: 'ModernBERT', attends: true, biased: false, input: 'text', continues: false },
  gpt2: { title: 'GPT-2', attends: true, input: 'text', continues: true },
  'gpt-neo': { title: 'GPT-Neo', attends: true, input: 'text', continues: true },
  llama: { title: 'Llama', attends: true, biased: false, input: 'text', continues: true },
  qwen2: { title: 'Qwen2', attends: true, input: 'text', continues: true },
  qwen3: { title: 'Qwen3', attends: true, biased: false, input: 'text', continues: true },
  gemma3: { title: 'Gemma 3', attends: true, biased: false, input: 'text', continues: true },
} as const satisfies Record<string, FamilyCard>

export interface FamilyCard extends NetworkTraits {
  /** As it is called on the Hugging Face Hub; null where its models are not there. */
  readonly title: string | null
  /** Whether its blocks attend to tokens; the others convolve. */
  readonly attends: boolean
  /** False where its published networks have no bias at all. */
  readonly biased?: false
}

export type FamilyId = keyof typeof familyCards

/** What methods ask of a family's networks. */
export function partsOf(family: FamilyId): { readonly attends: boolean; readonly biased: boolean } {
  const { attends, biased }: FamilyCard = familyCards[family]
  return { attends, biased: biased !== false }
}
