// What every method would cost on the chosen model and data, before anything is trained.

import type { MethodId } from '../../../methods/ids.ts'
import type { DatasetSummary } from '../../../shared/domain/data.ts'
import type { ModelSummary } from '../../../shared/domain/model.ts'
import type { Estimate } from '../../../shared/estimate.ts'
import { networkParts } from '../../store/networkParts.ts'
import { type Fields, outlook } from '../../store/outlook.ts'
import { methodGroups, refusalsFor } from './methodGroups.ts'

export interface MethodRow {
  readonly method: MethodId
  /** Null where the method does not fit; `refusal` then says why. */
  readonly figures: Estimate | null
  readonly refusal: string | null
}

export interface RowGroup {
  readonly title: string
  readonly rows: readonly MethodRow[]
}

/** @param fieldsOf the form's values if that method were chosen. */
export function compareMethods(
  model: ModelSummary,
  data: DatasetSummary,
  fieldsOf: (method: MethodId) => Fields,
): readonly RowGroup[] {
  const refusals = new Map(refusalsFor(data.task, networkParts(model)).map(({ method, reason }) => [method, reason]))
  return methodGroups.map(({ title, methods }) => ({
    title,
    rows: methods.map((method) => {
      const refusal = refusals.get(method) ?? null
      return { method, refusal, figures: refusal === null ? outlook(model, fieldsOf(method), data) : null }
    }),
  }))
}
