/** The analyses on Evaluate, which the engine computes when asked. Each belongs to one run. */

import type { WireError } from '../../shared/messages/errors.ts'
import type { Explanation, FeatureComparison, LabelDoubt, ShownExample } from '../../shared/wire/evaluationCalls.ts'
import type { JobProgress } from './jobProgress.ts'

export interface AnalysisState {
  readonly runId: string | null
  readonly running: 'features' | 'explain' | 'labels' | 'edit' | 'calibrate' | 'look' | null
  /** The analysis that was begun last, of which the error speaks; null where fetching examples failed. */
  readonly begun: AnalysisState['running']
  readonly progress: JobProgress | null
  readonly features: FeatureComparison | null
  readonly explanation: { readonly example: number; readonly answer: Explanation } | null
  readonly doubts: readonly LabelDoubt[] | null
  /** Examples whose pictures or texts were fetched, by index. */
  readonly examples: ReadonlyMap<number, ShownExample>
  /** How often this test was looked at, and how many runs it has tested. */
  readonly testViews: { readonly views: number; readonly runs: number } | null
  readonly temperature: number
  readonly error: WireError | null
}

export const noAnalysis: AnalysisState = {
  runId: null,
  running: null,
  begun: null,
  progress: null,
  features: null,
  explanation: null,
  doubts: null,
  examples: new Map(),
  testViews: null,
  temperature: 1,
  error: null,
}
