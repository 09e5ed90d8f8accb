/** Which of the examples the list shows; a finding leads to those that it speaks of. */
import { createStore } from 'zustand/vanilla'
import type { ExampleFilter } from '../../../shared/domain/cleaning.ts'
import { actions } from '../../store/studio.ts'

export interface ShownFilter {
  readonly show: ExampleFilter
  /** A class's name; null for all. */
  readonly ofClass: string | null
  /** A part of the data, as an index into `dataParts`; null for all. */
  readonly ofPart: number | null
}

export const noFilter: ShownFilter = { show: 'all', ofClass: null, ofPart: null }

export const shownFilter = createStore<ShownFilter>()(() => noFilter)

export function showFiltered(show: ExampleFilter): void {
  shownFilter.setState({ ...noFilter, show })
  actions.goTo('clean')
}
