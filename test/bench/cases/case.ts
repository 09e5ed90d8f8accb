import type { BackendId } from '../../../src/shared/catalog/backends.ts'
import type { Row } from '../measure.ts'

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
