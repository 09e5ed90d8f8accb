/**
 * What the screens show of a task that no other task shows: components and words, a set for each task. The sets are
 * fetched when a task is met (`app/panelFiles`); a screen is shown once those of its tasks are here.
 */
import { type ComponentType, useSyncExternalStore } from 'react'
import { createStore } from 'zustand/vanilla'
import type { DatasetSummary } from '../../shared/domain/data.ts'
import type { RunResult } from '../../shared/domain/run.ts'
import type { RunLog } from '../../shared/domain/runLog.ts'
import type { WireError } from '../../shared/messages/errors.ts'
import type { MetricLine } from '../../shared/report/metricLine.ts'
import type { ModelCardFacts } from '../../shared/report/modelCard.ts'
import type { TaskId } from '../../tasks/ids.ts'
import type { Html } from '../ui/html.ts'
import type { AnalysisState } from './analysisState.ts'
import type { UseState } from './state.ts'

export interface TaskPanels {
  readonly data: {
    /** What was read: classes with their first examples, or the first passages. */
    readonly Examples: ComponentType<{ readonly summary: DatasetSummary }>
  }
  readonly watch: {
    /** The screen's lead while a run gets ready. */
    readonly preparing: string
    /** What the network makes of a few validation examples, epoch by epoch. */
    readonly Examples: ComponentType
  }
  readonly evaluate: {
    /** The test of the run at hand, down to the single example. */
    readonly Test: ComponentType<TestProps>
    /** The same from the recorded figures alone: examples and weights may be gone. */
    readonly Judgement: ComponentType<TestProps>
    /** The test in a few figures, for the side. */
    readonly figures: (result: RunResult) => readonly TestFigure[]
    /** What the written report and the model card say of the test. */
    readonly paper: (source: PaperSource) => Promise<TaskPaper>
  }
  readonly use: {
    readonly title: string
    readonly lead: string
    /** Where the tuned model is asked, and what it answers. */
    readonly Ask: ComponentType<{ readonly use: UseState }>
  }
}

export interface TestProps {
  readonly result: RunResult
}

export interface TestFigure {
  readonly label: string
  readonly value: string
  readonly help?: string
}

export interface PaperSource {
  readonly result: RunResult
  readonly modelTitle: string
  /** What the run showed; null where it is not at hand. */
  readonly log: RunLog | null
  readonly analysis: () => AnalysisKnown
  /** Fetches examples, so that `analysis` has them; null where the run's data are not loaded. */
  readonly fetch: ((examples: readonly number[]) => Promise<void>) | null
}
type AnalysisKnown = Pick<AnalysisState, 'features' | 'testViews' | 'examples' | 'temperature'>

export interface TaskPaper extends Pick<ModelCardFacts, 'passages'> {
  readonly metrics: readonly MetricLine[]
  /** The sections of the report that tell of the test. */
  readonly sections: readonly Html[]
}

/** What Data shows of any data once they are read; nobody needs it before. */
export interface DatasetParts {
  readonly View: ComponentType<DatasetProps & { readonly locked: boolean }>
  readonly Aside: ComponentType<DatasetProps>
  /** What will go wrong in training; also before a start. */
  readonly Findings: ComponentType<{ readonly locked: boolean }>
}

export interface DatasetProps {
  readonly summary: DatasetSummary
  /** Another is being read: this one may soon give way. */
  readonly busy: boolean
}

export type FetchedPanels =
  | { readonly status: 'here'; readonly panels: TaskPanels; readonly dataset: DatasetParts }
  | { readonly status: 'failed'; readonly error: WireError }

/** Tasks that are not among them have not been fetched yet. */
export const taskPanels = createStore<Partial<Record<TaskId, FetchedPanels>>>()(() => ({}))

/** Once they have come; null where they could not be fetched. */
export function panelsWhenHere(task: TaskId): Promise<TaskPanels | null> {
  return new Promise((resolve) => {
    const look = (fetched: FetchedPanels | undefined) => {
      if (!fetched) return false
      resolve(fetched.status === 'here' ? fetched.panels : null)
      return true
    }
    if (look(taskPanels.getState()[task])) return
    const leave = taskPanels.subscribe((all) => {
      if (look(all[task])) leave()
    })
  })
}

/** For screens, which are shown only once the panels of their tasks are here. */
export function usePanels(task: TaskId): TaskPanels {
  const fetched = useAllPanels()[task]
  if (fetched?.status !== 'here') throw new Error(`internal: the panels of "${task}" were not fetched`)
  return fetched.panels
}

/** What is shown of any data, once it is here. */
export function useParts(task: TaskId): DatasetParts | null {
  const fetched = useAllPanels()[task]
  return fetched?.status === 'here' ? fetched.dataset : null
}

/** Everything that was fetched. */
export function useAllPanels() {
  return useSyncExternalStore(taskPanels.subscribe, taskPanels.getState, taskPanels.getState)
}
