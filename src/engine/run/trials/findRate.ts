/** The search for a learning rate on a throw-away copy: the run's own steps, but for a rate that grows with each. */
import type { RateSearch } from '../../../shared/domain/trials.ts'
import { ThawError } from '../../../shared/messages/errors.ts'
import { notice } from '../../../shared/messages/say.ts'
import {
  nextRange,
  type RateRange,
  rampRate,
  rangeAround,
  rateCurve,
  rateRamp,
  suggestRates,
} from '../../../shared/metrics/rateSearch.ts'
import { defaultFields } from '../../../shared/recipe/recipe.ts'
import { macrotask } from '../../macrotask.ts'
import { fitToFeatures } from '../../train/featureSize.ts'
import { isOutOfMemory } from '../../train/outOfMemory.ts'
import { viewsOf } from '../../train/rows.ts'
import { piecesOf, type Trial, type TrialOptions, withTrial } from './trial.ts'

/** @throws ThawError `out-of-memory` where the batch does not fit. */
export async function findRate(options: TrialOptions): Promise<RateSearch> {
  try {
    let range = rangeAround(usualRate(options))
    for (let tries = 1; ; tries++) {
      const found = await withTrial(options, (trial) => search(trial, { ...options, range }))
      const next = tries < mostTries ? nextRange(found) : null
      if (!next) return found
      range = next
    }
  } catch (error) {
    throw isOutOfMemory(error) ? tooLarge(options.recipe.batch, error) : error
  }
}

/** The method's own on about as many examples as these. */
function usualRate({ recipe, dataset }: Pick<TrialOptions, 'recipe' | 'dataset'>): number {
  const { method, task, split, maxTrain } = recipe
  const left = Math.round(dataset.examples.length * (1 - split.validation - split.test))
  const rows = maxTrain > 0 ? Math.min(maxTrain, left) : left
  return Number(defaultFields(method.id, task, rows)['optimiser.learningRate'])
}

/** A model or data far from the usual are met by a second look elsewhere. */
const mostTries = 2

interface Searching extends Pick<TrialOptions, 'emit' | 'signal'> {
  readonly range: RateRange
}

async function search(trial: Trial, { emit, signal, range }: Searching): Promise<RateSearch> {
  const curve = rateCurve(range)
  const loss = await lossesOf(trial, { range, signal })
  const stage = notice('tryingRates')
  let end: RateSearch['end'] = 'finished'
  for (let step = 1; end === 'finished' && step <= rateRamp.steps; step++) {
    signal.throwIfAborted()
    if (!curve.add(await loss(step))) end = 'diverged'
    emit({ type: 'progress', job: 'probe', stage, done: step, total: rateRamp.steps, unit: 'steps' })
    await macrotask()
  }
  return { range, points: curve.points, ...suggestRates(curve.points), end }
}

/** Makes a step at its rate; the loss is that of the batch before the step. */
async function lossesOf(
  trial: Trial,
  { range, signal }: Pick<Searching, 'range' | 'signal'>,
): Promise<(step: number) => Promise<number>> {
  const { setup, recipe, settings } = trial
  const { trainer, preparedTask } = setup
  const shown = rateRamp.steps * recipe.batch
  const keep = viewsOf(recipe, { ...preparedTask.rows, validation: [], test: [] }).length < shown
  const features = await trial.features({ keep })
  await fitToFeatures({ trainer, features, recipe, signal }, trial.batchAt(1).rows)
  return async (step) => {
    trainer.adjust({ ...settings, learningRate: rampRate(step, range) })
    const losses = await trainer.step(piecesOf(trial, features, trial.batchAt(step)))
    const [loss] = await losses.data().finally(() => losses.dispose())
    return loss ?? Number.NaN
  }
}

function tooLarge(batch: number, cause: unknown): ThawError {
  return new ThawError('out-of-memory', 'batchTooLarge', { batch }, { cause })
}
