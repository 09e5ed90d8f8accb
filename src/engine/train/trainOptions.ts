/** All that the loop is given: what it trains, on which rows, and who steers and saves it. */
import type { Random } from '../../shared/random.ts'
import type { Recipe } from '../../shared/recipe/recipe.ts'
import type { InputSource } from '../inputs/inputs.ts'
import type { Position } from './checkpoint.ts'
import type { FeatureSource } from './features.ts'
import type { Objective, Tally } from './objective.ts'
import type { Progress } from './progress.ts'
import type { Rows } from './rows.ts'
import type { RunControl } from './runControl.ts'
import type { ThawLine } from './thawLine.ts'
import type { Trainer } from './trainer.ts'

export interface TrainOptions {
  readonly trainer: Trainer
  readonly objective: Objective
  readonly input: Pick<InputSource, 'order'>
  readonly features: FeatureSource
  readonly rows: Rows
  readonly recipe: Recipe
  readonly random: Random
  readonly line: Pick<ThawLine, 'place'>
  /** Called after each epoch has been judged, before it is told. */
  readonly afterEpoch: (epoch: number, tally: Tally) => Promise<void>
  readonly control: Pick<RunControl, 'stopped' | 'paused' | 'takeChange' | 'turn'>
  readonly signal: AbortSignal
  /** Where it goes on; the trainer stands there already. */
  readonly from: Position | null
  readonly checkpoints: Checkpoints
}

export interface Checkpoints {
  due(at: { readonly epochEnd: boolean }): boolean
  take(progress: Progress): Promise<void>
}
