/** Everything that stands before the first step: split, method, objective, the part that learns, features, first looks. */

import { methodEngines } from '../../methods/engines.ts'
import { seeded } from '../../shared/random.ts'
import type { Recipe } from '../../shared/recipe/recipe.ts'
import { settingsAt } from '../../shared/recipe/steering.ts'
import { taskEngines } from '../../tasks/engines.ts'
import type { BeforeTraining, PreparedTask, TaskRun } from '../../tasks/taskEngine.ts'
import { type Split, splitDataset } from '../data/splitDataset.ts'
import { type LiveModel, randomModel } from '../models/liveModel.ts'
import { packWeights } from '../models/packWeights.ts'
import type { Position } from '../train/checkpoint.ts'
import { fitToFeatures } from '../train/featureSize.ts'
import { type MovingFeatures, movingFeatures } from '../train/features.ts'
import { frozenFeatures } from '../train/frozenFeatures.ts'
import { type MemoryMeter, memoryMeter } from '../train/memoryMeter.ts'
import { rehearse } from '../train/rehearse.ts'
import { epochOrder, stepsPerEpoch } from '../train/rows.ts'
import { lineIn, type ThawLine, thawLine } from '../train/thawLine.ts'
import { Trainer } from '../train/trainer.ts'
import type { Attachment, MethodOptions } from '../tuning/method.ts'
import { type PackingCost, packingCost } from './packingCost.ts'
import { refuseAttachment } from './refusals.ts'
import type { RunOptions, TrainSetupOptions } from './runOptions.ts'
import { firstValues } from './startFrom.ts'

export interface PreparedRun {
  readonly split: Split
  readonly preparedTask: PreparedTask
  readonly trainer: Trainer
  readonly features: MovingFeatures
  readonly meter: MemoryMeter
  readonly line: ThawLine
  readonly evaluation: TaskRun
  readonly first: BeforeTraining
  /** What packing costs; null where nothing is packed, or it cannot be told before something is learned. */
  readonly packing: PackingCost | null
  /** What the method is told with so many blocks thawed. */
  readonly methodOf: (thaw: number) => MethodOptions
}

export interface TrainSetup extends Pick<PreparedRun, 'split' | 'preparedTask' | 'trainer' | 'methodOf'> {
  readonly attach: (thaw: number) => Attachment
  /** Where the thaw line stands. */
  readonly line: number
  /** Blocks that were ever thawed. */
  readonly most: number
}

/** The model of the run's own, which a trainer borrows. */
export function modelOf({ recipe, model }: Pick<RunOptions, 'recipe' | 'model'>): LiveModel {
  const random = seeded(recipe.seed).fork('weights')
  return recipe.model.initialisation === 'random' ? randomModel(model.trunk, random) : model.fork()
}

/** Packs what stays frozen at the lowest line that the run ever has, where the recipe asks for that. */
export async function packFrozen(options: TrainSetupOptions, model: LiveModel): Promise<void> {
  const { recipe, signal } = options
  const { quantise, method } = recipe
  if (quantise === 'off') return
  const { trainables } = methodEngines[method.id].attach(model.trunk, methodOptions(options)(placeOf(options).most))
  await packWeights(model, { quantise, trained: trainables, signal })
}

