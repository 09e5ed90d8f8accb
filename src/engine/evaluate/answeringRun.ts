/** The run that the model which answers came from, for analyses that need its split, its data and the network before it. */
import { ThawError } from '../../shared/messages/errors.ts'
import { seeded } from '../../shared/random.ts'
import { type Split, splitDataset } from '../data/splitDataset.ts'
import type { TunedModel } from '../inference/tunedModel.ts'
import { type LiveModel, randomModel } from '../models/liveModel.ts'
import { trunkForTask } from '../models/modelForTask.ts'
import type { LastRun } from '../run/lastRun.ts'
import type { AnalysisInput } from './analysisInput.ts'

export interface AnsweringRun {
  readonly run: LastRun
  readonly split: Split
}

/** @throws ThawError `run-unknown` where the model was brought, or the open data are not those of the run. */
export function answeringRun(
  { dataset, lastRun }: Pick<AnalysisInput, 'dataset' | 'lastRun'>,
  tuned: TunedModel,
): AnsweringRun {
  const run = runOf(lastRun, tuned)
  if (dataset.fingerprint !== run.dataset.fingerprint) throw new ThawError('run-unknown', 'dataOfOtherRun')
  const { recipe } = run
  const { maxTrain } = recipe
  return { run, split: splitDataset(dataset, { ...recipe.split, seed: recipe.split.seed || recipe.seed, maxTrain }) }
}

/** @throws ThawError `run-unknown` where the model was brought. */
export function runOf(run: LastRun | null, { model, labels, task }: TunedModel): LastRun {
  const same = run && trunkForTask(run.model.live.trunk, task) === model.trunk
  if (same && run.dataset.classes.join() === labels.join()) return run
  throw new ThawError('run-unknown', 'broughtWithoutRun')
}

/** The network as the run began with it. It owns what it holds: loading another model meanwhile does no harm. */
export function untouchedModel({ recipe, model }: LastRun): LiveModel {
  if (recipe.model.initialisation === 'pretrained') return model.live.fork()
  return randomModel(model.live.trunk, seeded(recipe.seed).fork('weights'))
}
