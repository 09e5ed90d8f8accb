/** How many examples each split will get. */

import type { DatasetSummary } from '../../../shared/domain/data.ts'
import type { FieldValue } from '../../../shared/recipe/field.ts'
import { taskCard } from '../../../tasks/cards.ts'
import { splitCounts } from '../../store/outlook.ts'

export interface SplitSizes {
  readonly train: number
  readonly validation: number
  readonly test: number
}

/** Null where folders name the splits: their sizes are not the recipe's to tell. */
export function splitSizes(
  { task, examples, classes, namedSplits }: Pick<DatasetSummary, 'task' | 'examples' | 'classes' | 'namedSplits'>,
  fields: Readonly<Record<string, FieldValue>>,
): SplitSizes | null {
  if (namedSplits.length > 0) return null
  return splitCounts(examples, fields, taskCard(task).target === 'class' ? classes : [])
}
