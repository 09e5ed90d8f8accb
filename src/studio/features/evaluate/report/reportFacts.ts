// What a report is written from: plain values, gathered before a word is written.
import type { Verdict } from '../../../../shared/coach/verdict.ts'
import type { ModelCardFacts } from '../../../../shared/report/modelCard.ts'
import type { Html } from '../../../ui/html.ts'

export interface ReportFacts extends ModelCardFacts {
  readonly testViews: { readonly views: number; readonly runs: number } | null
  /** What the task says of the test. */
  readonly sections: readonly Html[]
  /** The coach's. */
  readonly verdict: Verdict | null
  readonly writtenAt: Date
}
