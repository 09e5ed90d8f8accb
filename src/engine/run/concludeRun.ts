/** What a run comes to: its best weights tested once, what tuning has cost, and the model that answers from now on. */
import * as tf from '@tensorflow/tfjs-core'
import type { RunResult } from '../../shared/domain/run.ts'
import { notice } from '../../shared/messages/say.ts'
import { taskEngines } from '../../tasks/engines.ts'
import { sha256 } from '../data/digest.ts'
import type { Split } from '../data/splitDataset.ts'
import type { TunedModel } from '../inference/tunedModel.ts'
import { countParameters, type LiveModel } from '../models/liveModel.ts'
import { mostTokens } from '../models/mostTokens.ts'
import { sizeOf } from '../nn/parameters.ts'
import type { TrainSummary } from '../train/train.ts'
import type { Head, TrainedWeights } from '../train/trainer.ts'
import { forgetting, nothingForgotten } from './forgetting.ts'
import type { PreparedRun } from './prepareRun.ts'
import { isPlaceless } from './refusals.ts'
import type { RunOptions } from './runOptions.ts'

export interface Concluded {
  readonly model: LiveModel
  readonly prepared: PreparedRun
  readonly summary: TrainSummary
  readonly prepareSeconds: number
}

/** With the best weights in place; the trainer is used up. */
export async function concludeRun(
  options: RunOptions,
  { model, prepared, summary, prepareSeconds }: Concluded,
): Promise<{ result: RunResult; tuned: TunedModel }> {
  const { dataset } = options
  const { featureOf } = taskEngines[options.recipe.task]
  const started = performance.now()
  const { split, preparedTask, trainer, features, meter, line, evaluation, first, methodOf, packing } = prepared
  await line.settle()
  meter.read(features)
  const { constants, settle, ...outcome } = await preparedTask.evaluateAfter(evaluation, first)
  const { attachment, trainableCount: trainable } = trainer
  const { virtualTokens } = attachment
  const addedSize = attachment.added.reduce((total, { shape }) => total + sizeOf(shape), 0)
  const maxTokens = mostTokens({ recipe: options.recipe, trunk: model.trunk, virtualTokens })
  const cost =
    attachment.line === model.trunk.blocks.length
      ? nothingForgotten
      : await forgetting(evaluation.untouched, trainer.network, { ...options, preparedTask, featureOf })
  const testSet = await testSetOf(options, split)
  const trained = trainer.finish()
  const learned = settle ? { ...trained, head: settle(trained.head) } : trained
  const seconds = { prepare: prepareSeconds, train: summary.seconds }
  const result: RunResult = {
    runId: options.runId,
    recipe: summary.recipe,
    ...options.backend,
    classes: dataset.classes,
    counts: {
      examples: dataset.examples.length,
      ...countsOf(split),
      ...(dataset.edited && { edited: dataset.edited }),
    },
    parameters: { total: countParameters(model.trunk) + addedSize + sizeOfHead(learned.head), trainable },
    epochs: summary.epochs,
    bestEpoch: summary.bestEpoch,
    stop: summary.stop,
    ...outcome,
    testSet,
    forgetting: cost,
    ...(packing && { packing }),
    seconds: { ...seconds, total: seconds.prepare + seconds.train + (performance.now() - started) / 1000 },
    memory: { tensors: tf.memory().numTensors, peakBytes: meter.peakBytes() },
    warnings: [
      ...(isPlaceless(options, attachment) ? [notice('headTrainedAlone')] : []),
      ...[...split.warnings, ...preparedTask.warnings, ...summary.warnings],
    ],
  }
  const method = methodOf(line.thaw)
  return { result, tuned: tunedOf(options, { model, learned, method, attachment, maxTokens, constants }) }
}

function tunedOf(
  { runId, recipe, dataset, text }: RunOptions,
  {
    model,
    learned: { head, added },
    method,
    attachment,
    maxTokens,
    constants,
  }: Pick<TunedModel, 'model' | 'maxTokens'> & {
    readonly constants: TunedModel['constants'] | undefined
    readonly learned: TrainedWeights
    readonly method: ReturnType<PreparedRun['methodOf']>
    readonly attachment: PreparedRun['trainer']['attachment']
  },
): TunedModel {
  return {
    ...{ runId, task: recipe.task, model, head, labels: dataset.classes, text, method, maxTokens },
    base: { id: recipe.model.id, revision: recipe.model.revision },
    random: recipe.model.initialisation === 'random',
    ...(constants && { constants }),
    adapter: added.size > 0 ? { options: method, attachment, values: added } : null,
  }
}

/** SHA-256 over the test examples' digests, in their order. */
function testSetOf({ dataset }: RunOptions, { test }: Split): Promise<string> {
  const digests = test.map((index) => dataset.examples[index]?.digest ?? '').join('\n')
  return sha256(new TextEncoder().encode(digests))
}

function sizeOfHead(head: Head): number {
  return [...head.values()].reduce((sum, tensor) => sum + tensor.size, 0)
}

function countsOf({ train, validation, test }: Split) {
  return { train: train.length, validation: validation.length, test: test.length }
}
