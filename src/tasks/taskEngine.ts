/**
 * What the engine asks a task for: how data are read for it, what a run trains on, what is measured around training,
 * and how a tuned model answers. The loop, the calls and the exports are told nothing else of a task.
 */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { DataCheck } from '../engine/data/checks/dataCheck.ts'
import type { Dataset, Example } from '../engine/data/dataset.ts'
import type { ImageCodec } from '../engine/data/imageCodec.ts'
import type { PictureReading, TableReading, TextFilesReading } from '../engine/data/reading.ts'
import type { Split } from '../engine/data/splitDataset.ts'
import type { TextTable } from '../engine/data/table.ts'
import type { TunedModel } from '../engine/inference/tunedModel.ts'
import type { BegunAnswer } from '../engine/inputs/chat/chatTokens.ts'
import type { TokenRow } from '../engine/inputs/tokenStore.ts'
import type { ModelText } from '../engine/models/modelText.ts'
import type { Network } from '../engine/models/network.ts'
import type { Trunk } from '../engine/models/trunk.ts'
import type { Forward } from '../engine/nn/forward.ts'
import type { Position } from '../engine/train/checkpoint.ts'
import type { FeatureSource } from '../engine/train/features.ts'
import type { Tally, TrainTask } from '../engine/train/objective.ts'
import type { RunControl } from '../engine/train/runControl.ts'
import type { Head, Trainer } from '../engine/train/trainer.ts'
import type { ChatTurn, ExampleQuestion } from '../shared/domain/answers.ts'
import type { Columns } from '../shared/domain/data.ts'
import type { RunResult } from '../shared/domain/run.ts'
import type { Message } from '../shared/messages/message.ts'
import type { Recipe } from '../shared/recipe/recipe.ts'
import type { EngineEvent } from '../shared/wire/events.ts'
import type { TaskAnswerer } from './taskAnswerer.ts'

export interface TaskEngine {
  /** How data are understood as this task's; absent where it takes none of the kind. */
  readonly readings: {
    readonly table?: TableReading
    readonly pictures?: PictureReading
    readonly texts?: TextFilesReading
  }
  /** What goes wrong with data of this task alone, beside what is checked of all data; absent where there is nothing. */
  readonly checks?: readonly DataCheck[]
  /** A recipe's task, made concrete on a dataset and a model. @throws ThawError where the data or the model do not do. */
  prepare(options: TaskOptions): Promise<PreparedTask>
  /** One text, or two, as the network is fed with it when single examples are looked at. */
  tokensOf(content: Dataset['examples'][number]['content'], text: ModelText, maxTokens: number): TokenRow
  /** An example as a person would ask about it, and what is true of it. @param names of classes, labels or tags. */
  question(example: Example, names: readonly string[]): Promise<ExampleQuestion>
  /** From the top of the trunk to one vector an example, [batch, features]: what features are compared by. */
  featureOf(trunk: Trunk, f: Forward, top: Tensor): Tensor
  /** The two columns of a table's texts, of a task that is asked about two; null where their names do not tell. */
  readonly pairIn?: (table: TextTable, wanted: Columns) => { readonly first: number; readonly second: number } | null
  /** What the next answer of a conversation follows on; absent where the task knows no turns. */
  promptOf?(tuned: TunedModel, turns: readonly ChatTurn[]): Promise<BegunAnswer>
  /** The task's line in `answerers.ts`. */
  readonly predict: TaskAnswerer
}

export interface TaskOptions {
  readonly recipe: Recipe
  readonly dataset: Dataset
  readonly split: Split
  readonly trunk: Trunk
  /** Tokens that the method puts before each text. */
  readonly virtualTokens: number
  /** Null for pictures. */
  readonly text: ModelText | null
  readonly codec: ImageCodec
  readonly emit: (event: EngineEvent) => void
  readonly signal: AbortSignal
}

export interface PreparedTask extends TrainTask {
  readonly warnings: readonly Message[]
  /** Plain rows that are looked at before the first step: their features are computed first. */
  readonly first: readonly number[]
  /**
   * Before training: what the untouched network says, where that means something.
   * @param at where the run goes on; what it told at its beginning is not told again.
   */
  evaluateBefore(run: TaskRun, at: Pick<Position, 'before'> | null): Promise<BeforeTraining>
  /** The honest test, with the best weights in place. */
  evaluateAfter(run: TaskRun, before: BeforeTraining): Promise<TaskOutcome>
  /** Mean loss on a plain text that has nothing to do with the data; absent where no text is predicted. Leaves no tensor. */
  plainLoss?(network: Network, signal: AbortSignal): Promise<number>
}

/** A run as its evaluation sees it. */
export interface TaskRun {
  readonly runId: string
  readonly recipe: Recipe
  readonly dataset: Dataset
  readonly split: Split
  readonly trainer: Pick<Trainer, 'outputs' | 'network'>
  readonly features: FeatureSource
  /** As it was chosen, without what the method puts beside it. */
  readonly untouched: Network
  readonly text: ModelText | null
  readonly codec: ImageCodec
  readonly emit: (event: EngineEvent) => void
  readonly control: Pick<RunControl, 'stopped'>
  readonly signal: AbortSignal
}

export interface BeforeTraining {
  /** What a checkpoint keeps of the untouched network; null where its answers say nothing. */
  readonly before: Position['before']
  /** @param tally of the validation rows. */
  readonly afterEpoch: (epoch: number, tally: Tally) => Promise<void>
}

export interface TaskOutcome extends Pick<RunResult, 'test' | 'validation' | 'before' | 'samples'> {
  /** Numbers that the answers need beside the weights, kept with the tuned model. */
  readonly constants?: TunedModel['constants']
  /** What becomes of the trained head: a scale may go into it. It takes what it is given, and gives what is kept. */
  settle?(head: Head): Head
}
