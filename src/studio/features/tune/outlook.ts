// What the form and the chosen data and model come to: the figures beside the thaw line.
import type { MethodId } from '../../../shared/catalog/methods.ts'
import { type Estimate, estimate } from '../../../shared/estimate.ts'
import type { ModelSummary } from '../../../shared/protocol.ts'
import type { FieldValue } from '../../../shared/recipe.ts'

export type Fields = Readonly<Record<string, FieldValue>>

export interface SplitCounts {
  readonly train: number
  readonly validation: number
  readonly test: number
}

/** How the examples will fall, about: the engine rounds within each class. */
export function splitCounts(examples: number, fields: Fields): SplitCounts {
  const test = Math.round(examples * Number(fields['split.test']))
  const validation = Math.round(examples * Number(fields['split.validation']))
  const rest = Math.max(0, examples - test - validation)
  const most = Number(fields.maxTrain)
  return { train: most > 0 ? Math.min(most, rest) : rest, validation, test }
}

export function outlook(model: ModelSummary, fields: Fields, data: { examples: number; classes: number }): Estimate {
  const recipe = {
    method: { id: fields['method.id'] as MethodId },
    thaw: Number(fields.thaw),
    batch: Number(fields.batch),
    augment: {
      views: Number(fields['augment.views']),
      flip: fields['augment.flip'] === true,
      crop: Number(fields['augment.crop']),
      colour: Number(fields['augment.colour']),
    },
    cache: fields.cache === true,
  }
  return estimate(model, recipe, { classes: data.classes, ...splitCounts(data.examples, fields) })
}
