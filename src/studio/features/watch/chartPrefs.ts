/** How a person likes the charts of runs, kept while the page is open; and what all charts of the run share. */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { createChartView } from '../../ui/charts/chartView.ts'
import type { AxisKind } from './runAxis.ts'

export interface ChartPrefs {
  /** Share of the past that smoothing keeps from point to point, from 0 to 0.99. */
  readonly smoothing: number
  readonly log: boolean
  readonly axis: AxisKind
  /** Whether the charts are unfolded that few people need. */
  readonly unfolded: boolean
}

export const mostSmoothing = 0.99

export const chartPrefs = createStore<ChartPrefs>()(() => ({
  smoothing: 0.8,
  log: false,
  axis: 'epoch',
  unfolded: false,
}))
export const chartView = createChartView()

const selectAll = (prefs: ChartPrefs) => prefs
export const useChartPrefs = () => useStore(chartPrefs, selectAll)

/** What is pointed at and zoomed to is told in units of the axis. */
export function setAxis(axis: AxisKind): void {
  chartPrefs.setState({ axis })
  chartView.setState({ pointed: null, range: null })
}
