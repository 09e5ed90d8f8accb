/** How many examples each split will get, about: the engine rounds within each class. */

import type { DatasetSummary } from '../../../shared/domain/data.ts'
import type { FieldValue } from '../../../shared/recipe/field.ts'

export interface SplitSizes {
  readonly train: number
  readonly validation: number
  readonly test: number
}

/** Null where folders name the splits: their sizes are not the recipe's to tell. */
export function splitSizes(
  { examples, namedSplits }: Pick<DatasetSummary, 'examples' | 'namedSplits'>,
  fields: Readonly<Record<string, FieldValue>>,
): SplitSizes | null {
  if (namedSplits.length > 0) return null
  const validation = Math.round(examples * Number(fields['split.validation']))
  const test = Math.round(examples * Number(fields['split.test']))
  const rest = Math.max(0, examples - validation - test)
  const cap = Number(fields.maxTrain)
  return { train: cap > 0 ? Math.min(cap, rest) : rest, validation, test }
}
