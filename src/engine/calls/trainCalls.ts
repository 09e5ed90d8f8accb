/** Training, from the recipe to a run that is kept; and what a person does to it on the way. */

import type { RunResult } from '../../shared/domain/run.ts'
import type { RunEvent } from '../../shared/domain/runEvent.ts'
import { ThawError, toWire } from '../../shared/messages/errors.ts'
import { notice } from '../../shared/messages/say.ts'
import type { Recipe } from '../../shared/recipe/recipe.ts'
import type { Calls } from '../../shared/wire/calls.ts'
import type { EngineEvent } from '../../shared/wire/events.ts'
import { runWeightsOf } from '../inference/runWeights.ts'
import { disposeTuned } from '../inference/tunedModel.ts'
import type { RunOptions } from '../run/runOptions.ts'
import { runRecipe } from '../run/runRecipe.ts'
import { type RunRecorder, runRecorder } from '../run/runRecorder.ts'
import { encodeCheckpoint } from '../train/checkpointFile.ts'
import { type RunControl, runControl } from '../train/runControl.ts'
import { type EngineContext, type Handlers, needed, neededBackend, neededData, neededModel } from './engineContext.ts'
import { newRecord } from './newRecord.ts'
import { keepOrigins } from './origins.ts'
import { refuseChange } from './refuseChange.ts'
import { readSaved } from './savedRun.ts'
import { startFromBrought } from './startFromBrought.ts'

type Asked = Calls['train']['parameters']
type TrainCalls = Handlers<'train' | 'steer' | 'changeRun' | 'cancel'>

interface UnderWay {
  readonly id: string
  readonly recipe: Recipe
  readonly control: RunControl
}

export function trainCalls(context: EngineContext): TrainCalls {
  let underWay: UnderWay | null = null
  return {
    train: (asked) => {
      // A trial would slow the run, and two runs would need the memory of both.
      const others = Promise.all((['probe', 'train', 'untouched'] as const).map((kind) => context.end(kind)))
      return context.job('train', async (signal) => {
        const current = { id: asked.runId, recipe: asked.recipe, control: runControl() }
        underWay = current
        context.run = current
        try {
          await others
          signal.throwIfAborted()
          return await trainRun(context, asked, { control: current.control, signal })
        } finally {
          if (context.run === current) context.run = null
          if (underWay === current) underWay = null
        }
      })
    },
    steer: async ({ runId, order }) => {
      if (underWay?.id === runId) underWay.control.give(order)
      return null
    },
    changeRun: async ({ runId, change }) => {
      const run = underWay?.id === runId && !underWay.control.over ? underWay : null
      const { recipe, control } = needed(run, 'run-unknown', 'runNotUnderWay')
      refuseChange(recipe, change)
      control.change(change)
      return null
    },
    cancel: async ({ job }) => {
      context.cancel(job)
      return null
    },
  }
}

type Steering = Pick<RunOptions, 'control' | 'signal'>

async function trainRun(context: EngineContext, asked: Asked, { control, signal }: Steering): Promise<RunResult> {
  const { codec, repository, features, emit, now = precisely } = context.around
  const model = neededModel(context)
  const { dataset } = neededData(context)
  const backend = neededBackend(context)
  const from = startFromBrought(context, asked.fromAdapter === true && asked.resume !== true)
  const saved = asked.resume ? await readSaved(context, asked) : null
  signal.throwIfAborted()
  const record = saved?.record ?? newRecord(context, asked, Date.now())
  const recorder = runRecorder({ repository, record, now, emit, encode: encodeCheckpoint })
  const tell = (event: EngineEvent) => {
    if (isOf(asked.runId, event)) recorder.hear(event)
    emit(event)
  }
  void recorder.note({ status: 'running', error: null })
  void keepOrigins(context, recorder)
  if (saved) tellResumed(saved, tell)
  const { id, revision } = model.summary
  const { quantise } = record.recipe
  const weights = quantise === 'off' ? `${id}@${revision}` : `${id}@${revision} in ${quantise}`
  const keeping = features && { keeping: { store: features, weights } }
  // Another model may be loaded meanwhile.
  const own = model.live.fork()
  try {
    const { result, tuned } = await runRecipe({
      ...{ runId: asked.runId, recipe: record.recipe, dataset, model: own, text: model.text, codec, backend },
      ...{ emit: tell, control, signal, sink: recorder.sink, from: saved?.checkpoint ?? null, ...from },
      ...keeping,
    })
    // A run without its weights is still a run.
    const weights = await runWeightsOf(tuned).catch(() => null)
    if (signal.aborted) disposeTuned(tuned)
    signal.throwIfAborted()
    context.replaceTuned(tuned)
    const startLost = saved !== null && record.continued !== undefined
    const stands = context.model === model
    context.lastRun = stands ? { recipe: result.recipe, dataset, model, startLost, ...from } : null
    await recorder.finish({ status: 'finished', result, weights })
    return result
  } catch (error) {
    await endEarly(recorder, error, signal)
    throw error
  } finally {
    own.dispose()
  }
}

/** A run that was cancelled before its first checkpoint or epoch is deleted; any other can be continued. */
async function endEarly(recorder: RunRecorder, error: unknown, signal: AbortSignal): Promise<void> {
  const cancelled = signal.aborted || (error instanceof ThawError && error.code === 'cancelled')
  const { checkpoint, log } = recorder.record
  if (cancelled && checkpoint === null && log.epochs.length === 0) return recorder.discard()
  return recorder.finish(cancelled ? { status: 'stopped' } : { status: 'failed', error: toWire(error) })
}

function tellResumed(
  { record: { id: runId, log }, checkpoint }: NonNullable<Awaited<ReturnType<typeof readSaved>>>,
  tell: (event: EngineEvent) => void,
): void {
  const { step } = checkpoint.position
  tell({ type: 'log', runId, log })
  const message = notice('continuedFromStep', { step })
  tell({ type: 'notice', runId, notice: { step, kind: 'resumed', message } })
}

function isOf(runId: string, event: EngineEvent): event is RunEvent {
  return 'runId' in event && event.runId === runId
}

/** Milliseconds since the epoch, with their fractions. */
function precisely(): number {
  return performance.timeOrigin + performance.now()
}