/** Disposes of what it made where it fails; `model` stays the caller's. */
export async function prepareTraining(options: TrainSetupOptions, model: LiveModel): Promise<TrainSetup> {
  const { recipe, from } = options
  const split = splitOf(options)
  const methodOf = methodOptions(options)
  const attach = (thaw: number) => methodEngines[recipe.method.id].attach(model.trunk, methodOf(thaw))
  const at = placeOf(options)
  const attachment = attach(at.most)
  refuseAttachment({ recipe, model }, attachment)
  const { virtualTokens } = attachment
  const preparedTask = await taskEngines[recipe.task].prepare({ ...options, split, trunk: model.trunk, virtualTokens })
  const { objective, rows } = preparedTask
  const begin = await attachment.first(model.weight)
  const trainer = new Trainer({
    model,
    attachment,
    objective,
    recipe,
    steps: recipe.epochs * stepsPerEpoch(recipe, rows.train.length),
    first: firstValues(options.startFrom, { model, attachment, head: objective.head, first: begin }),
    random: seeded(recipe.seed).fork('trainee'),
  })
  for (const block of model.trunk.blocks) model.rest(block)
  try {
    const line = lineIn(attach(at.thaw), at.epoch)
    trainer.moveTo(line)
    if (from) resumeTrainer(trainer, from.position, from.tensors)
    return { split, preparedTask, trainer, methodOf, attach, line, most: at.most }
  } catch (error) {
    trainer.dispose()
    throw error
  }
}

/** Disposes of what it made where it fails; `model` stays the caller's. */
export async function prepareRun(options: RunOptions, model: LiveModel): Promise<PreparedRun> {
  const { recipe, from } = options
  const { line: current, most, attach, ...setup } = await prepareTraining(options, model)
  const { split, preparedTask, trainer } = setup
  let features: MovingFeatures | null = null
  try {
    const meter = memoryMeter(model, () => trainer.peakBytes(), from?.position.peakBytes)
    const plan = { ...options, network: trainer.network, task: preparedTask, first: preparedTask.first, meter }
    const lowest = from?.position.lowestLine ?? current
    await rehearse({ ...options, trainer, task: preparedTask, line: current })
    features = await movingFeatures({ line: current, lowest }, (line, how) => frozenFeatures(plan, line, how))
    const fitting = { trainer, features, recipe, signal: options.signal }
    await fitToFeatures(fitting, firstBatch(recipe, preparedTask), from?.position.featureSize)
    const line = thawLine({ model, trainer, features, attach, line: current, thaw: most, lowest })
    const untouched = recipe.model.initialisation === 'random' ? model : options.model
    const evaluation: TaskRun = { ...options, untouched, split, trainer, features }
    const packing = await packingCost(options, options.model, preparedTask)
    const first = await preparedTask.evaluateBefore(evaluation, from?.position ?? null)
    return { ...setup, features, meter, line, evaluation, first, packing }
  } catch (error) {
    await features?.close()
    trainer.dispose()
    throw error
  }
}

function firstBatch(recipe: Recipe, { input, rows }: PreparedTask): readonly number[] {
  return epochOrder({ rows, input, recipe, random: seeded(recipe.seed) }, 1).slice(0, recipe.batch)
}

function splitOf({ recipe, dataset }: TrainSetupOptions): Split {
  const { split, seed, maxTrain } = recipe
  return splitDataset(dataset, { ...split, seed: split.seed || seed, maxTrain })
}

/** A run that goes on is attached where it was, even if the adapter that it started from is not at hand. */
function methodOptions({ recipe, startFrom, from }: TrainSetupOptions): (thaw: number) => MethodOptions {
  const sites = startFrom?.sites ?? from?.position.sites
  return (thaw) => ({ ...recipe.method, thaw, task: recipe.task, ...(sites && { sites }) })
}

/** How many blocks are thawed, how many ever were, and in which epoch. */
function placeOf({ recipe, from }: TrainSetupOptions): { thaw: number; most: number; epoch: number } {
  if (!from) return { thaw: recipe.thaw, most: recipe.thaw, epoch: 1 }
  const { history, step, epoch } = from.position
  const made = history.flatMap((change) => (change.step <= step && change.thaw !== undefined ? [change.thaw] : []))
  return { thaw: settingsAt({ ...recipe, history }, step).thaw, most: Math.max(recipe.thaw, ...made), epoch }
}

function resumeTrainer(
  trainer: Trainer,
  { step, updates, bestEpoch }: Position,
  tensors: Parameters<Trainer['resume']>[0],
): void {
  trainer.resume(tensors, { step, updates, hasBest: bestEpoch > 0 })
}
