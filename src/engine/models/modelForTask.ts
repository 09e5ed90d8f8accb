/**
 * A network as its task reads it: where something is asked of each token, a state for each stands at its top; where a
 * text is sorted, no layer tells the next token.
 */
import { ThawError } from '../../shared/messages/errors.ts'
import { taskCard } from '../../tasks/cards.ts'
import type { TaskId } from '../../tasks/ids.ts'
import type { LiveModel } from './liveModel.ts'
import type { Trunk } from './trunk.ts'

/** @throws ThawError `model-mismatch` for a network of pictures, where words are tagged. */
export function trunkForTask(trunk: Trunk, task: TaskId): Trunk {
  const reading = readingFor(trunk, task)
  if (!reading) return trunk
  const made = readings.get(reading) ?? reading()
  readings.set(reading, made)
  return made
}

/** How this trunk becomes the one that the task reads; undefined where it is that. */
function readingFor({ eachToken, atTokens, withoutWriter }: Trunk, task: TaskId): (() => Trunk) | undefined {
  const { target, headed } = taskCard(task)
  if (target !== 'tags') return headed ? withoutWriter : undefined
  if (!eachToken && !atTokens) throw new ThawError('model-mismatch', 'wordsNeedTextModel')
  return eachToken ? undefined : atTokens
}

/** One for each way of one trunk, so that two that were made of the same are the same. */
const readings = new WeakMap<() => Trunk, Trunk>()

/** It shares the values of `model`, which owns them. */
export function modelForTask(model: LiveModel, task: TaskId): LiveModel {
  const trunk = trunkForTask(model.trunk, task)
  if (trunk === model.trunk) return model
  return { ...model, trunk, fork: (how) => modelForTask(model.fork(how), task) }
}
