/**
 * A run's log is made from the run's events by one pure function: the engine keeps the log in checkpoints, the page
 * draws it. Its size is bounded however long the run: steps are thinned to stretches of which the lowest and the highest
 * loss are kept.
 */
import { addChange } from '../recipe/steering.ts'
import type { StepMetrics } from './run.ts'
import type { RunEvent } from './runEvent.ts'
import { type RunLog, stepsKept } from './runLog.ts'

const firstStepsKept = 20

/** The same log where an event tells nothing that is drawn. */
export function appendEvent(log: RunLog, event: RunEvent): RunLog {
  switch (event.type) {
    case 'steps':
      return withSteps(log, event)
    case 'epoch':
      return withEpoch(log, event)
    case 'sample':
      return {
        ...log,
        samples: replaced(log.samples, { epoch: event.epoch, prompt: event.prompt, text: event.text }),
      }
    case 'watched':
      return { ...log, watched: replaced(log.watched, { epoch: event.epoch, examples: event.examples }) }
    case 'changed':
      return { ...log, changes: addChange(log.changes, event.change) }
    case 'notice':
      return { ...log, notices: [...log.notices, event.notice] }
    case 'log':
      return event.log
    case 'paused':
    case 'saved':
      return log
    default:
      return event satisfies never
  }
}

function withEpoch(log: RunLog, { metrics, bestEpoch, updateRatios, memory }: RunEvent & { type: 'epoch' }): RunLog {
  const { epoch } = metrics
  const state = {
    epoch,
    step: epoch * log.stepsPerEpoch,
    updateRatios,
    memory,
    examplesPerSecond: log.examplesPerSecond,
  }
  return { ...log, epochs: replaced(log.epochs, metrics), states: replaced(log.states, state), bestEpoch }
}

function replaced<T extends { readonly epoch: number }>(all: readonly T[], one: T): readonly T[] {
  return [...all.filter(({ epoch }) => epoch !== one.epoch), one]
}

function withSteps(log: RunLog, event: RunEvent & { type: 'steps' }): RunLog {
  const { steps, stride } = thinned([...log.steps, ...event.steps], log.stride)
  return {
    ...log,
    steps,
    stride,
    firstSteps: withFirst(log.firstSteps, event.steps),
    lastStep: event.steps.at(-1) ?? log.lastStep,
    stepsPerEpoch: event.stepsPerEpoch,
    examplesPerSecond: event.examplesPerSecond,
  }
}

/** The same array once it is full, so that whoever shows it is not woken. */
function withFirst(first: readonly StepMetrics[], next: readonly StepMetrics[]): readonly StepMetrics[] {
  return first.length >= firstStepsKept ? first : [...first, ...next].slice(0, firstStepsKept)
}

/**
 * Stretches of twice the stride keep the lowest and the highest of what they hold, the new ones as the old; once there
 * are too many, stretches are twice as long.
 */
function thinned(
  steps: readonly StepMetrics[],
  stride: number,
): { readonly steps: readonly StepMetrics[]; readonly stride: number } {
  const kept = stride === 1 ? steps : extremesOf(steps, 2 * stride)
  return kept.length <= stepsKept ? { steps: kept, stride } : thinned(kept, 2 * stride)
}

function extremesOf(steps: readonly StepMetrics[], stretch: number): readonly StepMetrics[] {
  const kept: StepMetrics[] = []
  let at = 0
  while (at < steps.length) {
    const place = Math.floor(((steps[at] as StepMetrics).step - 1) / stretch)
    let [low, high] = [steps[at] as StepMetrics, steps[at] as StepMetrics]
    for (; at < steps.length; at++) {
      const step = steps[at] as StepMetrics
      if (Math.floor((step.step - 1) / stretch) !== place) break
      if (step.loss < low.loss) low = step
      if (step.loss > high.loss) high = step
    }
    if (low === high) kept.push(low)
    else kept.push(...(low.step < high.step ? [low, high] : [high, low]))
  }
  return kept
}
