/** What an analysis of a run is given; the calls fill it from what is live. */
import type { EngineEvent } from '../../shared/wire/events.ts'
import type { Dataset } from '../data/dataset.ts'
import type { ImageCodec } from '../data/imageCodec.ts'
import type { LastRun } from '../run/lastRun.ts'

export interface AnalysisInput {
  /** As it is open now, with its edits. */
  readonly dataset: Dataset
  /** What the model that answers came from; null for one that was brought. */
  readonly lastRun: LastRun | null
  readonly codec: ImageCodec
  readonly emit: (event: EngineEvent) => void
}
