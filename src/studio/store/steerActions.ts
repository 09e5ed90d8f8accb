/**
 * What a person may do to a run while it goes on. The run tells by its events when it does as it was told; until then
 * the page says that it was heard.
 */

import { toWire, type WireError } from '../../shared/messages/errors.ts'
import type { Settings } from '../../shared/recipe/change.ts'
import type { Order } from '../../shared/recipe/steering.ts'
import type { ShownExample } from '../../shared/wire/evaluationCalls.ts'
import { type ActionContext, notCancelled, quietly } from './actionContext.ts'
import { cancel } from './runActions.ts'
import type { RunState } from './state.ts'

export function steerActions(context: ActionContext) {
  return {
    /** Pauses after the step under way. */
    pause: () => give(context, 'pause', ({ pace }) => (pace === 'running' ? { pace: 'pausing' } : null)),
    resume: () => give(context, 'resume', ({ pace }) => (pace === 'running' ? null : { pace: 'running' })),
    /** Makes one step, and pauses again. */
    step: () => give(context, 'step', ({ pace }) => ({ pace: pace === 'running' ? 'pausing' : pace })),
    stop: () => stop(context),
    change: (change: Partial<Settings>) => changeRun(context, change),
    show: (examples: readonly number[], side: number) => showExamples(context, examples, side),
  }
}

type Training = Extract<RunState, { readonly status: 'training' }>

async function give(
  { get, set, client }: ActionContext,
  order: Order,
  next: (run: Training) => Partial<Pick<Training, 'pace' | 'stopping'>> | null,
): Promise<void> {
  const { run } = get()
  if (run.status !== 'training' || run.stopping) return
  const heard = next(run)
  if (!heard) return
  set({ run: { ...run, ...heard } })
  await quietly(client.call('steer', { runId: run.log.runId, order }))
}

/** Ends the run after the current step and keeps the best weights; before the first step, gives the run up. */
async function stop(context: ActionContext): Promise<void> {
  if (context.get().run.status === 'preparing') return cancel(context, 'train')
  return give(context, 'stop', () => ({ stopping: true }))
}

/** Takes effect before the next step, and then stands in the log. Answers with why it was refused, or null. */
async function changeRun({ get, client }: ActionContext, change: Partial<Settings>): Promise<WireError | null> {
  const { run } = get()
  if (run.status !== 'training' || run.stopping) return null
  try {
    await client.call('changeRun', { runId: run.log.runId, change })
    return null
  } catch (thrown) {
    return notCancelled(toWire(thrown))
  }
}

/** Pictures or texts of the dataset, by index; none where the engine could not be asked. */
async function showExamples(
  { client }: ActionContext,
  examples: readonly number[],
  side: number,
): Promise<readonly ShownExample[]> {
  return client.call('showExamples', { examples, side }).catch(() => [])
}
