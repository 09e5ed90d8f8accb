/** The registry of cases: what is measured side by side, one line a row. */
import type { BackendId } from '../../../src/shared/recipe/recipe.ts'
import type { Row } from '../measure.ts'
import { features } from './features.ts'
import { generation } from './generation.ts'
import { pictures } from './pictures.ts'
import { texts } from './texts.ts'

export interface Case {
  readonly title: string
  /** `quick` leaves out what takes long. */
  rows(options: { readonly backend: BackendId; readonly quick: boolean }): readonly Row[]
}

/** What part of a case is asked for. */
export interface PartAsked {
  readonly quick: boolean
  /** Part of a label. */
  readonly wanted: string
}

export const cases: Readonly<Record<number, Case>> = { 1: features, 2: texts, 3: generation, 4: pictures }
