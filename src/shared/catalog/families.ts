/** The architecture families that the studio knows, and what the page must know of each before a model is opened. */
export const familyCards = {
  resnet: { attends: false },
  'mobilenet-v1': { attends: false },
  'mobilenet-v2': { attends: false },
  vit: { attends: true },
  deit: { attends: true },
  dinov2: { attends: true },
  bert: { attends: true },
  distilbert: { attends: true },
  gpt2: { attends: true },
  'gpt-neo': { attends: true },
} as const satisfies Record<string, FamilyCard>

export interface FamilyCard {
  /** Whether its blocks attend to tokens; the others convolve. */
  readonly attends: boolean
}

export type FamilyId = keyof typeof familyCards

/** Whether a family's blocks attend to tokens; the others convolve. */
export function isTransformer(family: FamilyId): boolean {
  return familyCards[family].attends
}
