/** What charts of one subject share while a person looks at them: where the crosshair stands and which part is shown. */
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Range } from './chartScale.ts'

export interface ChartView {
  /** In units of the x axis; null while nobody points. */
  readonly pointed: number | null
  /** Null for everything. */
  readonly range: Range | null
}
export type SharedView = StoreApi<ChartView>

export function createChartView(): SharedView {
  return createStore<ChartView>()(() => ({ pointed: null, range: null }))
}

const selectPointed = (view: ChartView) => view.pointed
const selectRange = (view: ChartView) => view.range

export const usePointed = (view: SharedView) => useStore(view, selectPointed)
export const useRange = (view: SharedView) => useStore(view, selectRange)
