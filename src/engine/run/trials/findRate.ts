/** The search for a learning rate on a throw-away copy: the run's own steps, but for a rate that grows with each. */
import type { RateSearch } from '../../../shared/domain/trials.ts'
import { ThawError } from '../../../shared/messages/errors.ts'
import { notice } from '../../../shared/messages/say.ts'
import { rampRate, rateCurve, rateRamp, suggestRates } from '../../../shared/metrics/rateSearch.ts'
import { macrotask } from '../../macrotask.ts'
import { isOutOfMemory } from '../../train/outOfMemory.ts'
import { viewsOf } from '../../train/rows.ts'
import { piecesOf, type Trial, type TrialOptions, withTrial } from './trial.ts'

/** @throws ThawError `out-of-memory` where the batch does not fit. */
export async function findRate(options: TrialOptions): Promise<RateSearch> {
  try {
    return await withTrial(options, (trial) => search(trial, options))
  } catch (error) {
    throw isOutOfMemory(error) ? tooLarge(options.recipe.batch, error) : error
  }
}

async function search(trial: Trial, { emit, signal }: Pick<TrialOptions, 'emit' | 'signal'>): Promise<RateSearch> {
  const curve = rateCurve()
  const loss = await lossesOf(trial)
  const stage = notice('tryingRates')
  let end: RateSearch['end'] = 'finished'
  for (let step = 1; end === 'finished' && step <= rateRamp.steps; step++) {
    signal.throwIfAborted()
    if (!curve.add(await loss(step))) end = 'diverged'
    emit({ type: 'progress', job: 'probe', stage, done: step, total: rateRamp.steps, unit: 'steps' })
    await macrotask()
  }
  return { points: curve.points, ...suggestRates(curve.points), end }
}

/** Makes a step at its rate; the loss is that of the batch before the step. */
async function lossesOf(trial: Trial): Promise<(step: number) => Promise<number>> {
  const { setup, recipe, settings } = trial
  const { trainer, preparedTask } = setup
  const shown = rateRamp.steps * recipe.batch
  const keep = viewsOf(recipe, { ...preparedTask.rows, validation: [], test: [] }).length < shown
  const features = await trial.features({ keep })
  return async (step) => {
    trainer.adjust({ ...settings, learningRate: rampRate(step) })
    const losses = await trainer.step(piecesOf(trial, features, trial.batchAt(step)))
    const [loss] = await losses.data().finally(() => losses.dispose())
    return loss ?? Number.NaN
  }
}

function tooLarge(batch: number, cause: unknown): ThawError {
  return new ThawError('out-of-memory', 'batchTooLarge', { batch }, { cause })
}
