/** What a run is given: its recipe, what is loaded, and who hears of it. */
import type { BackendReport } from '../../shared/domain/backend.ts'
import type { Recipe } from '../../shared/recipe/recipe.ts'
import type { EngineEvent } from '../../shared/wire/events.ts'
import type { Dataset } from '../data/dataset.ts'
import type { ImageCodec } from '../data/imageCodec.ts'
import type { LiveModel } from '../models/liveModel.ts'
import type { ModelText } from '../models/modelText.ts'
import type { Checkpoint, CheckpointSink } from '../train/checkpoint.ts'
import type { FeatureKeeping } from '../train/frozenFeatures.ts'
import type { RunControl } from '../train/runControl.ts'
import type { StartFrom } from './startFrom.ts'

export interface RunOptions {
  readonly runId: string
  readonly recipe: Recipe
  readonly dataset: Dataset
  /** Stays as it is: the run works on a fork. */
  readonly model: LiveModel
  /** The model's tokeniser; null for pictures. */
  readonly text: ModelText | null
  readonly codec: ImageCodec
  /** Absent where features stay in memory, and end with the run. */
  readonly keeping?: FeatureKeeping
  readonly backend: Pick<BackendReport, 'backend' | 'adapter'>
  readonly emit: (event: EngineEvent) => void
  readonly control: RunControl
  readonly signal: AbortSignal
  /** What was learned before and is gone on with, by the recipe's method; absent where the method begins anew. */
  readonly startFrom?: StartFrom
  /** Where the run goes on, by the recipe that it was begun with; null where it begins. */
  readonly from: Checkpoint | null
  /** Who keeps checkpoints; null where nobody does. */
  readonly sink: CheckpointSink | null
}

/** What it takes to learn, before any feature is computed; a trial before a run asks for no more. */
export type TrainSetupOptions = Pick<
  RunOptions,
  'recipe' | 'dataset' | 'model' | 'text' | 'codec' | 'emit' | 'signal' | 'from' | 'startFrom'
>
